import { isRunOf } from '../../../cli/runs/manifest-run';
import type { RunManifest } from '../../../cli/runs/manifests';
import type { JobConfig } from '../../../stacks/config/config';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

/** The jobs that a manifest is of. */
function ownersOf(scheduledTime: string, ...configs: JobConfig[]): string[] {
  const { jobs } = loadSettings(configOf({}, { jobs: configs }), { FARGATE_CRON_ENV: 'test' });
  const manifest = { source: 'tiingo', scheduledTime } as RunManifest;
  return jobs.filter((job) => isRunOf(job, manifest, jobs)).map(({ name }) => name);
}

const environment = { PRICE_SOURCE: 'tiingo' };
const early: JobConfig = { name: 'early', schedule: 'cron(0 6 * * ? *)', environment };
const late: JobConfig = { name: 'late', schedule: 'cron(0 18 * * ? *)', environment };
const other: JobConfig = { name: 'other', schedule: 'cron(0 18 * * ? *)' };

test('a manifest is of the job of its source, at whatever time, and of several of whose time it has', () => {
  expect(ownersOf('2026-11-24T07:00:00Z', early, other)).toEqual(['early']);
  expect(ownersOf('2026-11-24T18:00:00Z', early, late, other)).toEqual(['late']);
});

test('a manifest is not of a job that runs after another of its source', () => {
  const between: JobConfig = { name: 'between', after: 'late' };
  const last: JobConfig = { name: 'last', after: 'between', environment };
  expect(ownersOf('2026-11-24T18:00:00Z', last, between, late)).toEqual(['late']);
  expect(ownersOf('2026-11-24T18:00:00Z', last, { ...between, after: 'other' }, other)).toEqual([
    'last',
  ]);
});
