import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A clock that a test sets, of programs that are started in its environment. */
export class SteppedClock {
  readonly env: Readonly<Record<string, string>>;
  readonly #file: string;

  private constructor(library: string, folder: string) {
    this.#file = join(folder, 'clock');
    this.env = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: '1',
      DONT_FAKE_MONOTONIC: '1',
      // Said here, or libfaketime finds out in every wait whether the C library has a fault, which
      // ended with glibc 2.30, and moto's threads spin on Python's lock: 28 ms for a request, not 2.
      FAKETIME_FORCE_MONOTONIC_FIX: '0',
    };
  }

  /** @returns nothing where there is no `faketime` */
  static in(folder: string): SteppedClock | undefined {
    const { status, stdout } = spawnSync('faketime', ['-f', '+0', 'printenv', 'LD_PRELOAD'], {
      encoding: 'utf8',
    });
    return status === 0 ? new SteppedClock(stdout.trim(), folder) : undefined;
  }

  /** From now on it goes on from there. */
  async set(time: Date): Promise<void> {
    // oxlint-disable-next-line eslint-js/no-restricted-syntax -- faketime is told the difference to today
    const seconds = Math.round((time.getTime() - Date.now()) / 1000);
    writeFileSync(this.#file, `${seconds < 0 ? '' : '+'}${seconds}`);
    // The programs look into the file once a second.
    await sleep(1500);
  }
}
