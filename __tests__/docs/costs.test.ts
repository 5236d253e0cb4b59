import { readFileSync } from 'node:fs';
import { metricsOf } from '../../crawler/src/run/metrics';
import { manifestOf } from '../../crawler/src/manifest/manifest';
import { costsFile, costsPage } from '../../docs/costs';

const page = readFileSync(costsFile, 'utf8');

/** The last cell of the row that begins so. */
function usd(row: string): number {
  const found = page.split('\n').filter((line) => line.startsWith(`| ${row} `));
  expect(found).toHaveLength(1);
  return Number(found[0]?.split('|').at(-2)?.replaceAll('*', ''));
}

test('the page of what things cost says what they do: npm run docs makes it', () => {
  expect(page).toBe(costsPage());
});

test('the project as it ships costs less than a dollar a month, and so it does with alarms', () => {
  expect(usd('**Sum**')).toBeGreaterThan(0.05);
  expect(usd('with `alarms: { email }`')).toBeGreaterThan(usd('**Sum**'));
  expect(usd('with `alarms: { email }`')).toBeLessThan(1);
});

test('the page counts the metrics that the crawler writes', () => {
  const manifest = manifestOf(
    {
      source: 'yahoo',
      scheduledTime: new Date('2026-11-20T23:00:00Z'),
      startedAt: '2026-11-20T23:00:10.000Z',
      finishedAt: '2026-11-20T23:00:12.500Z',
      failureThreshold: 1,
    },
    [['A', { status: 'updated', rows: 300, changed: 5, last: '2026-11-18' }]],
  );
  const metrics = metricsOf(manifest, { requests: 1, retries: 0, throttled: 0, bytes: 1 });
  expect(page).toContain(`The crawler writes ${Object.keys(metrics).length} metrics of each run.`);
});
