import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget';
import { Construct } from 'constructs';
import type { Settings } from '../../settings/settings';
import { ownerTag } from '../../settings/tags';

export interface BudgetProps {
  readonly settings: Settings;
  readonly monthlyUsd: number;
  readonly topicArn: string;
}

/** Notifies when a month costs more than the limit, and when it is forecast to. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { settings, monthlyUsd, topicArn }: BudgetProps) {
    super(scope, id);
    const { key, value } = ownerTag(settings, 'project');
    new BudgetsBudget(this, 'budget', {
      name: settings.prefix,
      budgetType: 'COST',
      limitAmount: String(monthlyUsd),
      limitUnit: 'USD',
      timeUnit: 'MONTHLY',
      costFilter: [{ name: 'TagKeyValue', values: [`user:${key}$${value}`] }],
      notification: ['ACTUAL', 'FORECASTED'].map((notificationType) => ({
        notificationType,
        comparisonOperator: 'GREATER_THAN',
        threshold: 100,
        thresholdType: 'PERCENTAGE',
        subscriberSnsTopicArns: [topicArn],
      })),
    });
  }
}
