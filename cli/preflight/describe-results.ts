import { paint } from '../terminal/terminal';
import type { Result } from './finding';

const colours = { ok: 'green', failed: 'red', unknown: 'yellow' } as const;

/** A line for each finding. What was seen comes last, as it may be longer than a terminal is wide. */
export function describeResults(results: readonly Result[]): string {
  const width = (words: readonly string[]): number =>
    Math.max(...words.map(({ length }) => length));
  const places = results.map(({ job }) => job ?? 'project');
  const jobWidth = width(places);
  const checkWidth = width(results.map(({ check }) => check));
  return results
    .map(({ check, result, detail }, index) =>
      [
        paint(colours[result], (result === 'failed' ? 'FAILED' : result).padEnd(7)),
        (places[index] ?? '').padEnd(jobWidth),
        check.padEnd(checkWidth),
        detail,
      ].join('  '),
    )
    .join('\n');
}
