import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { fargateCron } from '../cli/command';
import { copyCheckout } from './checkout';
import { LocalWorld } from './local-world';
import { StackRunner } from './stack-runner';
import { localClient } from './world';

jest.setTimeout(900_000);

const bucket = 'acme-state';
const directory = copyCheckout();
let world: LocalWorld;
let env: NodeJS.ProcessEnv;
let s3: S3Client;
let stacks: StackRunner;

beforeAll(async () => {
  const file = join(directory, 'config.ts');
  const config = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    config.replace("backend: 'local'", `backend: 's3', bucket: '${bucket}', region: 'us-east-1'`),
  );
  world = await LocalWorld.start(directory);
  ({ env } = world);
  s3 = new S3Client({ ...localClient(world.endpoint), forcePathStyle: true });
  stacks = new StackRunner(directory, env);
});

afterAll(async () => {
  s3.destroy();
  await world.stop();
  rmSync(directory, { recursive: true });
});

/** An apply that has begun: `said` is fulfilled with the first line that matches. */
function beginApply(stack: string, ...args: string[]) {
  const child = spawn(
    String(env['TERRAFORM_BINARY_NAME']),
    [`-chdir=cdktf.out/stacks/${stack}`, 'apply', '-no-color', ...args],
    { cwd: directory, env, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  child.stderr.resume();
  const gone = once(child, 'close');
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const wake of waiting) wake();
  });
  return {
    child,
    gone,
    said: (pattern: RegExp) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (lines.some((line) => pattern.test(line))) resolve();
        };
        waiting.push(look);
        look();
      }),
  };
}

describe('state init', () => {
  const init = () => fargateCron(['state', 'init'], env, directory);

  it('makes a bucket that is versioned, encrypted, private and TLS only', async () => {
    expect(init()).toMatchObject({
      status: 0,
      stdout: `created ${bucket}: versioned, old versions for 90 days, encrypted, private, TLS only\n`,
    });
    const Bucket = bucket;
    const [versioning, encryption, access, policy, lifecycle, tagging] = await Promise.all([
      s3.send(new GetBucketVersioningCommand({ Bucket })),
      s3.send(new GetBucketEncryptionCommand({ Bucket })),
      s3.send(new GetPublicAccessBlockCommand({ Bucket })),
      s3.send(new GetBucketPolicyCommand({ Bucket })),
      s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      s3.send(new GetBucketTaggingCommand({ Bucket })),
    ]);
    expect(versioning.Status).toBe('Enabled');
    expect(
      encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault,
    ).toEqual({ SSEAlgorithm: 'AES256' });
    expect(Object.values(access.PublicAccessBlockConfiguration ?? {})).toEqual(Array(4).fill(true));
    expect(policy.Policy).toContain('"aws:SecureTransport":"false"');
    expect(lifecycle.Rules).toMatchObject([
      { NoncurrentVersionExpiration: { NoncurrentDays: 90 } },
    ]);
    expect(tagging.TagSet).toContainEqual({ Key: 'Environment', Value: 'local' });
  });

  it('changes nothing when it runs again, and keeps what the policy says besides', async () => {
    const theirs = {
      Sid: 'Theirs',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${bucket}/*`,
    };
    await s3.send(
      new PutBucketPolicyCommand({
        Bucket: bucket,
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: [theirs] }),
      }),
    );
    for (let time = 0; time < 2; time += 1) {
      expect(init().stdout).toMatch(/^checked acme-state:/);
    }
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    const { Statement } = JSON.parse(Policy) as { Statement: { Sid: string }[] };
    expect(Statement.map(({ Sid }) => Sid)).toEqual(['Theirs', 'TlsOnly']);
  });
});

describe('all four stacks with state in S3', () => {
  beforeAll(() => stacks.synthesize());

  it('of two applies at the same moment one is refused, and neither state is harmed', async () => {
    await stacks.succeed('image', 'init', '-input=false');
    // It holds the lock while it waits for an answer.
    const first = beginApply('image');
    await first.said(/Do you want to perform these actions\?/);
    const second = await stacks.terraform('image', 'apply', '-input=false', '-auto-approve');
    expect(second.output).toContain('Error acquiring the state lock');
    expect(second.exitCode).toBe(1);

    first.child.stdin.end('yes\n');
    await expect(first.gone).resolves.toEqual([0, null]);
    await stacks.succeed('image', 'plan', '-input=false', '-detailed-exitcode');
  });

  it('an apply that is killed half-way and run again ends with an empty plan', async () => {
    await stacks.succeed('task', 'init', '-input=false');
    // One resource at a time, and killed in the provider's long wait for one: were it killed while AWS
    // answers, that resource would exist and no state would know it.
    const killed = beginApply('task', '-input=false', '-auto-approve', '-parallelism=1');
    await killed.said(/^aws_s3_bucket_lifecycle_configuration\..*: Still creating/);
    killed.child.kill('SIGTERM');
    const [exitCode] = (await killed.gone) as [number | null];
    expect(exitCode).not.toBe(0);

    await stacks.succeed('task', 'apply', '-input=false', '-auto-approve');
    await stacks.succeed('task', 'plan', '-input=false', '-detailed-exitcode');
  });

  it('every state is an object of its own, no lock is left, and the last plan is empty', async () => {
    await stacks.apply('network');
    await stacks.apply('schedule');
    await stacks.succeed('schedule', 'plan', '-input=false', '-detailed-exitcode');
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(Contents.map(({ Key }) => Key)).toEqual(
      ['image', 'network', 'schedule', 'task'].map(
        (stack) => `fargate-cron/local/${stack}.tfstate`,
      ),
    );
  });
});
