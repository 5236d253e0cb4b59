import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart, figureTable, withResults } from '../../bench/page';

const page = readFileSync(join(__dirname, '../../docs/benchmarks.md'), 'utf8');
const figures = [
  { what: 'app command', beside: 'stock', ratio: 0.1, aim: 0.125, measured: '1 s and 10 s' },
  { what: '`plan` <all>', beside: 'diff', ratio: 0.9, aim: 0.6, measured: '9 s and 10 s' },
];

test('what is measured takes the place of what was measured before, and of nothing else', () => {
  const results = { machine: '2 cores', rounds: 5, figures, sizes: ['| jobs |'] };
  const written = withResults(page, results);
  expect(written).toContain('On 2 cores; medians of 5 rounds');
  expect(written).toContain('\n## Size\n');
  expect(withResults(written, results)).toBe(written);
  const crawler = page.slice(page.indexOf('## Crawler'));
  expect(crawler).not.toBe('');
  expect(written.endsWith(crawler)).toBe(true);
});

test('a page without a place for it is said so', () => {
  expect(() =>
    withResults('# Benchmarks\n', { machine: '', rounds: 1, figures, sizes: [] }),
  ).toThrow('docs/benchmarks.md must have <!-- made by make bench -->');
});

test('what misses its aim says so, in the table and by its colour', () => {
  const [met = '', missed = ''] = figureTable(figures).slice(2);
  expect(met).toMatch(/0\.100 \| at most 0\.125 \| met/);
  expect(missed).toMatch(/0\.900 \| at most 0\.600 \| missed/);
  const svg = chart(figures);
  expect(svg.match(/<rect x="10"[^>]*>/g)).toEqual([
    '<rect x="10" y="46" width="320" height="14" fill="#2e7d32"/>',
    '<rect x="10" y="90" width="600" height="14" fill="#c62828"/>',
  ]);
  expect(svg).toContain('plan &lt;all>: 0.900');
});
