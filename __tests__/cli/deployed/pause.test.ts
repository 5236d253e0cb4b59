import { pauseOf } from '../../../cli/deployed/pause';

const now = new Date('2026-11-24T00:00:00Z');
const december = new Date('2026-12-01T00:00:00Z');
const on = { enabled: true };

test.each([
  ['runs', on, on, undefined],
  ['is switched off by hand', on, { enabled: false }, { until: undefined }],
  ['is switched off by config.ts', { enabled: false }, { enabled: false }, undefined],
  ['begins later than config.ts says', on, { ...on, startDate: december }, { until: december }],
  [
    'begins when config.ts says',
    { ...on, begins: '2026-12-01T00:00:00Z' },
    { ...on, startDate: december },
    undefined,
  ],
  ['began', on, { ...on, startDate: new Date('2026-11-01T00:00:00Z') }, undefined],
])('a job that %s', (_, job, trigger, pause) => {
  expect(pauseOf(job, trigger, now)).toEqual(pause);
});
