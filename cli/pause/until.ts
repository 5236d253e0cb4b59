import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import type { AppliedTrigger } from '../deployed/trigger';
import { inSeconds } from '../terminal/moment';

const resume = 'pause it without --until, and resume it then';

/**
 * Why AWS does not start a schedule again by itself at this time. What it has for that is the date at
 * which a schedule begins.
 *
 * @param alarm for missing runs, if the job has one. A mute rule would silence it until a time, and make up
 * for the silence at its end, before the next run:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules-behaviour.html
 */
export function whyNotUntil(
  until: Date,
  { grammar, expression, startDate, endDate }: Omit<AppliedTrigger, 'target'>,
  alarm: string | undefined,
): string | undefined {
  if (grammar === 'rule') return `an EventBridge rule has no date to begin at; ${resume}`;
  const parsed = parseScheduleExpression(expression, grammar);
  switch (parsed.ok ? parsed.expression.kind : undefined) {
    // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
    case 'at':
      return `it runs once, for which AWS ignores the date to begin at; ${resume}`;
    case 'rate':
      return `a rate counts from the date it begins at, so it would run at other times; ${resume}`;
    case 'cron':
    case undefined:
  }
  if (alarm !== undefined) {
    return `the alarm ${alarm} would tell of missing runs, and CloudWatch silences none until the first run after a time; ${resume}`;
  }
  if (startDate !== undefined && startDate >= until) {
    return `it does not run before ${inSeconds(startDate)} anyway`;
  }
  return endDate !== undefined && endDate <= until
    ? `its last run is before ${inSeconds(endDate)}; pause it without --until`
    : undefined;
}
