import Table from 'cli-table3';
import { nextRuns } from '../stacks/rules/next-runs';
import { parseScheduleExpression } from '../stacks/rules/schedule-expression';
import type { StackName } from '../stacks/settings/outputs';
import type { JobSettings } from '../stacks/settings/settings';
import type { DemoFindings } from './demo-findings';
import { countResources } from './deployment';
import { queryBars } from './data-bucket';

const shownRuns = 5;
const shownLogLines = 8;

/** What a person wants to see at the end of the demo. */
export async function demoSummary(
  findings: DemoFindings,
  job: JobSettings,
  directory: string,
  dataCopy: string,
): Promise<string> {
  const { firing, bucket, after, aws } = findings;
  return [
    heading('Stacks'),
    stacks(findings, directory),
    heading(`Next runs of ${job.name}: ${job.schedule} in ${job.timeZone}`),
    upcoming(job),
    heading(
      `The run of ${firing.scheduledTime}, ${firing.ran === 'docker' ? 'in a container' : 'under node'}`,
    ),
    firing.lines.slice(-shownLogLines).join('\n'),
    `exit code ${firing.exitCode}; logs in ${firing.logGroup}, stream ${firing.logStream}`,
    heading(`What lies in s3://${bucket}`),
    table(
      ['symbol', 'rows', 'first', 'last'],
      await queryBars(
        dataCopy,
        'select symbol, count(*) as rows, min(date) as first, max(date) as last from bars group by symbol order by symbol',
      ),
    ),
    written(findings),
    heading('The newest bars, read with DuckDB'),
    table(
      ['symbol', 'date', 'open', 'high', 'low', 'close', 'volume'],
      await queryBars(dataCopy, 'select * from bars order by date desc, symbol limit 6'),
    ),
    heading('From here'),
    [
      `Objects:   aws --endpoint-url ${aws.lasting} s3 ls --recursive s3://${bucket}`,
      'To AWS:    FARGATE_CRON_ENV=dev npx cdktf deploy \'*\'   (see "Deploy to AWS" in README.md)',
      aws.foreign
        ? 'Clean up:  make demo-destroy   (the local AWS at AWS_ENDPOINT_URL keeps running)'
        : 'Clean up:  make demo-destroy   (destroys the stacks and stops the local AWS)',
    ].join('\n'),
    after.size === 0 ? 'The run wrote nothing.' : '',
  ].join('\n');
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

function written({ before, after }: DemoFindings): string {
  const fresh = [...after.keys()].filter((key) => !before.has(key)).length;
  const replaced = [...before].filter(([key, tag]) => after.has(key) && after.get(key) !== tag);
  const kept = after.size - fresh - replaced.length;
  return `${after.size} objects: ${fresh} new, ${replaced.length} replaced, ${kept} unchanged`;
}

function table(columns: string[], rows: readonly Record<string, unknown>[]): string {
  const result = new Table({ head: columns, style: { head: [], border: [], compact: true } });
  result.push(...rows.map((row) => columns.map((column) => cell(row[column]))));
  return result.toString();
}

function cell(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
