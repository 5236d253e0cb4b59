import type { Conversion } from './convert';
import type { Note } from './notes';
import { written } from './typescript';

/** What to put into `defineConfig({ … })`. */
export function fragment({ project, jobs, environments }: Conversion): string {
  const known = Object.entries(environments).map(
    ([name, values]) => [name, { jobs: values }] as const,
  );
  const fields: Record<string, unknown> = {
    ...project,
    jobs,
    ...(known.length > 0 && { environments: Object.fromEntries(known) }),
  };
  return Object.entries(fields)
    .map(([key, value]) => `${key}: ${written(value, 0, key.length + 3)},\n`)
    .join('');
}

const headings: readonly (readonly [Note['kind'], string])[] = [
  ['lost', 'Not carried over:'],
  ['differs', 'Means something else here:'],
  ['missing', 'Missing, to be written by hand:'],
];

/** What the code does not say: what was lost on the way, line by line. */
export function describeConversion({ notes, problems }: Conversion): string {
  const missing = problems.map((problem) => `  ${problem}`);
  const sections = headings.flatMap(([kind, heading]) => {
    const lines = [
      ...notes
        .filter((note) => note.kind === kind)
        .map(
          ({ file, line, path, text }) =>
            `  ${file}:${line} ${path === '' ? '' : `${path}: `}${text}`,
        ),
      ...(kind === 'missing' ? missing : []),
    ];
    return lines.length === 0 ? [] : [[heading, ...lines].join('\n')];
  });
  return sections.length === 0 ? 'Everything was carried over.' : sections.join('\n\n');
}
