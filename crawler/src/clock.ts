import { setTimeout as wait } from 'node:timers/promises';

/** Time and chance, passed in so that tests need not wait for either. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with the signal's own reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await wait(ms, undefined, { signal });
    } catch (error) {
      // Node's own error does not say why.
      signal.throwIfAborted();
      throw error;
    }
  },
  random: () => Math.random(),
};
