import { createHash } from 'node:crypto';

/**
 * What happens to a share of the calls. It is decided by the seed and how often the same was asked
 * before, so that it comes out alike however calls of several kinds meet.
 */
export class Chance {
  readonly #seed: number;
  readonly #times = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** @param share of the calls, from 0 to 1 */
  happens(what: string, share: number): boolean {
    const time = this.#times.get(what) ?? 0;
    this.#times.set(what, time + 1);
    const digest = createHash('sha256').update(`${this.#seed} ${what} ${time}`).digest();
    return digest.readUInt32BE() < share * 2 ** 32;
  }
}
