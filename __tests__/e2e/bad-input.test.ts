import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyCheckout } from './checkout';
import { startCommand } from './cli-world';
import { LocalWorld } from './local-world';

jest.setTimeout(900_000);

const directory = copyCheckout();
const config = join(directory, 'config.ts');
const asItWas = readFileSync(config, 'utf8');
let world: LocalWorld;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  world = await LocalWorld.start(directory);
  ({ env } = world);
});

afterEach(() => {
  writeFileSync(config, asItWas);
});

afterAll(async () => {
  await world.stop();
  rmSync(directory, { recursive: true });
});

test('with credentials of the wrong account nothing is planned, and nothing is run', async () => {
  writeFileSync(config, asItWas.replace("accountId: '123456789012'", "accountId: '999999999999'"));
  const plan = await startCommand(directory, ['plan'], env).result;
  expect(plan.status).toBe(1);
  expect(plan.stdout).toContain(
    'these are credentials of the account 123456789012, which environments.local.accountId of config.ts does not allow: use another AWS_PROFILE or FARGATE_CRON_ENV',
  );
  await expect(startCommand(directory, ['run', 'weekly-crawl'], env).result).resolves.toMatchObject(
    {
      status: 1,
      stderr:
        'local belongs to the account 999999999999, and these are credentials of 123456789012: use another AWS_PROFILE\n',
    },
  );
});

test('as a role that cannot be assumed nothing is planned, and nothing is run', async () => {
  const role = 'arn:aws:iam::123456789012:role/deploy';
  writeFileSync(config, asItWas.replace("accountId: '123456789012'", `deployRoleArn: '${role}'`));
  const line = `the role ${role}, which config.ts names, cannot be assumed: its trust policy must allow sts:AssumeRole to these credentials`;
  const plan = await startCommand(directory, ['plan'], env).result;
  expect(plan.status).toBe(1);
  expect(plan.stdout).toContain(line);
  const run = await startCommand(directory, ['run', 'weekly-crawl'], env).result;
  expect(run.status).toBe(1);
  expect(run.stderr).toContain(line);
});

test('a state that is another project’s is neither planned nor read', async () => {
  const folder = join(directory, '.fargate-cron/state/local');
  mkdirSync(folder, { recursive: true });
  const tags = { Project: 'other', Environment: 'local', Stack: 'task' };
  writeFileSync(
    join(folder, 'task.tfstate'),
    JSON.stringify({
      version: 4,
      terraform_version: '1.10.0',
      serial: 1,
      lineage: 'other',
      outputs: { data_bucket: { value: 'other', type: 'string' } },
      resources: [
        {
          mode: 'managed',
          type: 'aws_ecs_cluster',
          name: 'cluster',
          provider: 'provider["registry.terraform.io/hashicorp/aws"]',
          instances: [
            {
              schema_version: 0,
              attributes: {
                id: 'arn:aws:ecs:us-east-1:123456789012:cluster/other',
                arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/other',
                name: 'other',
                tags: {},
                tags_all: tags,
              },
            },
          ],
        },
      ],
    }),
  );
  const line =
    'the state of the stack task belongs to other/local/task: name the right one in environments.local.state of config.ts, or choose another FARGATE_CRON_ENV';
  const plan = await startCommand(directory, ['plan'], env).result;
  expect(plan.status).toBe(1);
  expect(plan.stdout).toContain(line);
  await expect(
    startCommand(directory, ['logs', 'weekly-crawl'], env).result,
  ).resolves.toMatchObject({ status: 1, stderr: `${line}\n` });
});
