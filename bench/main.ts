import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { installFigures } from './install';
import { chart, figureTable, withResults } from './page';
import { planFigure } from './plan';
import { scaleFigures } from './scale';
import { synthesisFigures } from './synthesis';

/** Measures all but the crawler, and writes `docs/benchmarks.md` and its chart. */
async function main(): Promise<void> {
  const rounds = Number(process.env['BENCH_ROUNDS'] ?? '5');
  const synthesis = synthesisFigures(rounds);
  const { figures: scale, lines: sizes } = scaleFigures(rounds);
  const figures = [
    ...synthesis,
    ...scale,
    await planFigure(rounds),
    ...installFigures(Math.min(rounds, 3)),
  ];
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const machine = `${cpus().length} cores, ${memory} GiB of memory, Node ${process.version}`;
  console.log([...figureTable(figures), '', ...sizes, '', `On ${machine}`].join('\n'));
  const docs = join(__dirname, '..', 'docs');
  const page = join(docs, 'benchmarks.md');
  writeFileSync(page, withResults(readFileSync(page, 'utf8'), { machine, rounds, figures, sizes }));
  writeFileSync(join(docs, 'benchmarks.svg'), chart(figures));
}

void main();
