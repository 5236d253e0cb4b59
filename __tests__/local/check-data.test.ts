import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkKey } from '../../crawler/src/public/layout';
import { checkData } from '../../local/check-data';
import { checkOf } from '../cli/report/facts';
import { bucketOf } from '../cli/runs/bucket';

const directory = mkdtempSync(join(tmpdir(), 'fargate-cron-check-'));
const crawler = join(directory, 'crawler.js');
writeFileSync(crawler, `console.log('a line'); console.log('the last line');`);

afterAll(() => {
  rmSync(directory, { recursive: true });
});

const gap = { symbol: 'F', check: 'gap', count: 13, text: 'no row' };
const nothing = checkOf();
const key = checkKey('yahoo', nothing.run);

test.each([
  ['nothing wrong with 2 symbols of 500 rows', { [key]: nothing }],
  [
    '2 faults, which are named under _checks/ in s3://prices',
    { [key]: checkOf(gap, gap), [checkKey('yahoo', '20261114T010000Z')]: checkOf() },
  ],
  ['the last line', { [checkKey('yahoo', '20261114T010000Z')]: checkOf() }],
])('what a check found stands in what it left: %s', async (found, records) => {
  const texts = Object.entries(records).map(([at, record]) => [at, JSON.stringify(record)]);
  const check = checkData({
    crawler,
    env: process.env,
    s3: bucketOf(Object.fromEntries(texts) as Record<string, string>),
    bucket: 'prices',
    job: { environment: {} },
    scheduledTime: nothing.scheduledTime,
  });
  await expect(check).resolves.toBe(found);
});
