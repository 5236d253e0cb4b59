import { startVendor, type FaultServer } from './fault-server';
import { driftsOf, passingFaults, type Fault } from './faults';
import { envOf, incomplete, runOfWeek, weeks } from './fixture';
import { startHost } from './host';
import { judge, type Run } from './judge';
import { objectsIn } from './stored-data';
import { dropScratch, scratchFolder } from './scratch';
import { vendors } from './vendors/all';
import type { Vendor } from './vendors/vendor';

/** Each fault by itself: two times in a row it is survived. */

const faster = 10;
const host = startHost();
const spoiled = 'MSFT';
const symbols = ['AAPL', spoiled, 'F'];

afterAll(() => {
  host.stop();
  dropScratch();
});

async function play(vendor: Vendor, faults: readonly Fault[], env: Record<string, string> = {}) {
  const run: Run = { ...runOfWeek(vendor, 1, weeks[0]), symbols };
  const data = scratchFolder();
  const server = await startVendor(vendor, run.market, run.now);
  try {
    server.spoil(spoiled, faults);
    const given = {
      ...envOf(run, server.url),
      // A machine that has other work is no vendor that is silent.
      REQUEST_TIMEOUT_SECONDS: '50',
      ...env,
      DATA_URI: `file://${data}`,
    };
    const ended = await host.run(given, faster);
    return { run, ended, after: await objectsIn(data), asked: asked(server) };
  } finally {
    await server.close();
  }
}

/** When the requests about the spoiled symbol came, and all of them; and whom the first was about, too. */
function asked({ requests }: FaultServer) {
  const about = requests.filter(({ symbols: of }) => of.includes(spoiled));
  return {
    about: about.map(({ at }) => at),
    all: requests.map(({ at }) => at),
    together: about[0]?.symbols ?? [],
  };
}

const cases = vendors.flatMap((vendor) =>
  passingFaults.map((fault) => [vendor.name, fault.name, vendor, fault] as const),
);

test.concurrent.each(cases)('%s: %s, twice in a row', async (_, __, vendor, fault) => {
  const { run, ended, after, asked } = await play(vendor, [fault, fault]);
  expect(await incomplete(run, ended, new Map(), after)).toEqual([]);
  expect(asked.about.length).toBeGreaterThanOrEqual(3);
});

test.concurrent.each(vendors.map((vendor) => [vendor.name, vendor] as const))(
  '%s: what four attempts in a row did not get is asked for once more at the end',
  async (_, vendor) => {
    const error = passingFaults.filter(({ name }) => name === '500');
    const four = Array.from({ length: 4 }, () => error).flat();
    const { run, ended, after, asked } = await play(vendor, four, { CONCURRENCY: '1' });
    expect(await incomplete(run, ended, new Map(), after)).toEqual([]);
    // Everybody else had their turn before.
    expect(ended.output).toContain('symbol not done');
    expect(asked.all.at(-1)).toBe(asked.about.at(-1));
  },
);

const drifts = vendors.flatMap((vendor) =>
  driftsOf(vendor).map((fault) => [vendor.name, fault.name, vendor, fault] as const),
);

test.concurrent.each(drifts)(
  '%s: %s fails the symbol and is not asked for over and over',
  async (_, __, vendor, fault) => {
    const { run, ended, after, asked } = await play(
      vendor,
      Array.from({ length: 20 }, () => fault),
    );
    const { problems, missing } = await judge(run, ended, new Map(), after);
    expect(problems).toEqual([]);
    // Who was in the same answer shares its fate.
    expect(missing).toEqual(new Map(asked.together.map((symbol) => [symbol, 'failed'])));
    // Once, and once more at the end of the run.
    expect(asked.about.length).toBeLessThanOrEqual(2);
  },
);

test.concurrent.each(vendors.map((vendor) => [vendor.name, vendor] as const))(
  '%s: a body that would outlast the deadline ends with the deadline',
  async (_, vendor) => {
    const drip = passingFaults.filter(({ name }) => name.includes('now and then'));
    const endless = Array.from({ length: 50 }, () => drip).flat();
    const { run, ended, after } = await play(vendor, endless, { DEADLINE_SECONDS: '30' });
    const { problems, missing } = await judge(run, ended, new Map(), after);
    expect(problems).toEqual([]);
    expect([...missing.keys()]).toContain(spoiled);
    expect(ended.exitCode).toBe(1);
  },
);

test.concurrent.each(vendors.map((vendor) => [vendor.name, vendor] as const))(
  '%s: a 429 holds back every symbol for as long as it says',
  async (_, vendor) => {
    const limited = passingFaults.filter(({ name }) => name === '429 with retry-after 3');
    const { asked } = await play(vendor, limited, { CONCURRENCY: '1' });
    const [refused = 0] = asked.about;
    const next = asked.all.find((at) => at > refused) ?? 0;
    expect((next - refused) * faster).toBeGreaterThanOrEqual(3000 - faster);
  },
);
