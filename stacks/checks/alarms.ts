import type { Problem } from '../config-error';
import type { Settings } from '../settings';
import { at } from './problems';

/** What is wrong with whom alarms tell. */
export function alarmProblems({ alarms, region }: Settings): Problem[] {
  if (alarms === undefined) return [];
  const { email, topicArn } = alarms;
  return [
    ...at(['alarms', 'email'], emailProblems(email, topicArn)),
    ...at(
      ['alarms', 'topicArn'],
      topicArn === undefined || topicPattern.exec(topicArn)?.[1] === region
        ? []
        : [`must be the ARN of an SNS topic in ${region}, got "${topicArn}"`],
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
