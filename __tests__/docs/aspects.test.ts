import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../cli/plan/stacks';
import { loadSettings } from '../../stacks/settings/load-settings';
import { configOf } from '../synthesis';

const root = join(__dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'aspects.md'), 'utf8');
const examples = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, text = '']) => text);
const config = configOf({}, { alarms: { email: 'jobs@example.com' } });
const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-aspects-'));

beforeAll(() => {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const app = `node ${JSON.stringify(join(root, 'cli', 'load.js'))} main.ts`;
  const context = { dataClass: 'secret' };
  writeFileSync(
    join(folder, 'cdktf.json'),
    JSON.stringify({ language: 'typescript', app, context }),
  );
  writeFileSync(join(folder, 'config.ts'), `export default ${JSON.stringify(config)};\n`);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The resources of a type in what a plan is made of, where `main.ts` is this. */
function planned(main: string, type: string): Record<string, unknown>[] {
  writeFileSync(
    join(folder, 'main.ts'),
    main.replace("'fargate-cron'", JSON.stringify(join(root, 'index'))),
  );
  const settings = loadSettings(config, { FARGATE_CRON_ENV: 'test' }, undefined, folder);
  return synthesize(settings).flatMap(({ text }) => {
    const { resource = {} } = JSON.parse(text) as {
      resource?: Record<string, Record<string, Record<string, unknown>>>;
    };
    return Object.values(resource[type] ?? {});
  });
}

test('each example of the page changes what is planned', () => {
  const [tag = '', attribute = '', protection = '', ...more] = examples;
  expect(more).toEqual([]);
  expect(planned(tag, 'aws_s3_bucket')).toMatchObject([{ tags: { DataClass: 'internal' } }]);
  const keys = planned(attribute, 'aws_sns_topic').map((topic) => topic['kms_master_key_id']);
  expect(new Set(keys)).toEqual(new Set(['alias/alarms']));
  // Of the job and of the history.
  const kept = { lifecycle: { prevent_destroy: true } };
  expect(planned(protection, 'aws_cloudwatch_log_group')).toMatchObject([kept, kept]);
});

test('a main.ts that fails is said, and nothing is planned', () => {
  expect(() => planned('process.exitCode = 1;', 'aws_s3_bucket')).toThrow(
    'the app of cdktf.json, failed',
  );
});

test('a main.ts that writes no stacks is said, whatever was written before', () => {
  expect(() => planned('', 'aws_s3_bucket')).toThrow('the app of cdktf.json, wrote no stacks');
});

test('main.ts has the context of cdktf.json, as cdktf hands it on', () => {
  const [tag = ''] = examples;
  const main = tag.replace("'internal'", "node.node.getContext('dataClass')");
  expect(planned(main, 'aws_s3_bucket')).toMatchObject([{ tags: { DataClass: 'secret' } }]);
});
