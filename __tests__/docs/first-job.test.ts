import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';
import type { JobConfig } from '../../stacks/config/config';
import { loadSettings } from '../../stacks/settings/load-settings';
import { configOf } from '../synthesis';

const page = readFileSync(join(__dirname, '..', '..', 'docs/first-job.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-first-job-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The code below the name of each file. */
const files = [...page.matchAll(/`(jobs\/[\w/.]+)`:\n\n```\w+\n(.*?)```/gs)].map(
  ([, path = '', text = '']) => ({ path, text }),
);

test('what the page says to write is a job', () => {
  expect(files.map(({ path }) => path)).toEqual([
    'jobs/report/report.mjs',
    'jobs/report/Dockerfile',
  ]);
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const [, text = ''] = /```ts\n(.*?)```/s.exec(page) ?? [];
  const job = runInThisContext(`(${text})`) as JobConfig;
  const config = configOf({}, { image: undefined, images: 'prebuilt', jobs: [job] });
  const settings = loadSettings(
    config,
    { FARGATE_CRON_ENV: 'test' },
    new Date('2026-11-24T00:00:00Z'),
    folder,
  );
  expect(settings.jobs).toMatchObject([{ name: 'report', trigger: 'scheduler' }]);
});

test('the image has what its command runs', () => {
  const [program, dockerfile] = files;
  const name = program?.path.split('/').at(-1) ?? '';
  expect(dockerfile?.text).toContain(`COPY ${name} ./\nCMD ["node", "${name}"]`);
});
