import { atOnce } from './crawler';
import { startHost } from './host';
import { playMix, type Outcome } from './mix';
import { dropScratch } from './scratch';
import { busy, times } from '../../times';
import { vendors } from './vendors/all';

/** `PROOF_SEED` plays the one mix of that seed. */
const only = process.env['PROOF_SEED'];
const seeds =
  only === undefined ? Array.from({ length: times(120) }, (_, index) => index + 1) : [Number(only)];
const hosts = [startHost(), startHost()] as const;

afterAll(() => {
  for (const host of hosts) host.stop();
  dropScratch();
});

test(
  `in each of ${seeds.length} mixes of faults every symbol is exact or named as missing`,
  async () => {
    const outcomes: Outcome[] = [];
    await atOnce(32, seeds, async (seed) => {
      const vendor = vendors[seed % vendors.length] ?? vendors[0];
      const played = playMix(seed, vendor, hosts[seed % 2] ?? hosts[0]);
      // What is thrown is one more problem: the other mixes are still to be played.
      outcomes.push(
        await played.catch((error: unknown) => ({
          seed,
          problems: [String(error)],
          missing: 0,
          faults: 0,
        })),
      );
    });
    const wrong = outcomes
      .filter(({ problems }) => problems.length > 0)
      .map(({ seed, problems }) => `PROOF_SEED=${seed}\n  ${problems.join('\n  ')}`);
    expect(wrong).toEqual([]);
    // Mixes that spoil nothing would prove nothing, and so would those that spoil everything.
    const share = (of: (outcome: Outcome) => boolean) =>
      only === undefined ? outcomes.filter(of).length / outcomes.length : 1;
    expect(share(({ faults }) => faults > 0)).toBeGreaterThan(0.5);
    expect(share(({ missing }) => missing === 0)).toBeGreaterThan(0.25);
    expect(share(({ missing }) => missing > 0)).toBeGreaterThan(0.1);
  },
  (60_000 + seeds.length * 5_000) * busy,
);
