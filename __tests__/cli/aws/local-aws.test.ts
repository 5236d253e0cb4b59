import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askLocalAws } from '../../../cli/aws/local-aws';
import { rulesPath } from '../../../local/aws/strict-aws';

const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-local-aws-'));
/** Both halves of a local AWS. */
const server = createServer(({ url = '' }, response) => {
  response.writeHead([rulesPath, '/moto-api/'].includes(url) ? 200 : 404).end();
});
let port: number;
let said: jest.SpiedFunction<typeof console.error>;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  writeFileSync(join(folder, 'config.ts'), '');
  mkdirSync(join(folder, '.fargate-cron'));
});
beforeEach(() => {
  jest.spyOn(process, 'cwd').mockReturnValue(folder);
  said = jest.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(note, { force: true });
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const note = join(folder, '.fargate-cron', 'local-aws.json');
const leave = (at: number) => {
  writeFileSync(note, JSON.stringify({ pid: 1, port: at, moto: { pid: 1, port: at } }));
};
const shell = { AWS_PROFILE: 'acme', AWS_SESSION_TOKEN: 'theirs', AWS_ACCESS_KEY_ID: 'theirs' };

test("the environment local finds the demo's AWS, and no key of a real one goes there", async () => {
  leave(port);
  for (const name of [{}, { FARGATE_CRON_ENV: 'local' }]) {
    const env: NodeJS.ProcessEnv = { ...shell, ...name };
    await askLocalAws(env);
    const file = join(folder, '.fargate-cron', 'terraform.rc');
    expect(env).toEqual({
      ...name,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
      TF_CLI_CONFIG_FILE: file,
    });
    expect(readFileSync(file, 'utf8')).toContain('disable_checkpoint');
  }
  expect(said).toHaveBeenCalledWith(`asking the demo's local AWS at http://127.0.0.1:${port}`);
});

test.each([
  ['another environment', { FARGATE_CRON_ENV: 'dev' }],
  ['AWS_ENDPOINT_URL', { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }],
])('%s goes before it', async (_, name) => {
  leave(port);
  const env: NodeJS.ProcessEnv = { ...shell, ...name };
  await askLocalAws(env);
  expect(env).toEqual({ ...shell, ...name });
  expect(said).not.toHaveBeenCalled();
});

test('where no demo ran, nothing is changed', async () => {
  const env: NodeJS.ProcessEnv = { ...shell };
  await askLocalAws(env);
  expect(env).toEqual(shell);
});

test('one that does not run any more is not a reason to ask a real account', async () => {
  leave(1);
  const env: NodeJS.ProcessEnv = { ...shell };
  await expect(askLocalAws(env)).rejects.toThrow(
    "the demo's local AWS at http://127.0.0.1:1 does not run any more: npx fargate-cron demo starts another",
  );
  expect(env).toEqual(shell);
});
