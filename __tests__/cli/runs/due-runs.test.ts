import { dueRuns, type DueOptions } from '../../../cli/runs/due-runs';
import { someRun } from './some-run';

const made = new Date('2026-01-01T00:00:00Z');
const trigger = {
  grammar: 'scheduler' as const,
  enabled: true,
  expression: 'cron(0 18 ? * FRI *)',
  timeZone: 'America/New_York',
  createdAt: made,
  changedAt: made,
};
const [third, second, first] = [
  '2026-11-20T23:00:00Z',
  '2026-11-13T23:00:00Z',
  '2026-11-06T23:00:00Z',
] as const;
const options: DueOptions = {
  trigger,
  runs: [someRun(second), someRun(first)],
  since: made,
  pauses: [],
  lateSeconds: 3600,
  from: new Date('2026-11-01T00:00:00Z'),
  to: new Date('2026-11-24T00:00:00Z'),
  now: new Date('2026-11-24T00:00:00Z'),
};

function due(more: Partial<DueOptions> = {}): string[] {
  return dueRuns({ ...options, ...more }).map(
    ({ scheduledTime, outcome }) => `${scheduledTime} ${outcome}`,
  );
}

test('a scheduled time without a run is missed', () => {
  expect(due()).toEqual([`${third} missed`]);
  expect(due({ runs: [] })).toEqual([`${third} missed`, `${second} missed`, `${first} missed`]);
});

test.each<[string, Partial<DueOptions>]>([
  ['it ran', { runs: [third, second, first].map((time) => someRun(time)) }],
  ['AWS may still deliver it', { now: new Date('2026-11-20T23:59:00Z') }],
  ['nobody asks for that time', { to: new Date('2026-11-20T22:59:00Z') }],
  ['the schedule is younger', { trigger: { ...trigger, createdAt: new Date('2026-11-21') } }],
  ['the schedule was over', { trigger: { ...trigger, endDate: new Date('2026-11-20') } }],
  ['the schedule had not begun', { trigger: { ...trigger, startDate: new Date('2026-11-21') } }],
  ['nobody knows when a rate fires', { trigger: { ...trigger, expression: 'rate(1 day)' } }],
  [
    'it was switched off before',
    { trigger: { ...trigger, enabled: false, changedAt: new Date('2026-11-18') } },
  ],
  [
    'nobody knows when a rule was switched off',
    {
      trigger: {
        ...trigger,
        grammar: 'rule',
        enabled: false,
        createdAt: undefined,
        changedAt: undefined,
      },
      runs: [],
    },
  ],
  [
    'a rule is switched off and has not fired since',
    {
      trigger: {
        ...trigger,
        grammar: 'rule',
        enabled: false,
        createdAt: undefined,
        changedAt: undefined,
      },
    },
  ],
])('nothing is missed when %s', (_, more) => {
  expect(due(more)).toEqual([]);
});

test('what lies before all that is known is unknown', () => {
  expect(due({ since: new Date('2026-11-21T00:00:00Z') })).toEqual([`${third} unknown`]);
  expect(due({ since: undefined })).toEqual([`${third} unknown`]);
});

test('what was due in a pause is paused, whatever else is known of the schedule', () => {
  const pauses = [
    { from: new Date('2026-11-18T00:00:00Z'), to: undefined, reason: 'paused by jane: OPS-1' },
  ];
  const off = { ...trigger, enabled: false, changedAt: new Date('2026-11-18T00:00:00Z') };
  expect(dueRuns({ ...options, trigger: off, pauses })).toEqual([
    someRun(third, 'paused', { reason: 'paused by jane: OPS-1' }),
  ]);
});

test('a pause that ends by itself hides nothing that was due before', () => {
  const until = new Date('2026-11-27T00:00:00Z');
  const pauses = [{ from: new Date('2026-11-18T00:00:00Z'), to: until, reason: 'paused by jane' }];
  const later = { ...trigger, startDate: until };
  expect(due({ trigger: later, pauses, runs: [someRun(first)] })).toEqual([
    `${third} paused`,
    `${second} missed`,
  ]);
});

describe('a deployment ends a pause, and leaves no note of it', () => {
  const from = new Date('2026-11-11T00:00:00Z');
  const paused = { from, to: undefined, reason: 'paused by jane' };
  const resumed = { ...trigger, changedAt: new Date('2026-11-18T00:00:00Z') };
  const rule = { ...trigger, grammar: 'rule' as const, changedAt: undefined };

  test('when it changed the schedule', () => {
    const runs = [someRun(first)];
    const expected = [`${third} missed`, `${second} paused`];
    expect(due({ trigger: resumed, runs, pauses: [paused] })).toEqual(expected);
    const until = { ...paused, to: new Date('2026-12-24T00:00:00Z') };
    expect(due({ trigger: resumed, runs, pauses: [until] })).toEqual(expected);
  });

  test('before the schedule fired again', () => {
    const [fourth, to] = ['2026-11-27T23:00:00Z', new Date('2026-12-01T00:00:00Z')];
    const more = { trigger: rule, pauses: [paused], to, now: to };
    const runs = [someRun(third), someRun(first)];
    expect(due({ ...more, runs })).toEqual([`${fourth} missed`, `${second} paused`]);
    const byHand = [
      someRun(third, 'done', { byHand: { name: 'jane', reason: null } }),
      ...runs.slice(1),
    ];
    expect(due({ ...more, runs: byHand })).toEqual([`${fourth} paused`, `${second} paused`]);
  });
});

describe('before its last change, a schedule is taken to have been the same', () => {
  const hourly = {
    ...trigger,
    expression: 'cron(0 * * * ? *)',
    timeZone: 'UTC',
    changedAt: new Date('2026-11-20T12:30:00Z'),
  };
  const hours = {
    ...options,
    from: new Date('2026-11-19T00:00:00Z'),
    to: new Date('2026-11-20T14:30:00Z'),
    now: new Date('2026-11-20T14:30:00Z'),
  };
  const runsAt = (...times: string[]) => times.map((time) => someRun(`2026-11-${time}:00:00Z`));
  const all = Array.from(
    { length: 36 },
    (_, hour) => `${hour < 24 ? 19 : 20}T${String(hour % 24).padStart(2, '0')}`,
  );

  test('where most of its times have run', () => {
    const runs = runsAt(...all.filter((time) => !['19T07', '20T11', '20T12'].includes(time)));
    expect(due({ ...hours, trigger: hourly, runs })).toEqual([
      '2026-11-20T13:00:00Z missed',
      '2026-11-20T12:00:00Z missed',
      '2026-11-20T11:00:00Z missed',
      '2026-11-19T07:00:00Z missed',
    ]);
  });

  test('and not where it was made one of every hour only then', () => {
    const runs = runsAt('20T06', '19T06');
    expect(due({ ...hours, trigger: hourly, runs })).toEqual(['2026-11-20T13:00:00Z missed']);
  });

  test('and not because somebody has run those times by hand', () => {
    const byHand = { name: 'jane', reason: null };
    const runs = runsAt(...all.filter((time) => time !== '19T07')).map((run) => ({
      ...run,
      byHand,
    }));
    expect(due({ ...hours, trigger: hourly, runs })).toEqual(['2026-11-20T13:00:00Z missed']);
  });
});
