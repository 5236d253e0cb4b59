import {
  paginateSimulatePrincipalPolicy,
  type ContextEntry,
  type IAMClient,
} from '@aws-sdk/client-iam';
import type { Calls } from './roles-of-run';

/** What of some calls IAM would deny a role, as `ecs:RunTask on arn:…`. */
export async function deniedCalls(
  client: IAMClient,
  PolicySourceArn: string,
  { actions, resources, context = {} }: Calls,
): Promise<string[]> {
  const denied: string[] = [];
  for await (const { EvaluationResults = [] } of paginateSimulatePrincipalPolicy(
    { client },
    {
      PolicySourceArn,
      ActionNames: [...actions],
      ResourceArns: [...resources],
      ContextEntries: Object.entries(context).map(([ContextKeyName, value]): ContextEntry => ({
        ContextKeyName,
        ContextKeyValues: [value],
        ContextKeyType: 'string',
      })),
    },
  )) {
    for (const { EvalActionName = '', EvalResourceName = '', EvalDecision } of EvaluationResults) {
      if (EvalDecision !== 'allowed') denied.push(`${EvalActionName} on ${EvalResourceName}`);
    }
  }
  return denied;
}
