import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { DescribeRuleCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { stackIds } from '../../local/deployment';
import { localClients, type LocalClients } from '../../local/fargate/aws';
import { readRole } from '../../local/fargate/deployed-role';
import { fire } from '../../local/fargate/fire';
import { execute } from '../../local/fargate/states-language';
import { runProgram } from '../../local/program';
import { localEnvironment } from '../../local/terraform';
import { startVendor } from '../../local/vendor';
import type { Config } from '../../stacks/config/config';
import { requireAllowed, requireTrust } from '../../stacks/testing/permissions';
import { taskEvent } from '../stacks/schedule/alarms/ended-runs';
import { copyCheckout } from './checkout';
import { startCommand } from './cli-world';
import { LocalWorld } from './local-world';
import { PlatformTeam, policyOf } from './platform-team';
import { SharedProvider } from './provider/shared-provider';
import { StackRunner } from './stack-runner';
import { localClient, resourcesIn } from './world';

// All that a company prescribes, at once. The local AWS has one account, so that what would be
// another's (the state bucket, a registry) is this one's, and no boundary takes effect in it.
jest.setTimeout(900_000);

const account = '123456789012';
const region = 'us-east-1';
const prefix = 'dp-cron-p';
const logGroups = '/data-platform/cron';
const proxy = {
  HTTPS_PROXY: 'http://proxy.acme.example:3128',
  NO_PROXY: '169.254.170.2,169.254.169.254,.amazonaws.com',
};
const states = 'data-platform/prices/prod';

const directory = copyCheckout();
let world: LocalWorld;
let provider: SharedProvider | undefined;
let env: NodeJS.ProcessEnv;
let stacks: StackRunner;
let platform: PlatformTeam;
let clients: LocalClients;
/** What stood in the account before the project came. */
let before: { readonly things: readonly string[]; readonly described: unknown };

beforeAll(async () => {
  world = await LocalWorld.start(directory);
  clients = localClients(world.endpoint, region);
  platform = new PlatformTeam(world.endpoint);
  await platform.make();
  const roles = await makeRoles();
  before = { things: await resourcesIn(world.endpoint), described: await platform.describe() };

  mkdirSync(join(directory, 'jobs/sweep'), { recursive: true });
  writeFileSync(join(directory, 'jobs/sweep/Dockerfile'), 'FROM scratch\n');
  writeFileSync(
    join(directory, 'config.ts'),
    `export default ${JSON.stringify(configOf(roles))};\n`,
  );
  // Who calls Terraform and the command may do nothing but assume the two roles.
  const pipeline = {
    ...localEnvironment(directory, world.endpoint),
    ...(await keysOf(roles.pipeline)),
    FARGATE_CRON_ENV: 'prod',
  };
  provider = await SharedProvider.start(pipeline);
  env = provider.addTo(pipeline);
  stacks = new StackRunner(directory, env);
});

afterAll(async () => {
  platform.destroyClients();
  for (const client of Object.values(clients)) (client as { destroy(): void }).destroy();
  await provider?.stop();
  await world.stop();
  rmSync(directory, { recursive: true });
});

interface Roles {
  readonly pipeline: string;
  readonly deploy: string;
  readonly state: string;
}

function configOf({ deploy, state }: Roles): Config {
  const registry = `${account}.dkr.ecr.${region}.amazonaws.com`;
  return {
    project: 'prices',
    images: 'prebuilt',
    environment: proxy,
    tagKeys: { project: 'app', environment: 'env', stack: 'component', job: 'task' },
    tags: { app: 'Data Platform', CostCentre: '42' },
    jobs: [
      {
        name: 'crawl',
        schedule: 'cron(0 18 ? * FRI *)',
        timeZone: 'America/New_York',
        overlap: 'forbid',
        // The stand-in for Fargate runs what is called so without a Docker engine.
        image: `${registry}/${platform.repositories[1]}:1.4.0`,
        environment: { PRICE_SOURCE: 'yahoo', SYMBOLS: 'IBM' },
      },
      {
        name: 'report',
        schedule: 'rate(1 day)',
        trigger: 'rule',
        image: `${registry}/${platform.repositories[0]}:report-7`,
        data: 'read',
        securityGroupIds: [platform.securityGroupId],
      },
      {
        name: 'sweep',
        schedule: 'rate(1 day)',
        image: { build: './jobs/sweep' },
        data: { prefix: 'reports', access: 'write' },
      },
    ],
    environments: {
      prod: {
        deployRoleArn: deploy,
        state: {
          backend: 's3',
          bucket: platform.buckets[0],
          keyPrefix: 'data-platform',
          roleArn: state,
        },
        network: {
          mode: 'existing',
          vpcId: platform.vpcId,
          subnetTags: { Tier: 'private' },
          egressCidrs: ['10.20.0.0/16'],
          egressPorts: [3128],
        },
        existing: {
          cluster: platform.cluster,
          // One of its own would cost a minute of the provider's waits.
          dataBucket: platform.buckets[1],
          repository: platform.repositories[0],
        },
        encryption: { kmsKeyArn: platform.key },
        role: { path: '/cron/', permissionsBoundary: platform.boundary },
        names: { prefix, logGroups },
        tags: { env: 'Production' },
        alarms: { topicArn: platform.topic },
        dashboard: true,
        protectData: false,
      },
    },
  };
}

async function makeRoles(): Promise<Roles> {
  const pipeline = `arn:aws:iam::${account}:role/platform/pipeline`;
  const bucket = `arn:aws:s3:::${platform.buckets[0]}`;
  const [read, write] = await deployerPolicies();
  const deploy = await platform.makeRole('deploy', {
    trusted: pipeline,
    policies: { read, write },
  });
  const state = await platform.makeRole('state', {
    trusted: pipeline,
    policies: {
      state: policyOf([
        { Action: ['s3:ListBucket'], Resource: bucket },
        {
          Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
          Resource: `${bucket}/${states}/*`,
        },
      ]),
    },
  });
  await platform.makeRole('pipeline', {
    trusted: account,
    policies: { roles: policyOf([{ Action: ['sts:AssumeRole'], Resource: [deploy, state] }]) },
  });
  return { pipeline, deploy, state };
}

/** What docs/deployer.md prints for this configuration, but for the state, which is another role's. */
async function deployerPolicies(): Promise<readonly [object, object]> {
  const cwd = join(directory, 'deployer');
  cpSync(join(__dirname, '../../docs/examples/github-oidc'), cwd, { recursive: true });
  const variables = {
    project: 'prices',
    environment: 'prod',
    prefix,
    log_groups: logGroups,
    project_tag: '{ key = "app", value = "Data Platform" }',
    environment_tag: '{ key = "env", value = "Production" }',
    role_path: '/cron/',
    permissions_boundary: platform.boundary,
    key: platform.key,
    shared_repository: `arn:aws:ecr:${region}:${account}:repository/${platform.repositories[0]}`,
    state_bucket: 'none',
  };
  const terraform = async (...args: readonly string[]): Promise<string> => {
    const program = String(world.env['TERRAFORM_BINARY_NAME']);
    const { exitCode, output } = await runProgram(program, args, { cwd, env: world.env });
    if (exitCode !== 0) throw new Error(output);
    return output;
  };
  await terraform('init', '-input=false');
  await terraform(
    ...['apply', '-input=false', '-auto-approve'],
    ...Object.entries(variables).map(([name, value]) => `-var=${name}=${value}`),
  );
  const { read_policy, write_policy } = JSON.parse(await terraform('output', '-json')) as Record<
    'read_policy' | 'write_policy',
    { readonly value: string }
  >;
  return [JSON.parse(read_policy.value), JSON.parse(write_policy.value)] as [object, object];
}

async function keysOf(RoleArn: string): Promise<NodeJS.ProcessEnv> {
  const sts = new STSClient(localClient(world.endpoint));
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'build-7' }),
  );
  sts.destroy();
  return {
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials?.SessionToken,
  };
}

interface Resource {
  readonly type: string;
  readonly stack: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What Terraform has made, as it found it in AWS. */
async function madeResources(): Promise<Resource[]> {
  const found = await Promise.all(
    stackIds.map(async (stack) => {
      const { Body } = await clients.s3.send(
        new GetObjectCommand({ Bucket: platform.buckets[0], Key: `${states}/${stack}.tfstate` }),
      );
      const { resources } = JSON.parse((await Body?.transformToString()) ?? '') as {
        resources: {
          mode: string;
          type: string;
          instances: { attributes: Resource['attributes'] }[];
        }[];
      };
      return resources
        .filter(({ mode, type }) => mode === 'managed' && type.startsWith('aws_'))
        .flatMap(({ type, instances }) =>
          instances.map(({ attributes }) => ({ type, stack, attributes })),
        );
    }),
  );
  return found.flat();
}

const command = (...args: string[]) => startCommand(directory, args, env).result;

test('the deployer plans and applies all four stacks, and then nothing is left to do', async () => {
  const planned = await command('plan', '--out', 'plan');
  expect(planned).toMatchObject({ status: 3, stderr: '' });
  expect(planned.stdout).not.toContain('Look at these first');
  const applied = await command('apply', 'plan');
  expect(applied).toMatchObject({ status: 0, stderr: '' });
  for (const stack of stackIds) expect(applied.stdout).toMatch(new RegExp(`^${stack}: `, 'm'));
  await expect(command('plan')).resolves.toMatchObject({
    status: 0,
    stdout: expect.stringContaining('**Nothing will change.**') as string,
  });
});

test('what was made has the tags and the names that the company prescribes', async () => {
  const made = await madeResources();
  const taggable = made.filter(({ attributes }) => 'tags_all' in attributes);
  expect(taggable.length).toBeGreaterThan(20);
  for (const { type, stack, attributes } of taggable) {
    expect({ type, tags: attributes['tags_all'] }).toEqual({
      type,
      tags: expect.objectContaining({
        app: 'Data Platform',
        env: 'Production',
        component: stack,
        CostCentre: '42',
      }) as unknown,
    });
    expect(attributes['tags_all']).not.toHaveProperty('Project');
  }
  const things = await resourcesIn(world.endpoint);
  const news = things.filter((thing) => !before.things.includes(thing));
  expect(news.length).toBeGreaterThan(10);
  expect(news.filter((thing) => !/dp-cron-p|\/data-platform\/cron\//.test(thing))).toEqual([]);
});

test('every role lies in the path, within the boundary', async () => {
  const { Roles = [] } = await clients.iam.send(new ListRolesCommand());
  const names = Roles.map(({ RoleName = '' }) => RoleName).filter((name) =>
    name.startsWith(prefix),
  );
  expect(names.length).toBeGreaterThan(6);
  for (const RoleName of names) {
    const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName }));
    expect(Role).toMatchObject({
      Path: '/cron/',
      PermissionsBoundary: { PermissionsBoundaryArn: platform.boundary },
    });
  }
});

test('a job runs on the cluster of the others, and has the proxy as all of them do', async () => {
  for (const job of ['crawl', 'report', 'sweep']) {
    const { taskDefinition } = await clients.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: `${prefix}-${job}` }),
    );
    const environment = Object.entries(proxy).map(([name, value]) => ({ name, value }));
    expect(taskDefinition?.containerDefinitions?.[0]?.environment).toEqual(
      expect.arrayContaining(environment),
    );
  }
  const vendor = await startVendor();
  const result = await fire({
    directory,
    endpoint: world.endpoint,
    trigger: 'scheduler',
    group: prefix,
    name: 'crawl',
    scheduledTime: new Date('2026-11-20T23:00:00Z'),
    environment: { SOURCE_BASE_URL: vendor.url },
  });
  await vendor.close();
  expect(result).toMatchObject({ exitCode: 0, logGroup: `${logGroups}/crawl` });
});

test('a run that fails notifies the topic of the company', async () => {
  const { iam, events, sfn } = clients;
  const Name = `${prefix}-failed-runs`;
  const rule = await events.send(new DescribeRuleCommand({ Name }));
  const pattern = JSON.parse(rule.EventPattern ?? '') as { detail: { clusterArn: unknown } };
  const clusterArn = `arn:aws:ecs:${region}:${account}:cluster/${platform.cluster}`;
  expect(pattern.detail.clusterArn).toEqual([clusterArn]);
  const { Targets: [target] = [] } = await events.send(
    new ListTargetsByRuleCommand({ Rule: Name }),
  );
  const ruleRole = await readRole(iam, target?.RoleArn ?? '');
  const stateMachineArn = target?.Arn ?? '';
  await requireTrust(ruleRole, 'events.amazonaws.com', rule.Arn ?? '');
  await requireAllowed(ruleRole, [{ action: 'states:StartExecution', resource: stateMachineArn }]);

  const machine = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const role = await readRole(iam, machine.roleArn ?? '');
  const sns = new SNSClient(localClient(world.endpoint));
  const subjects: unknown[] = [];
  const Input = taskEvent({
    owner: 'report',
    containers: [{ name: 'report', exitCode: 3 }],
    environment: { JOB_NAME: 'report' },
  });
  await execute(
    JSON.parse(machine.definition ?? '') as Record<string, unknown>,
    { Execution: { Id: 'arn:execution', Input } },
    {
      call: async (resource, { TopicArn, Subject, Message }) => {
        expect(resource).toMatch(/:sns:publish$/);
        await requireAllowed(role, [{ action: 'sns:Publish', resource: String(TopicArn) }]);
        expect(TopicArn).toBe(platform.topic);
        await sns.send(new PublishCommand({ TopicArn: platform.topic, Message: String(Message) }));
        subjects.push(Subject);
        return {};
      },
    },
  );
  sns.destroy();
  expect(subjects).toEqual([`${prefix}: report failed: exit code 3`]);

  const cloudwatch = new CloudWatchClient(localClient(world.endpoint));
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand());
  cloudwatch.destroy();
  expect(MetricAlarms.length).toBeGreaterThan(0);
  for (const { AlarmActions } of MetricAlarms) expect(AlarmActions).toEqual([platform.topic]);
});

test('what the project made goes, and what others keep is as it was', async () => {
  for (const stack of [...stackIds].reverse()) {
    await stacks.succeed(stack, 'destroy', '-input=false', '-auto-approve');
  }
  await expect(resourcesIn(world.endpoint)).resolves.toEqual(before.things);
  await expect(platform.describe()).resolves.toEqual(before.described);
});
