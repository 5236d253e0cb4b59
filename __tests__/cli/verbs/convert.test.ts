import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fargateCron } from '../command';
import { parseJson } from '../json-shapes';

const inputs = join(__dirname, '..', 'convert', 'inputs');

test('prints code on standard output and the rest on standard error', () => {
  const { status, stdout, stderr } = fargateCron([
    'convert',
    join(inputs, 'compose-one-schedule', 'docker-compose.yml'),
    join(inputs, 'compose-one-schedule', 'schedule.json'),
  ]);
  expect(stdout).toMatch(/^jobs: \[\n {2}\{\n {4}name: 'load',/);
  expect(stderr).toContain('Means something else here:\n');
  expect(stderr).not.toContain('Missing');
  expect(status).toBe(0);
});

test('prints JSON, and ends with 1 as long as something is missing', () => {
  const { status, stdout } = fargateCron([
    'convert',
    join(inputs, 'ecs-cli', 'project', 'docker-compose.yml'),
    '--set',
    'TAG=7',
    '--json',
  ]);
  const { jobs, notes } = parseJson('convert', stdout);
  expect(jobs).toMatchObject([
    { name: 'collector', image: expect.stringMatching(/:7$/) as string },
  ]);
  expect(notes.filter(({ kind }) => kind === 'missing')).toHaveLength(1);
  expect(status).toBe(1);
});

test('writes into the config.ts of the project', () => {
  const folder = mkdtempSync(join(tmpdir(), 'convert-'));
  try {
    const file = join(folder, 'config.ts');
    writeFileSync(file, "export default {\n  project: 'acme',\n  jobs: [],\n};\n");
    cpSync(join(inputs, 'cronjob-full', 'cronjob.yaml'), join(folder, 'cronjob.yaml'));
    const { status, stdout, stderr } = fargateCron(
      ['convert', 'cronjob.yaml', '--write'],
      {},
      undefined,
      folder,
    );
    expect(readFileSync(file, 'utf8')).toContain("  jobs: [\n    {\n      name: 'nightly-sync',");
    expect(stdout).toBe('');
    expect(stderr).toContain('config.ts has nightly-sync now.');
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [['convert'], "missing required argument 'files'"],
  [['convert', 'crontab', '--time-zone', 'Berlin'], 'did you mean Europe/Berlin?'],
  [['convert', 'crontab', '--set', 'TAG'], '--set must be NAME=value, got "TAG"'],
  [['convert', 'nowhere.yml'], 'nowhere.yml: there is no such file'],
])('wrong use ends with 2: %j', (args, message) => {
  const { status, stderr } = fargateCron(args);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});
