import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { estimateCost } from '../../cli/cost/estimate-cost';
import type { Config } from '../../stacks/config/config';
import { loadSettings } from '../../stacks/settings/load-settings';
import { configOf } from '../synthesis';

const page = readFileSync(join(__dirname, '../../docs/networks.md'), 'utf8');

/** What is paid by the hour all month, whether jobs run or not. */
function standingCostOf(network: Config['network']): number {
  const config = configOf({}, { ...(network && { network }) });
  const settings = loadSettings(config, { FARGATE_CRON_ENV: 'test' });
  return estimateCost(settings, { from: new Date('2027-01-01T00:00:00Z') })
    .lines.filter(({ job, unit }) => job === undefined && unit.endsWith('-hour'))
    .reduce((sum, { usd }) => sum + usd, 0);
}

test.each<[string, Config['network']]>([
  ['`public` (default)', {}],
  ["`private`, `nat: 'single'`", { mode: 'private' }],
  ["`private`, `nat: 'per-zone'`", { mode: 'private', nat: 'per-zone' }],
  ['`endpoints`', { mode: 'endpoints' }],
])('the page says what %s costs', (row, network) => {
  const written = page.split('\n').find((line) => line.startsWith(`| ${row} `));
  const usd = standingCostOf(network).toFixed(2);
  expect(written?.split('|')[2]?.trim()).toBe(usd);
});
