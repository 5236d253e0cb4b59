import { gunzipSync } from 'node:zlib';
import { startVendor } from './fault-server';
import { driftsOf } from './faults';
import { envOf, incomplete, runOfWeek, weeks } from './fixture';
import { startHost } from './host';
import { objectsIn, runOf, type Objects } from './stored-data';
import { dropScratch, scratchFolder } from './scratch';
import { vendors } from './vendors/all';

/** The vendor's answers, as they came. */

const vendor = vendors[0];
const run = { ...runOfWeek(vendor, 1, weeks[0]), symbols: ['AAPL', 'MSFT'] };
const folder = `raw/source=${vendor.name}/dt=2026-11-13/run=${runOf(run.scheduled)}`;
const host = startHost();

afterAll(() => {
  host.stop();
  dropScratch();
});

function rawOf(objects: Objects): Map<string, string> {
  return new Map(
    [...objects]
      .filter(([key]) => key.startsWith('raw/'))
      .map(([key, bytes]) => [key, gunzipSync(bytes).toString()]),
  );
}

test('an answer of another shape is kept, and by the next delivery of the run left as it was', async () => {
  const data = scratchFolder();
  const server = await startVendor(vendor, run.market, run.now);
  try {
    const env = { ...envOf(run, server.url), DATA_URI: `file://${data}`, RAW: 'keep' };
    const [drift] = driftsOf(vendor);
    server.spoil('MSFT', [drift, drift]);
    expect((await host.run(env, 1)).exitCode).toBe(1);
    const kept = rawOf(await objectsIn(data));
    expect([...kept.keys()].sort()).toEqual([`${folder}/AAPL.json.gz`, `${folder}/MSFT.json.gz`]);
    expect(kept.get(`${folder}/AAPL.json.gz`)).toContain('"indicators":');
    expect(kept.get(`${folder}/MSFT.json.gz`)).not.toContain('"indicators":');

    server.mend('MSFT');
    const before = await objectsIn(data);
    const ended = await host.run(env, 1);
    const after = await objectsIn(data);
    expect(await incomplete(run, ended, before, after)).toEqual([]);
    expect(rawOf(after)).toEqual(kept);
  } finally {
    await server.close();
  }
});

test('nothing is kept that nobody asked for', async () => {
  const data = scratchFolder();
  const server = await startVendor(vendor, run.market, run.now);
  try {
    await host.run({ ...envOf(run, server.url), DATA_URI: `file://${data}` }, 1);
    const objects = await objectsIn(data);
    expect(objects.size).toBeGreaterThan(0);
    expect(rawOf(objects)).toEqual(new Map());
  } finally {
    await server.close();
  }
});
