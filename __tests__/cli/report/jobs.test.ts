import { barsChart } from '../../../cli/report/charts';
import { describeDurations, median } from '../../../cli/report/durations';
import { jobsSection } from '../../../cli/report/jobs';
import { factsOf, jobOf, runOf, timesOf } from './facts';

const dayMs = 86_400_000;

test('the middle one, or the mean of two', () => {
  expect([[], [3], [9, 1], [5, 1, 9]].map(median)).toEqual([undefined, 3, 5, 5]);
});

test.each([
  [[], 'no run that was done'],
  [[60], 'median 1 min 0 s'],
  [Array<number>(10).fill(60), 'median 1 min 0 s; the last 5 took as long as those before'],
  [
    [90, 90, 90, 90, 90, 60, 60, 60, 60, 60],
    'median 1 min 15 s; the last 5 took 50 % longer than those before',
  ],
  [
    [30, 30, 30, 30, 30, 60, 60, 60, 60, 60],
    'median 45 s; the last 5 took 50 % less than those before',
  ],
])('durations %j', (durations, words) => {
  const times = timesOf(durations.length, dayMs);
  const runs = durations.map((durationSeconds, index) =>
    runOf(times[index] ?? '', { durationSeconds }),
  );
  // What failed, and what still runs, says nothing about how long it takes.
  const others = [runOf('2026-01-01T00:00:00Z', { outcome: 'failed', durationSeconds: 9999 })];
  expect(describeDurations([...runs, ...others])).toBe(words);
});

test('one run is a narrow bar, and no runs are no chart', () => {
  const bars = [{ run: runOf('2026-11-24T02:00:00Z'), value: 180 }];
  const options = { label: 'x', timeZone: 'UTC', describe: String };
  const { text } = barsChart(bars, options);
  expect(text).toContain('viewBox="0 0 24 100"');
  expect(text).toMatch(/<rect[^>]*\swidth="\.8"/);
  expect(text.match(/2026-11-24/g)).toHaveLength(2);
  expect(jobsSection(factsOf([jobOf('new', [])])).text).not.toContain('<svg');
});

test('the dates of a chart have beside them what they are in UTC', () => {
  const run = runOf('2026-07-01T22:30:00Z');
  const options = { label: 'x', timeZone: 'Europe/Berlin', describe: String };
  const { text } = barsChart([{ run, value: 180 }], options);
  expect(text).toContain('<span data-other="2026-07-01">2026-07-02</span>');
});

test('the line of a chart is the median that its words tell, and has its name', () => {
  const [a = '', ...rest] = timesOf(5, dayMs);
  const runs = [
    runOf(a, { durationSeconds: 100 }),
    ...rest.map((time) => runOf(time, { outcome: 'failed', durationSeconds: 25 })),
  ];
  const { text } = jobsSection(factsOf([jobOf('nightly', runs)]));
  expect(text).toMatch(/<line[^>]*y1="0"/);
  expect(text).toContain('<dd>median 1 min 40 s</dd>');
  expect(text).toContain('<div class="line">median 1 min 40 s</div>');
});

test('the times of a chart are dates, or of one day its hours', () => {
  const timesIn = (everyMs: number) => {
    const bars = timesOf(3, everyMs).map((time) => ({ run: runOf(time), value: 180 }));
    const { text } = barsChart(bars, { label: 'x', timeZone: 'UTC', describe: String });
    return /class="times"><span>(.*)<\/span><span>(.*)<\/span>/.exec(text)?.slice(1);
  };
  expect(timesIn(dayMs)).toEqual(['2026-11-22', '2026-11-24']);
  expect(timesIn(300_000)).toEqual(['2026-11-24 01:50', '2026-11-24 02:00']);
});

test('a run that hung does not flatten the bars of those that were done', () => {
  const runs = timesOf(3, dayMs).map((time) => runOf(time, { durationSeconds: 60 }));
  const hung = runOf('2026-11-25T02:00:00Z', { outcome: 'timed-out', durationSeconds: 3600 });
  const { text } = jobsSection(factsOf([jobOf('nightly', [hung, ...runs])]));
  expect([...text.matchAll(/<rect[^>]*\sheight="(\d+)"/g)].map(([, tall]) => tall)).toEqual([
    '50',
    '50',
    '50',
    '100',
  ]);
  expect(text).toContain('<span>≥ 2 min 0 s</span>');
  expect(text).toContain('1 h 0 min, timed out"');
});

test('a table has no column that would be empty', () => {
  const headsOf = (...parts: Parameters<typeof jobOf>) =>
    [...jobsSection(factsOf([jobOf(...parts)])).text.matchAll(/<th[^>]*>(\w+)/g)].map(
      ([, text]) => text,
    );
  const [a = '', b = ''] = timesOf(2, dayMs);
  expect(headsOf('gone', [runOf(a)], { log: undefined })).toEqual([
    'Scheduled',
    'Result',
    'Details',
  ]);
  expect(headsOf('nightly', [runOf(a), runOf(b, { reason: 'x' })])).toEqual([
    ...['Scheduled', 'Result', 'Details', 'Why', 'Links'],
  ]);
});

test('of many runs a chart has the newest', () => {
  const runs = timesOf(10_000, 60_000).map((time) => runOf(time));
  const { text } = jobsSection(factsOf([jobOf('often', runs)]));
  expect(text.match(/<rect/g)).toHaveLength(60);
  expect(text.match(/<tr>/g)).toHaveLength(11);
  expect(text).toContain('10,000 done');
});

test('says what runs cost, and nothing where that is not known', () => {
  const costs = [1.239, 0.001, 0, undefined].map(
    (usd) =>
      /([\w .]+) USD\s*<\/dd>/.exec(jobsSection(factsOf([jobOf('a', [], { usd })])).text)?.[1],
  );
  expect(costs).toEqual(['1.24', 'less than 0.01', '0.00', undefined]);
});
