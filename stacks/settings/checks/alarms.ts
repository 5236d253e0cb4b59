import type { Problem } from '../../config/config-error';
import { partitionProblems } from '../../rules/partition';
import { wholeNumberProblems } from '../../rules/whole-number';
import type { JobSettings, Settings } from '../settings';
import { needsStateMachine } from '../state-machine';
import { at } from './problems';

/** What is wrong with the notifications. */
export function alarmProblems({ alarms, region }: Settings): Problem[] {
  if (alarms === undefined) return [];
  const { email, topicArn, monthlyBudgetUsd } = alarms;
  return [
    ...at(['alarms', 'email'], emailProblems(email, topicArn)),
    ...at(
      ['alarms', 'topicArn'],
      topicArn === undefined
        ? []
        : topicPattern.exec(topicArn)?.[1] === region
          ? partitionProblems(topicArn, region)
          : [`must be the ARN of an SNS topic in ${region}, got "${topicArn}"`],
    ),
    ...at(
      ['alarms', 'monthlyBudgetUsd'],
      monthlyBudgetUsd === undefined || (monthlyBudgetUsd >= 1 && monthlyBudgetUsd <= 1_000_000)
        ? []
        : [`must be a number from 1 to 1000000 (US dollars), got ${monthlyBudgetUsd}`],
    ),
  ];
}

/** What is wrong with the alarms of one job. */
export function jobAlarmProblems(
  job: JobSettings,
  path: (...keys: PropertyKey[]) => PropertyKey[],
): Problem[] {
  const { longRunMinutes, staleDays, suspect } = job.alarms;
  const crawls = job.image === undefined;
  return [
    ...at(
      path('alarms', 'longRunMinutes'),
      longRunMinutes === undefined
        ? []
        : crawls || needsStateMachine(job)
          ? wholeNumberProblems(longRunMinutes, 1, 10_080, 'minutes')
          : [
              `must be left out for an image of its own, whose runs nobody times, got ${longRunMinutes}; set timeoutSeconds, with which Step Functions does`,
            ],
    ),
    ...at(
      path('alarms', 'staleDays'),
      staleDays === undefined
        ? []
        : crawls
          ? wholeNumberProblems(staleDays, 1, 365, 'days')
          : [
              `must be left out for an image of its own, because only the crawler says how old its data is, got ${staleDays}`,
            ],
    ),
    ...at(
      path('alarms', 'suspect'),
      suspect === undefined || crawls
        ? []
        : [
            `must be left out for an image of its own, because only the crawler doubts its vendor, got ${suspect}`,
          ],
    ),
  ];
}

const topicPattern = /^arn:aws[\w-]*:sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}$/;

function emailProblems(email: string | undefined, topicArn: string | undefined): string[] {
  if (email === undefined) {
    return topicArn === undefined
      ? ['is required unless topicArn names a topic: alarms that nobody reads help nobody']
      : [];
  }
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)
    ? []
    : [`must be an address like jobs@example.com, got "${email}"`];
}
