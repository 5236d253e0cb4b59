import type { Source } from '../vendor/source';

interface Row {
  /** Environment variables that hold its keys, in the order in which `headers` takes them. */
  readonly keys: readonly string[];
  readonly load: () => Promise<Source>;
}

/** A row for every source; each is loaded only when it is the one chosen. */
export const sources = {
  yahoo: { keys: [], load: async () => (await import('./yahoo')).yahoo },
  alpaca: {
    keys: ['ALPACA_KEY_ID', 'ALPACA_SECRET_KEY'],
    load: async () => (await import('./alpaca')).alpaca,
  },
  tiingo: { keys: ['TIINGO_TOKEN'], load: async () => (await import('./tiingo')).tiingo },
  massive: { keys: ['MASSIVE_API_KEY'], load: async () => (await import('./massive')).massive },
} satisfies Record<string, Row>;

export type SourceName = keyof typeof sources;

// Object.keys forgets the keys' type.
export const sourceNames = Object.keys(sources) as [SourceName, ...SourceName[]];
