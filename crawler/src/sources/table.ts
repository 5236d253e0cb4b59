import type { Source } from '../source';

/** A row for every source; each is loaded only when it is the one chosen. */
const sources = {
  yahoo: async () => (await import('./yahoo')).yahoo,
} satisfies Record<string, () => Promise<Source>>;

export type SourceName = keyof typeof sources;

// Object.keys forgets the keys' type.
export const sourceNames = Object.keys(sources) as [SourceName, ...SourceName[]];

export function loadSource(name: SourceName): Promise<Source> {
  return sources[name]();
}
