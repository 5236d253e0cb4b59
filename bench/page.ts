import { table } from '../docs/table';
import type { Figure } from './figure';

/** What stands between these lines of `docs/benchmarks.md` is written by `make bench`. */
const marks = ['<!-- made by make bench -->', '<!-- end of what make bench makes -->'] as const;

export interface Results {
  /** Cores, memory and Node; nothing that would name the machine. */
  readonly machine: string;
  readonly rounds: number;
  readonly figures: readonly Figure[];
  readonly sizes: readonly string[];
}

/** @throws when the page has no place for them */
export function withResults(page: string, results: Results): string {
  const [start, end] = marks.map((mark) => page.indexOf(mark)) as [number, number];
  if (start < 0 || end < start)
    throw new Error(`docs/benchmarks.md must have ${marks.join(' … ')}`);
  return `${page.slice(0, start)}${marks[0]}\n\n${text(results)}\n\n${page.slice(end)}`;
}

function text({ machine, rounds, figures, sizes }: Results): string {
  return [
    '## Synthesis, plan and start',
    '',
    `On ${machine}; medians of ${rounds} rounds in turn.`,
    '',
    '![Each ratio beside its aim](benchmarks.svg)',
    '',
    ...figureTable(figures),
    '',
    '## Size',
    '',
    'All four stacks and all checks, beside a program of as many resources a job (nine) that is written',
    'with nothing but `cdktf`, in one stack and without checks (`bench/scale/`). Every run is a process of',
    'its own, ours as `cdktf.json` starts it, the other one as `node --import tsx`.',
    '',
    ...sizes,
  ].join('\n');
}

export function figureTable(figures: readonly Figure[]): string[] {
  return table([
    ['what', 'beside', 'ratio', 'aim', '', 'measured'],
    ...figures.map(({ what, beside, ratio, aim, measured }) => [
      what,
      beside,
      ratio.toFixed(3),
      `at most ${aim.toFixed(3)}`,
      ratio <= aim ? 'met' : 'missed',
      measured,
    ]),
  ]);
}

/** One bar a figure, as long as its ratio is of its aim; the line is the aim. */
export function chart(figures: readonly Figure[]): string {
  const row = 44;
  const unit = 400;
  const most = 620;
  const height = figures.length * row + 40;
  const bars = figures.flatMap(({ what, ratio, aim }, index) => {
    const y = 30 + index * row;
    const colour = ratio <= aim ? '#2e7d32' : '#c62828';
    return [
      `  <text x="10" y="${y + 10}">${escaped(what)}: ${ratio.toFixed(3)}, aim ${aim.toFixed(3)}</text>`,
      `  <rect x="10" y="${y + 16}" width="${Math.min(most, (ratio / aim) * unit).toFixed(0)}" height="14" fill="${colour}"/>`,
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 ${height}" role="img" aria-label="Each ratio beside its aim" font-family="sans-serif" font-size="13">`,
    `  <rect width="660" height="${height}" fill="#ffffff"/>`,
    ...bars,
    `  <line x1="${10 + unit}" y1="24" x2="${10 + unit}" y2="${height - 10}" stroke="#333333" stroke-dasharray="4 3"/>`,
    `  <text x="${10 + unit}" y="18" text-anchor="middle">aim</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
