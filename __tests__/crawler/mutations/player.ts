import { vendors } from '../proof/vendors/all';
import type { Vendor } from '../proof/vendors/vendor';
import { caseOf, play } from './play';
import { verdictOf, type Verdict } from './verdict';

/** What the property is told of a case. */
export interface Result extends Verdict {
  readonly seed: number;
  readonly kinds: readonly string[];
  /** Its vendor, and what was done to its history. */
  readonly says: string;
}

/** Cases that share their runs. */
const together = 12;

/** Every vendor has its share, and the one without keys half of all. */
function vendorOf(seed: number): Vendor {
  const group = Math.floor(seed / together);
  return vendors[group % 2 === 0 ? 0 : Math.floor(group / 2) % vendors.length] ?? vendors[0];
}

/** Plays the cases from one seed to another and writes a line of JSON for each. */
async function main(first: number, last: number): Promise<void> {
  for (let seed = first; seed <= last;) {
    const vendor = vendorOf(seed);
    const cases = [];
    do cases.push(caseOf(seed, vendor));
    while (++seed <= last && seed % together !== 0);
    for (const played of await play(cases, vendor)) {
      const { listing, mutations } = played;
      const result: Result = {
        seed: played.seed,
        kinds: mutations.map(({ kind }) => kind),
        says: `${listing.symbol} at ${vendor.name}: ${mutations.map(({ kind, says }) => `${kind} (${says})`).join('; ')}`,
        ...verdictOf(played),
      };
      process.stdout.write(`${JSON.stringify(result)}\n`);
    }
  }
}

void main(Number(process.argv[2]), Number(process.argv[3]));
