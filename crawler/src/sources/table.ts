import { sourceKeys } from '../public/source-keys';
import type { Source } from '../vendor/source';

interface Row {
  /** Environment variables that hold its keys, in the order in which `headers` takes them. */
  readonly keys: readonly string[];
  readonly load: () => Promise<Source>;
}

/** A row for every source; each is loaded only when it is the one chosen. */
export const sources = {
  yahoo: { keys: sourceKeys.yahoo, load: async () => (await import('./yahoo')).yahoo },
  alpaca: { keys: sourceKeys.alpaca, load: async () => (await import('./alpaca')).alpaca },
  tiingo: { keys: sourceKeys.tiingo, load: async () => (await import('./tiingo')).tiingo },
  massive: { keys: sourceKeys.massive, load: async () => (await import('./massive')).massive },
} satisfies Record<SourceName, Row>;

export type SourceName = keyof typeof sourceKeys;

// Object.keys forgets the keys' type.
export const sourceNames = Object.keys(sources) as [SourceName, ...SourceName[]];
