import type { Config, JobConfig } from '../../stacks/config/config';
import { ConfigError } from '../../stacks/config/config-error';
import { endpointServiceName } from '../../stacks/rules/endpoint-service';
import { ecrRepositoryOf } from '../../stacks/rules/image-reference';
import { consoleOf, partitionOf } from '../../stacks/rules/partition';
import { loadSettings } from '../../stacks/settings/load-settings';
import { s3CallOf } from '../../local/fargate/s3-call';
import { requireAllowed, requireTrust } from '../../stacks/testing/permissions';
import { Prediction } from '../../stacks/testing/prediction';
import { configurations } from '../golden/configurations';
import { inRegion } from '../in-region';
import { configOf, synthesize } from '../synthesis';

// Named alike in every partition; see `ServiceRoleProps`.
const principal =
  /^(?:budgets|cloudwatch|ecs-tasks|delivery\.logs|events|scheduler|states|vpc-flow-logs)\.amazonaws\.com$/;

// Said in both ways; see `servicesOf`.
const viaServices = /kms:ViaService\\*":\s*\[[^\]]*\]/g;

/** ARNs and hosts in a stack's JSON that belong to another partition. */
function foreign(text: string, region: string): string[] {
  const json = text.replaceAll(viaServices, '');
  const arns = json.match(/arn:aws:[^"\\]*/g) ?? [];
  const consoles = json.match(/[\w.-]*console\.aws\.amazon\.com/g) ?? [];
  const hosts = (json.match(/[\w./-]*amazonaws\.com[\w.-]*/g) ?? []).filter(
    (host) => region.startsWith('cn-') && !host.endsWith('.com.cn') && !principal.test(host),
  );
  // The names of endpoint services are hosts the other way round.
  return [...arns, ...consoles, ...hosts].filter(
    (name) => !/^(?:cn\.)?com\.amazonaws\./.test(name),
  );
}

describe.each(['cn-north-1', 'us-gov-west-1'])('in %s', (region) => {
  // Chats are refused where AWS does not serve them.
  test.each(Object.entries(configurations).filter(([name]) => name !== 'messages in a chat'))(
    'nothing names another partition: %s',
    (_, { config, planWithout }) => {
      const stacks = synthesize(inRegion(config, region), 'test', planWithout);
      for (const stack of Object.values(stacks)) {
        expect(foreign(JSON.stringify(stack), region)).toEqual([]);
      }
    },
  );
});

test('what is foreign is found', () => {
  const arn = 'arn:aws:s3:::x';
  const hosts = ['x.console.aws.amazon.com', 'sqs.amazonaws.com'];
  expect(foreign(JSON.stringify([arn, ...hosts]), 'cn-north-1')).toEqual([arn, ...hosts]);
});

test.each([
  ['us-east-1', 'aws'],
  ['mx-central-1', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eusc-de-east-1', 'aws-eusc'],
  // Of a continent that AWS has yet to come to.
  ['aq-south-1', 'aws'],
])('%s is a region of %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

test.each([
  ['us-east-1', 'https://us-east-1.console.aws.amazon.com'],
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
  ['us-iso-east-1', undefined],
])('the console of %s is %s', (region, console) => {
  expect(consoleOf(region)).toBe(console);
});

test.each([
  ['cn-north-1', 'ecr.api', 'cn.com.amazonaws.cn-north-1.ecr.api'],
  ['cn-north-1', 'logs', 'com.amazonaws.cn-north-1.logs'],
  ['cn-northwest-1', 'secretsmanager', 'com.amazonaws.cn-northwest-1.secretsmanager'],
  ['cn-northwest-1', 'transcribe', 'cn.com.amazonaws.cn-northwest-1.transcribe.cn'],
  ['us-gov-west-1', 'ecr.dkr', 'com.amazonaws.us-gov-west-1.ecr.dkr'],
  ['eusc-de-east-1', 'ecr.dkr', 'eu.amazonaws.eusc-de-east-1.ecr.dkr'],
  ['eusc-de-east-1', 'logs', 'com.amazonaws.eusc-de-east-1.logs'],
])('the endpoint service in %s for %s is %s', (region, service, name) => {
  expect(endpointServiceName(region, service)).toBe(name);
});

test.each(['amazonaws.com', 'amazonaws.com.cn', 'amazonaws.eu'])(
  'an image at …%s lies in ECR',
  (suffix) => {
    expect(ecrRepositoryOf(`123456789012.dkr.ecr.some-region-1.${suffix}/a:1`)).toMatchObject({
      region: 'some-region-1',
    });
  },
);

test('what an apply would make in China has names of China, and its roles allow calls on those', async () => {
  const region = 'cn-north-1';
  const prediction = new Prediction(synthesize(configOf({ retries: 1 }, { region })), { region });
  const machine = prediction.role('acme-test-nightly-machine');
  expect(machine.arn).toBe('arn:aws-cn:iam::123456789012:role/acme-test-nightly-machine');
  const claim = s3CallOf(
    'PUT',
    '/acme-test-data-123456789012/_runs/job=nightly/run=1/claim.json',
    partitionOf(region),
  );
  await requireTrust(
    machine,
    'states.amazonaws.com',
    `arn:aws-cn:states:${region}:123456789012:stateMachine:acme-test-nightly`,
  );
  await requireAllowed(machine, claim === undefined ? [] : [claim]);
  expect(claim).toMatchObject({ action: 's3:PutObject' });
});

/** What is wrong with a job, or with a project, in China. */
function problemsInChina(job: Partial<JobConfig>, config: Partial<Config> = {}): string[] {
  try {
    loadSettings(configOf(job, { region: 'cn-north-1', ...config }), { FARGATE_CRON_ENV: 'test' });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n').slice(1);
  }
}

const secret = (partition: string) =>
  `arn:${partition}:secretsmanager:cn-north-1:123456789012:secret:vendor-AbCdEf`;
const policy = (partition: string) => `arn:${partition}:iam::123456789012:policy/boundary`;
const key = (partition: string) => `arn:${partition}:kms:cn-north-1:123456789012:key/42`;

describe('an ARN of another partition is refused', () => {
  const jobs: [string, (partition: string) => Partial<JobConfig>][] = [
    ['secrets.KEY', (partition) => ({ secrets: { KEY: secret(partition) } })],
    [
      'secrets.KEY',
      (partition) => ({
        secrets: { KEY: `arn:${partition}:ssm:cn-north-1:123456789012:parameter/key` },
      }),
    ],
    ['secretKeyArns[0]', (partition) => ({ secretKeyArns: [key(partition)] })],
    [
      'registryCredentials',
      (partition) => ({ image: 'ghcr.io/acme/report:1', registryCredentials: secret(partition) }),
    ],
    [
      'statements[0].Resource[0]',
      (partition) => ({
        statements: [{ Action: ['s3:GetObject'], Resource: [`arn:${partition}:s3:::acme/*`] }],
      }),
    ],
    [
      'sidecars[0].secrets.KEY',
      (partition) => ({
        sidecars: [{ name: 'proxy', image: 'proxy:1', secrets: { KEY: secret(partition) } }],
      }),
    ],
  ];
  test.each(jobs)('jobs[0].%s', (field, job) => {
    expect(problemsInChina(job('aws-cn'))).toEqual([]);
    expect(problemsInChina(job('aws'))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^ *jobs\\[0\\]\\.${field.replaceAll(/[[\]]/g, '\\$&')}: must begin with arn:aws-cn:`,
        ),
      ),
    ]);
  });

  const projects: [string, (partition: string) => Partial<Config>][] = [
    [
      'role.permissionsBoundary',
      (partition) => ({ role: { permissionsBoundary: policy(partition) } }),
    ],
    [
      'alarms.topicArn',
      (partition) => ({
        alarms: { topicArn: `arn:${partition}:sns:cn-north-1:123456789012:on-call` },
      }),
    ],
    [
      'environments.test.state.kmsKeyId',
      (partition) => ({
        environments: {
          test: { state: { backend: 's3', bucket: 'acme-state', kmsKeyId: key(partition) } },
        },
      }),
    ],
  ];
  test.each(projects)('%s', (field, config) => {
    expect(problemsInChina({}, config('aws-cn'))).toEqual([]);
    const [problem, ...others] = problemsInChina({}, config('aws'));
    expect(problem).toContain(`${field}: must begin with arn:aws-cn:`);
    expect(others).toEqual([]);
  });

  test('but one with a pattern for the partition is not', () => {
    const statements = [{ Action: ['s3:GetObject'], Resource: ['arn:*:s3:::acme/*'] }];
    expect(problemsInChina({ statements })).toEqual([]);
  });

  test.each([
    ['us-east-1.amazonaws.com', 'must not lie in ECR in us-east-1'],
    ['cn-north-1.amazonaws.com', 'must lie in a registry whose name ends with amazonaws.com.cn'],
  ])('and so is an image in an ECR at …%s', (host, problem) => {
    const image = `123456789012.dkr.ecr.${host}/report:1`;
    expect(problemsInChina({ image })).toEqual([
      expect.stringContaining(`jobs[0].image: ${problem}`),
    ]);
  });
});
