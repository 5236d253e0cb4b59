import Table from 'cli-table3';
import { nextRuns } from '../stacks/rules/next-runs';
import { parseScheduleExpression } from '../stacks/rules/schedule-expression';
import type { StackName } from '../stacks/settings/outputs';
import type { JobSettings } from '../stacks/settings/settings';
import { isCrawler, type DemoFindings, type Outcome } from './demo-findings';
import { countResources } from './deployment';
import type { FiringResult } from './fargate/fire';
import { readableLine } from './log-line';
import type * as QueryBars from './query-bars';

const shownRuns = 3;
const shownLogLines = 8;
const shownObjects = 10;

/** What a person wants to see at the end of the demo. */
export async function demoSummary(
  findings: DemoFindings,
  directory: string,
  dataCopy: string,
): Promise<string> {
  const { outcomes, bucket, aws } = findings;
  const crawled = outcomes.some(({ kind, job }) => kind === 'ran' && isCrawler(job));
  return [
    heading('Stacks'),
    stacks(findings, directory),
    ...outcomes.map((outcome) => described(outcome, findings)),
    heading(`What lies in s3://${bucket}`),
    crawled ? await bars(dataCopy) : objects(findings),
    written(findings),
    heading('From here'),
    [
      ...(aws.foreign
        ? []
        : [
            'Explore:   npx fargate-cron status   (so do all verbs, as long as the local AWS runs)',
          ]),
      `Objects:   ${awsCommand(findings)} s3 ls --recursive s3://${bucket}`,
      'To AWS:    npx fargate-cron plan --env dev   (see "Deploy to AWS" in the README)',
      aws.foreign
        ? 'Clean up:  npx fargate-cron demo --destroy   (the local AWS at AWS_ENDPOINT_URL keeps running)'
        : 'Clean up:  npx fargate-cron demo --destroy   (destroys the stacks and stops the local AWS)',
    ].join('\n'),
    ...(outcomes.some(({ kind }) => kind === 'ran') ? [] : [nothingRan(outcomes)]),
  ].join('\n');
}

/** As it can be pasted; the keys are the local AWS's, which takes any. */
function awsCommand({ aws, env }: DemoFindings): string {
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'] as const;
  const [id, secret, region] = names.map((name) => env[name] ?? '');
  return `AWS_ACCESS_KEY_ID=${id} AWS_SECRET_ACCESS_KEY=${secret} aws --region ${region} --endpoint-url ${aws.lasting}`;
}

function heading(text: string): string {
  return `\n${text}\n${'─'.repeat(text.length)}`;
}

function stacks({ changes }: DemoFindings, directory: string): string {
  const counts = countResources(directory);
  const rows = Object.entries(counts).map(([stack, resources]) => ({
    stack,
    resources,
    ...{ added: 0, changed: 0, destroyed: 0 },
    ...changes[stack as StackName],
  }));
  const changed = rows.some((row) => row.added + row.changed + row.destroyed > 0);
  return [
    table(['stack', 'resources', 'added', 'changed', 'destroyed'], rows),
    ...(changed ? [] : ['Terraform had nothing to change.']),
  ].join('\n');
}

function described(outcome: Outcome, { images }: DemoFindings): string {
  const { job } = outcome;
  return [
    ...(job.after === undefined
      ? [heading(`${job.name}: ${job.schedule} in ${job.timeZone}`), `next runs:\n${upcoming(job)}`]
      : [heading(`${job.name}: after ${job.after}`)]),
    ...(images.unmet.get(job) ?? []).map((what) => `about its image: it ${what}`),
    outcome.kind === 'ran' ? run(job, outcome.firing) : `It did not run: ${outcome.reason}.`,
  ].join('\n');
}

function run(
  { name }: JobSettings,
  { scheduledTime, ran, lines, exitCode, logGroup, logStream }: FiringResult,
): string {
  const readable = lines.map(readableLine).filter((line) => line !== undefined);
  const earlier = readable.length - shownLogLines;
  return [
    `the run of ${scheduledTime}, ${ran === 'docker' ? 'in a container' : 'under node'}:`,
    ...(earlier > 0 ? [`(${earlier} lines before: npx fargate-cron logs ${name})`] : []),
    ...readable.slice(-shownLogLines),
    `exit code ${exitCode}; logs in ${logGroup}, stream ${logStream}`,
  ].join('\n');
}

function upcoming(job: JobSettings): string {
  const parsed = parseScheduleExpression(job.schedule, job.trigger);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return nextRuns(parsed.expression, {
    timeZone: job.timeZone,
    from: new Date(),
    count: shownRuns,
  })
    .map(({ local, utc }) => `${local}   ${utc}`)
    .join('\n');
}

async function bars(dataCopy: string): Promise<string> {
  // oxlint-disable-next-line typescript/no-require-imports -- DuckDB is for projects that crawl
  const { queryBars } = require('./query-bars') as typeof QueryBars;
  return [
    table(
      ['symbol', 'rows', 'first', 'last'],
      await queryBars(
        dataCopy,
        'select symbol, count(*) as rows, min(date) as first, max(date) as last from bars group by symbol order by symbol',
      ),
    ),
    'The newest bars, read with DuckDB:',
    table(
      ['symbol', 'date', 'open', 'high', 'low', 'close', 'volume'],
      await queryBars(dataCopy, 'select * from bars order by date desc, symbol limit 6'),
    ),
  ].join('\n');
}

function objects({ after }: DemoFindings): string {
  const keys = [...after.keys()];
  const further = keys.length - shownObjects;
  return [...keys.slice(0, shownObjects), ...(further > 0 ? [`and ${further} more`] : [])].join(
    '\n',
  );
}

function written({ before, after }: DemoFindings): string {
  if (after.size === 0) return 'nothing';
  const fresh = [...after.keys()].filter((key) => !before.has(key)).length;
  const replaced = [...before].filter(([key, tag]) => after.has(key) && after.get(key) !== tag);
  const kept = after.size - fresh - replaced.length;
  return `${after.size} objects: ${fresh} new, ${replaced.length} replaced, ${kept} unchanged`;
}

/** Every job that did not run says why above; here stands what most of them need. */
function nothingRan(outcomes: readonly Outcome[]): string {
  const reasons = new Set(
    outcomes.flatMap((outcome) => (outcome.kind === 'ran' ? [] : [outcome.reason])),
  );
  return `\nNothing ran: ${[...reasons].join('; ')}.`;
}

function table(columns: string[], rows: readonly Record<string, unknown>[]): string {
  const result = new Table({ head: columns, style: { head: [], border: [], compact: true } });
  result.push(...rows.map((row) => columns.map((column) => cell(row[column]))));
  return result.toString();
}

function cell(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
