import { boardSection } from '../../../cli/report/board';
import { bandsOf, mostColumns } from '../../../cli/report/columns';
import { looks, outcomes } from '../../../cli/report/outcomes';
import { jobOf, runOf, someFacts, timesOf } from './facts';

const dayMs = 86_400_000;
const region = 'eu-central-1';

interface Cell {
  readonly colour: string;
  readonly utc: string;
  readonly label: string;
  readonly glyph: string;
  readonly text: string;
}

/** The cells of the board, the oldest of each row first. */
function cellsOf(...jobs: Parameters<typeof bandsOf>[0]): Cell[] {
  const { text } = boardSection({ jobs, region });
  return [
    ...text.matchAll(/<button\s+class="(\w+)"([^]*?)aria-label="([^]*?)"\s*>\s*([^<]*?)\s*</g),
  ].map(([all, colour = '', , label = '', glyph = '']) => ({
    ...{ colour, label, glyph, text: all },
    utc: /data-utc="([^"]*)"/.exec(all)?.[1] ?? '',
  }));
}

test('a cell is a run: its time, outcome, duration, exit code, attempts, reason and task', () => {
  const runs = timesOf(outcomes.length, dayMs).map((time, index) =>
    runOf(time, {
      ...{ outcome: outcomes[index] ?? 'done', exitCode: index, attempts: index },
      ...{ reason: `because ${index}`, tasks: [`id-${index}`, 'older'] },
    }),
  );
  const cells = cellsOf(jobOf('nightly', runs));
  expect(cells.map(({ utc }) => utc)).toEqual(runs.map((run) => run.scheduledTime).reverse());
  for (const [index, { colour, glyph, label, text }] of cells.reverse().entries()) {
    const look = looks[outcomes[index] ?? 'done'];
    expect([colour, glyph]).toEqual([look.colour, look.glyph]);
    expect(label).toContain(`, ${look.words}\n3 min 0 s`);
    expect(label).toContain(`because ${index}`);
    expect(label.includes(`exit code ${index}`)).toBe(index > 0);
    expect(label.includes(`${index} attempts`)).toBe(index > 1);
    expect(text).toContain(`data-task="id-${index}"`);
  }
});

test('every outcome has a sign of its own', () => {
  expect(new Set(Object.values(looks).map(({ glyph }) => glyph)).size).toBe(outcomes.length);
});

test('says times in the zone of the job', () => {
  const [cell] = cellsOf(
    jobOf('nightly', [runOf('2026-07-01T01:00:00Z')], { timeZone: 'Europe/Berlin' }),
  );
  expect(cell?.label).toContain('2026-07-01 03:00, done');
});

test('the label of a column has beside it what it is in UTC', () => {
  const berlin = { timeZone: 'Europe/Berlin', next: [] };
  const job = jobOf('nightly', [runOf('2026-07-01T22:30:00Z')], berlin);
  const { text } = boardSection({ jobs: [job], region });
  expect(text).toContain('<span data-other="1 Jul">2 Jul</span>');
});

test('of many runs the newest are cells, and the rest is counted', () => {
  const runs = timesOf(10_000, 60_000).map((time, back) =>
    runOf(time, back === 9_000 ? { outcome: 'failed' } : {}),
  );
  const jobs = [jobOf('often', runs)];
  const cells = cellsOf(...jobs);
  expect(cells).toHaveLength(mostColumns);
  expect(cells.at(-1)?.utc).toBe(runs[0]?.scheduledTime);
  const { text } = boardSection({ jobs, region });
  expect(text).toContain('10,000 runs · 1 failed');
  expect(text.length).toBeLessThan(15_000);
});

test('has no more columns where jobs of one rhythm ran at other times', () => {
  const jobs = ['2026-11-24T02:00:00Z', '2026-08-24T02:00:00Z'].map((newest, index) =>
    jobOf(
      `job-${index}`,
      timesOf(40, dayMs, newest).map((time) => runOf(time)),
    ),
  );
  const [band] = bandsOf(jobs);
  expect(band?.labels).toHaveLength(mostColumns);
  expect(band?.labels.at(-1)).toEqual(['24 Nov', '24 Nov']);
});

test('jobs of one rhythm share columns by time, and a column without any run is left out', () => {
  const days = timesOf(5, dayMs);
  // On the 20th and the 24th.
  const jobs = [
    jobOf(
      'daily',
      days.map((time) => runOf(time)),
    ),
    jobOf(
      'some-days',
      [days[0], days[4]].map((time = '') => runOf(time)),
      { next: [] },
    ),
    jobOf(
      'weekly',
      timesOf(4, 7 * dayMs).map((time) => runOf(time)),
      { next: [] },
    ),
  ];
  const bands = bandsOf(jobs).map(({ unit, labels, rows }) => ({
    unit: unit.name,
    labels: labels.map(([label]) => label),
    cells: rows.map(({ cells }) => cells.map((cell) => cell.length)),
  }));
  expect(bands).toEqual([
    {
      unit: 'day',
      labels: ['20 Nov', '21 Nov', '22 Nov', '23 Nov', '24 Nov'],
      cells: [[1, 1, 1, 1, 1]],
    },
    {
      unit: 'week',
      labels: ['3 Nov', '10 Nov', '20 Nov', '24 Nov'],
      cells: [
        [0, 0, 1, 1],
        [1, 1, 1, 1],
      ],
    },
  ]);
});

test('runs by hand share the column of their time', () => {
  const [first = '', ...times] = timesOf(20, dayMs);
  const byHand = runOf('2026-11-24T01:10:00Z', { byHand: { name: 'ann', reason: 'token=abc' } });
  const cells = cellsOf(
    jobOf('nightly', [runOf(first), byHand, ...times.map((time) => runOf(time))]),
  );
  expect(cells).toHaveLength(21);
  expect(cells.at(-2)?.label).toContain('by hand, ann, token=•••');
});

test('the tab key stops once a row, at the newest run', () => {
  const cells = cellsOf(...someFacts().jobs);
  const stops = cells.filter(({ text }) => !text.includes('tabindex="-1"'));
  expect(stops.map(({ utc }) => utc)).toEqual([
    '2026-11-24T11:55:00Z',
    '2026-11-24T02:00:00Z',
    '2026-11-21T02:00:00Z',
    '2026-11-24T02:00:00Z',
    '2026-11-20T23:00:00Z',
  ]);
});

test('links to the log in the console of the region, and to none where that is not public', () => {
  const jobs = [jobOf('nightly', [runOf('2026-11-24T02:00:00Z')])];
  const place =
    '#logsV2:log-groups/log-group/$252Facme$252Ftest$252Fnightly/log-events/nightly$252Fnightly';
  expect(boardSection({ jobs, region: 'cn-north-1' }).text).toContain(
    `data-log="https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1${place}"`,
  );
  expect(boardSection({ jobs, region: 'us-iso-east-1' }).text).not.toContain('data-log=');
});

test('counts what ran, and not what was due and did not run, or is not known', () => {
  const [a = '', b = '', c = '', d = ''] = timesOf(4, dayMs);
  const runs = [
    runOf(a),
    runOf(b, { outcome: 'unknown' }),
    runOf(c, { outcome: 'paused' }),
    runOf(d, { outcome: 'missed' }),
  ];
  const { text } = boardSection({ jobs: [jobOf('nightly', runs)], region });
  expect(text).toContain('1 run · 1 did not happen');
});

test('says of a job without runs why it may have none', () => {
  const undeployed = { trigger: undefined, next: [], log: undefined };
  const { text } = boardSection({
    jobs: [
      jobOf('new', [], undeployed),
      jobOf('old', [], { job: undefined }),
      jobOf('off', [], { enabled: false }),
    ],
    region,
  });
  expect(text.match(/class="muted">[^<]*no run/g)).toEqual([
    'class="muted">not deployed · no run',
    'class="muted">gone from config.ts · no run',
    'class="muted">disabled · no run',
  ]);
  expect(boardSection({ jobs: [], region }).text).toContain('There is no job.');
});
