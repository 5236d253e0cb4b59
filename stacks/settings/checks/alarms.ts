import type { Problem } from '../../config/config-error';
import { shown } from '../../config/shown';
import { arnPlaceProblems } from '../../rules/arn-places';
import { chatIdProblems } from '../../rules/chat';
import { partitionOf } from '../../rules/partition';
import { wholeNumberProblems } from '../../rules/whole-number';
import { crawls } from '../crawls';
import type { AlarmSettings, JobSettings, Settings } from '../settings';
import { needsStateMachine } from '../state-machine';
import { at, firstOf, type Path } from './problems';

/** What is wrong with the notifications. */
export function alarmProblems(settings: Settings): Problem[] {
  const { alarms } = settings;
  if (alarms === undefined) return [];
  const { topicArn, monthlyBudgetUsd } = alarms;
  return [
    ...at(['alarms', 'email'], emailProblems(alarms)),
    ...chatProblems(settings, alarms),
    ...at(
      ['alarms', 'topicArn'],
      topicArn === undefined
        ? []
        : firstOf(
            topicPattern.test(topicArn)
              ? []
              : [
                  `must be the ARN of an SNS topic, such as arn:aws:sns:us-east-1:123456789012:on-call, got "${topicArn}"`,
                ],
            arnPlaceProblems('topic', topicArn, settings),
            monthlyBudgetUsd === undefined
              ? []
              : arnPlaceProblems('topicOfBudget', topicArn, settings),
          ),
    ),
    ...at(
      ['alarms', 'monthlyBudgetUsd'],
      monthlyBudgetUsd === undefined || (monthlyBudgetUsd >= 1 && monthlyBudgetUsd <= 1_000_000)
        ? []
        : [`must be a number from 1 to 1000000 (US dollars), got ${monthlyBudgetUsd}`],
    ),
  ];
}

/**
 * Its API takes roles of the partition `aws` alone.
 * https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
 */
function chatProblems({ region }: Settings, { slack, teams }: AlarmSettings): Problem[] {
  const elsewhere = (chat: object) =>
    partitionOf(region) === 'aws'
      ? []
      : [
          `needs Amazon Q Developer in chat applications, which ${region} does not have, got ${shown(chat)}; write email`,
        ];
  return [
    ...(slack === undefined
      ? []
      : [
          ...at(['alarms', 'slack'], elsewhere(slack)),
          ...at(['alarms', 'slack', 'workspaceId'], chatIdProblems('workspace', slack.workspaceId)),
          ...at(['alarms', 'slack', 'channelId'], chatIdProblems('slackChannel', slack.channelId)),
        ]),
    ...(teams === undefined
      ? []
      : [
          ...at(['alarms', 'teams'], elsewhere(teams)),
          ...at(['alarms', 'teams', 'tenantId'], chatIdProblems('tenant', teams.tenantId)),
          ...at(['alarms', 'teams', 'teamId'], chatIdProblems('team', teams.teamId)),
          ...at(['alarms', 'teams', 'channelId'], chatIdProblems('teamsChannel', teams.channelId)),
        ]),
  ];
}

/** What is wrong with the alarms of one job. */
export function jobAlarmProblems(
  job: JobSettings,
  path: Path,
  jobs: readonly JobSettings[],
): Problem[] {
  const { longRunMinutes, staleDays, suspect } = job.alarms;
  const crawling = crawls(job, jobs);
  const other = job.image === undefined ? 'a check of what is stored' : 'an image of its own';
  return [
    ...at(
      path('alarms', 'longRunMinutes'),
      longRunMinutes === undefined
        ? []
        : crawling || needsStateMachine(job)
          ? wholeNumberProblems(longRunMinutes, 1, 10_080, 'minutes')
          : [
              `must be left out for ${other}, whose runs nobody times, got ${longRunMinutes}; set timeoutSeconds, with which Step Functions does`,
            ],
    ),
    ...at(
      path('alarms', 'staleDays'),
      staleDays === undefined
        ? []
        : crawling
          ? wholeNumberProblems(staleDays, 1, 365, 'days')
          : [
              `must be left out for ${other}, because only a job that crawls says how old its data is, got ${staleDays}`,
            ],
    ),
    ...at(
      path('alarms', 'suspect'),
      suspect === undefined || crawling
        ? []
        : [
            `must be left out for ${other}, because only a job that crawls doubts its vendor, got ${suspect}`,
          ],
    ),
  ];
}

const topicPattern = /^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/;

function emailProblems({ email, topicArn, slack, teams }: AlarmSettings): string[] {
  if (email === undefined) {
    return [topicArn, slack, teams].every((place) => place === undefined)
      ? ['is required without topicArn, slack and teams: alarms that nobody reads help nobody']
      : [];
  }
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)
    ? []
    : [`must be an address like jobs@example.com, got "${email}"`];
}
