import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { runProgram } from '../../local/program';
import { LocalWorld } from './local-world';
import { localClient } from './world';

// What the other end-to-end tests rely on: a provider that serves many stacks mixes nothing up.
jest.setTimeout(900_000);

const directory = mkdtempSync(join(tmpdir(), 'fargate-cron-shared-'));
let world: LocalWorld;

beforeAll(async () => {
  world = await LocalWorld.start(directory);
});

afterAll(async () => {
  await world.stop();
  rmSync(directory, { recursive: true });
});

/** A stack of one log group, whose tags are all of its provider's. */
function write(stack: string, provider: Readonly<Record<string, unknown>> = {}): void {
  mkdirSync(join(directory, stack), { recursive: true });
  writeFileSync(
    join(directory, stack, 'main.tf.json'),
    JSON.stringify({
      provider: { aws: { default_tags: { tags: { Stack: stack } }, ...provider } },
      resource: { aws_cloudwatch_log_group: { group: { name: stack } } },
    }),
  );
}

function terraform(stack: string, verb: 'apply' | 'plan', ...args: readonly string[]) {
  return runProgram(
    String(world.env['TERRAFORM_BINARY_NAME']),
    [verb, '-input=false', '-no-color', ...args],
    { cwd: join(directory, stack), env: world.env },
  );
}

async function tagsOf(stack: string) {
  const logs = new CloudWatchLogsClient(localClient(world.endpoint));
  const resourceArn = `arn:aws:logs:us-east-1:123456789012:log-group:${stack}`;
  const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
  return tags;
}

test('stacks that are applied at the same moment get each its own tags, and keep them', async () => {
  const stacks = ['one', 'two', 'three'];
  for (const stack of stacks) write(stack);
  // The second time around each of them meets a process that has served others.
  for (const options of [
    ['-auto-approve'],
    ['-auto-approve', '-replace=aws_cloudwatch_log_group.group'],
  ]) {
    const applied = await Promise.all(stacks.map((stack) => terraform(stack, 'apply', ...options)));
    for (const { exitCode, output } of applied) {
      expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    }
    await expect(Promise.all(stacks.map(tagsOf))).resolves.toEqual(
      stacks.map((Stack) => ({ Stack })),
    );
  }
  for (const stack of stacks) {
    await expect(terraform(stack, 'plan', '-detailed-exitcode')).resolves.toMatchObject({
      exitCode: 0,
    });
  }
});

test('a configuration that the provider refuses is refused every time, and serves nobody', async () => {
  write('refused', { allowed_account_ids: ['999999999999'] });
  for (let time = 0; time < 2; time += 1) {
    const { exitCode, output } = await terraform('refused', 'plan');
    expect(output).toContain('AWS account ID not allowed: 123456789012');
    expect(exitCode).toBe(1);
  }
  write('refused');
  await expect(terraform('refused', 'apply', '-auto-approve')).resolves.toMatchObject({
    exitCode: 0,
  });
  await expect(tagsOf('refused')).resolves.toEqual({ Stack: 'refused' });
});

test('a type that nothing here uses is unknown', async () => {
  write('unknown');
  writeFileSync(
    join(directory, 'unknown', 'more.tf.json'),
    JSON.stringify({ resource: { aws_lightsail_instance: { server: {} } } }),
  );
  const { exitCode, output } = await terraform('unknown', 'plan');
  expect(output).toMatch(/does not support resource type\s+"aws_lightsail_instance"/);
  expect(exitCode).toBe(1);
});
