import { readLastChecks } from '../../../cli/runs/checks';
import { checkKey } from '../../../crawler/src/public/layout';
import { checkOf } from '../report/facts';
import { bucketOf } from './bucket';

const now = new Date('2026-11-28T00:00:00Z');

test('of each source the last check is read, and the data is not', async () => {
  const found = checkOf({
    symbol: 'F',
    check: 'gap',
    first: '2026-07-06',
    count: 13,
    text: 'no row',
  });
  const s3 = bucketOf({
    'bars/v1/interval=1d/source=yahoo/symbol=F/data.parquet': 'not to be read',
    [checkKey('yahoo', '20261114T010000Z')]: 'not to be read',
    [checkKey('yahoo', '20261121T010000Z')]: JSON.stringify({ ...found, more: true }),
    '_manifests/source=yahoo/run=20261121T230000Z.json': 'not to be read',
  });
  expect(await readLastChecks(s3, { bucket: 'prices', folder: '' }, now)).toEqual({
    records: [found],
    broken: [],
  });
});

test('a check that cannot be read is named', async () => {
  const key = checkKey('yahoo', '20261121T010000Z');
  expect(
    await readLastChecks(
      bucketOf({ [key]: '{"version": 2}' }),
      { bucket: 'prices', folder: '' },
      now,
    ),
  ).toEqual({
    records: [],
    broken: [{ key, reason: expect.stringMatching(/^version: /) as string }],
  });
});
