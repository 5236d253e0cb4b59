import { readManifests, readManifestsSince } from '../../../cli/runs/manifests';
import { bucketOf } from './bucket';

const key = (run: string) => `_manifests/source=yahoo/run=${run}.json`;
const manifest = (scheduledTime: string) =>
  JSON.stringify({
    source: 'yahoo',
    scheduledTime,
    startedAt: scheduledTime,
    finishedAt: scheduledTime,
    outcome: 'done',
    symbols: {},
  });

test('reads the runs since a time from all pages, the newest first, and names what is broken', async () => {
  const s3 = bucketOf({
    [key('20261120T230000Z')]: manifest('2026-11-20T23:00:00.000Z'),
    [key('20261113T230000Z')]: manifest('2026-11-13T23:00:00.000Z'),
    [key('20260101T230000Z')]: manifest('2026-01-01T23:00:00.000Z'),
    [key('20261106T230000Z')]: '{"scheduledTime": "2026-11-06T',
    [key('20261107T230000Z')]: 'null',
    '_manifests/source=yahoo/run=20261113T230000Z/shard=0001.json': '{}',
  });
  const { manifests, broken } = await readManifestsSince(
    s3,
    { bucket: 'prices', folder: '' },
    new Date('2026-11-01T00:00:00Z'),
  );
  expect(manifests.map(({ scheduledTime }) => scheduledTime)).toEqual([
    '2026-11-20T23:00:00.000Z',
    '2026-11-13T23:00:00.000Z',
  ]);
  expect(broken).toEqual([
    { key: key('20261106T230000Z'), reason: 'it is not JSON' },
    { key: key('20261107T230000Z'), reason: expect.stringContaining('expected object') as string },
  ]);
});

test('of a bucket that others use, too, its own folder is read', async () => {
  const mine = `acme/prod/${key('20261120T230000Z')}`;
  const s3 = bucketOf({
    [mine]: 'null',
    [`acme/prod-eu/${key('20261120T230000Z')}`]: 'null',
    [key('20261120T230000Z')]: 'null',
  });
  const place = { bucket: 'lake', folder: 'acme/prod/' };
  for (const { broken } of [
    await readManifests(s3, place, 5, new Date('2026-11-21T00:00:00Z')),
    await readManifestsSince(s3, place, new Date(0)),
  ]) {
    expect(broken.map(({ key: found }) => found)).toEqual([mine]);
  }
});

const whole = {
  source: 'yahoo',
  scheduledTime: '2026-11-20T23:00:00.000Z',
  startedAt: '2026-11-20T23:00:30.000Z',
  finishedAt: '2026-11-20T23:01:00.000Z',
  outcome: 'done',
  symbols: { AAPL: { status: 'updated', rows: 3 } },
};

const only = (text: string) =>
  readManifestsSince(
    bucketOf({ [key('20261120T230000Z')]: text }),
    { bucket: 'prices', folder: '' },
    new Date(0),
  );

test('a manifest may say more than is read', async () => {
  const text = JSON.stringify({ ...whole, version: 1, more: true });
  expect(await only(text)).toEqual({ manifests: [whole], broken: [] });
});

test.each([
  ['', 'it is empty'],
  ['{"outcome": "do', 'it is not JSON'],
  [JSON.stringify({ ...whole, scheduledTime: 'Friday' }), 'scheduledTime: '],
  [JSON.stringify({ ...whole, outcome: 'perhaps' }), 'outcome: '],
  [JSON.stringify({ ...whole, symbols: { AAPL: { rows: 'many' } } }), 'symbols.AAPL.'],
  ['null', ': '],
])('a broken manifest has a reason: %s', async (text, reason) => {
  expect(await only(text)).toEqual({
    manifests: [],
    broken: [{ key: key('20261120T230000Z'), reason: expect.stringContaining(reason) as string }],
  });
});
