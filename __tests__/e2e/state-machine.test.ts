import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startAwsProxy, type AwsProxy } from '../../local/aws-proxy';
import { countResources, deployStacks, readOutputs } from '../../local/deployment';
import { startLocalAws, stopLocalAws } from '../../local/local-aws';
import { localEnvironment } from '../../local/terraform';
import { copyCheckout } from './checkout';

// One deployment serves all tests of this file: most of its time are the provider's own waits.
jest.setTimeout(300_000);

const run = promisify(execFile);
const directory = copyCheckout();
let env: NodeJS.ProcessEnv;
let proxy: AwsProxy;

beforeAll(async () => {
  const { endpoint } = await startLocalAws(directory, {});
  proxy = await startAwsProxy(endpoint);
  env = localEnvironment(directory, proxy.endpoint);
  const file = join(directory, 'config.ts');
  const config = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    config.replace("name: 'weekly-crawl',", '$& timeoutSeconds: 900, retries: 1,'),
  );
  await deployStacks({ directory, env });
});

afterAll(async () => {
  await proxy.close();
  await stopLocalAws(directory);
  rmSync(directory, { recursive: true });
});

test('a state machine is applied, and a second plan has nothing left to do', async () => {
  expect(countResources(directory).schedule).toBeGreaterThan(0);
  expect(readOutputs(directory, 'schedule')['state_machine_arns']).toEqual({
    'weekly-crawl':
      'arn:aws:states:us-east-1:123456789012:stateMachine:fargate-cron-local-weekly-crawl',
  });
  // Exit code 2 would mean that something is left to do, and would reject.
  const plan = await run(
    'terraform',
    [`-chdir=${join(directory, 'cdktf.out/stacks/schedule')}`, 'plan', '-detailed-exitcode'],
    { cwd: directory, env },
  );
  expect(plan.stdout).toContain('No changes.');
});
