import { ECRClient } from '@aws-sdk/client-ecr';
import { IAMClient } from '@aws-sdk/client-iam';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { checkImage } from '../../../../cli/preflight/checks/image';
import { checkSecretKeys } from '../../../../cli/preflight/checks/secret-keys';
import { checkSecrets } from '../../../../cli/preflight/checks/secrets';
import type { Subject } from '../../../../cli/preflight/subject';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

const settings = loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' });
const role = 'arn:aws:iam::123456789012:role/acme-test-nightly-execution';

interface Command {
  readonly input: object;
}

interface Client {
  readonly config: { readonly region: () => Promise<string> };
}

/** What a service is asked, and in which region; it answers each command from what is given. */
function answers(client: { readonly prototype: object }, given: Readonly<Record<string, object>>) {
  const asked: { readonly region: string; readonly input: object }[] = [];
  const send = async function (this: Client, command: Command): Promise<object> {
    asked.push({ region: await this.config.region(), input: command.input });
    const answer = given[command.constructor.name.replace(/Command$/, '')] ?? {};
    if (answer instanceof Error) throw answer;
    return answer;
  };
  jest.spyOn(client.prototype as { send: typeof send }, 'send').mockImplementation(send);
  return asked;
}

function aws(name: string): Error {
  return Object.assign(new Error('no'), { name, $metadata: {} });
}

function subject(container: object, secretKeyArns: readonly string[] = []): Subject {
  return {
    settings,
    job: { ...settings.jobs[0], secretKeyArns },
    task: {
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/acme-test-nightly:1',
      executionRoleArn: role,
      containerDefinitions: [container],
    },
  } as unknown as Subject;
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('an image', () => {
  const image = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/report:1';

  test('is looked for in the region of its name', async () => {
    const manifest = JSON.stringify({ manifests: [{ platform: { architecture: 'amd64' } }] });
    const asked = answers(ECRClient, { BatchGetImage: { images: [{ imageManifest: manifest }] } });
    await expect(checkImage(subject({ image }))).resolves.toMatchObject([{ result: 'ok' }]);
    expect(asked).toMatchObject([{ region: 'eu-west-1' }]);
  });

  test.each([
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/report:1', { imageTag: '1' }],
    ['123456789012.dkr-ecr.us-east-1.on.aws/report', { imageTag: 'latest' }],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.com/report@sha256:a', { imageDigest: 'sha256:a' }],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.com/report:1@sha256:a', { imageDigest: 'sha256:a' }],
  ])('%s is looked for by what its name says', async (name, imageId) => {
    const asked = answers(ECRClient, { BatchGetImage: { images: [] } });
    await checkImage(subject({ image: name }));
    expect(asked).toMatchObject([{ input: { repositoryName: 'report', imageIds: [imageId] } }]);
  });

  test.each([
    [
      '1000:1000',
      /; it is made for the user 1000:1000, and it runs as 65532:65532: .* write user: '1000:1000'/,
    ],
    ['65532', /arm64$/],
    ['', /arm64$/],
  ])('that was made for the user "%s" says so where it runs as another', async (User, detail) => {
    const index = { manifests: [{ digest: 'sha256:b', platform: { architecture: 'arm64' } }] };
    const one = { config: { digest: 'sha256:c' } };
    jest
      .spyOn(
        ECRClient.prototype as unknown as { send: (command: Command) => Promise<object> },
        'send',
      )
      .mockImplementation(({ input }) => {
        const [id] = (input as { imageIds?: { imageDigest?: string }[] }).imageIds ?? [];
        if (id === undefined) return Promise.resolve({ downloadUrl: 'https://ecr/config' });
        const imageManifest = JSON.stringify(id.imageDigest === undefined ? index : one);
        return Promise.resolve({ images: [{ imageManifest }] });
      });
    jest.spyOn(global, 'fetch').mockResolvedValue(Response.json({ config: { User } }));
    const task = subject({ image, user: '65532:65532' });
    Object.assign(task.task, { runtimePlatform: { cpuArchitecture: 'ARM64' } });
    await expect(checkImage(task)).resolves.toEqual([
      { result: 'ok', detail: expect.stringMatching(detail) as string },
    ]);
  });

  test('cannot be pulled from a repository that is not there', async () => {
    answers(ECRClient, { BatchGetImage: aws('RepositoryNotFoundException') });
    await expect(checkImage(subject({ image }))).resolves.toEqual([
      {
        result: 'failed',
        detail: `the repository team/report of ${image} does not exist: create it, or correct the image`,
      },
    ]);
  });
});

describe('a secret', () => {
  const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:key-AbCdEf';
  const parameter = 'arn:aws:ssm:eu-central-1:123456789012:parameter/acme/key';
  const of = (...secrets: string[]) => ({
    secrets: secrets.map((valueFrom) => ({ name: 'A', valueFrom })),
  });

  test('is looked for in the region of its ARN', async () => {
    const asked = [answers(SecretsManagerClient, {}), answers(SSMClient, {})];
    await checkSecrets(subject(of(secret, parameter)));
    expect(asked).toMatchObject([[{ region: 'eu-west-1' }], [{ region: 'eu-central-1' }]]);
  });

  const pathless = 'arn:aws:ssm:us-east-1:123456789012:parameter/key';

  test.each([
    [['/key'], { result: 'ok', detail: 'key' }],
    [['key'], { result: 'ok', detail: '/key' }],
    [['/key', 'key'], { result: 'failed', detail: 'the parameter /key does not exist: create it' }],
  ])('whose ARN has one slash may have it in its name or not: no %s', async (none, found) => {
    answers(SSMClient, { GetParameters: { InvalidParameters: none } });
    await expect(checkSecrets(subject(of(pathless)))).resolves.toEqual([found]);
  });

  const there = { ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:acme/key-AbCdEf' };

  test.each<[string, object, string]>([
    [
      'named like a secret says which is meant',
      there,
      `, but a secret of that name does in Secrets Manager: write its ARN ${there.ARN}`,
    ],
    ['and no secret is to be created', aws('ResourceNotFoundException'), ': create it'],
    ['named like one that is deleted, too', { ...there, DeletedDate: new Date(0) }, ': create it'],
    ['without the right to look for a secret, too', aws('AccessDeniedException'), ': create it'],
  ])('that is no parameter, %s', async (_, DescribeSecret, told) => {
    answers(SSMClient, { GetParameters: { InvalidParameters: ['acme/key'] } });
    const asked = answers(SecretsManagerClient, { DescribeSecret });
    await expect(checkSecrets(subject(of('acme/key')))).resolves.toEqual([
      { result: 'failed', detail: `the parameter acme/key does not exist${told}` },
    ]);
    expect(asked).toMatchObject([{ region: 'us-east-1', input: { SecretId: 'acme/key' } }]);
  });

  const decision = (EvalDecision: string) => ({
    SimulatePrincipalPolicy: {
      EvaluationResults: [{ EvalActionName: 'kms:Decrypt', EvalResourceName: 'x', EvalDecision }],
    },
  });
  const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234';

  test.each([
    ['no key of the customer', {}, 'allowed', []],
    ["AWS's key", { KmsKeyId: 'alias/aws/secretsmanager' }, 'implicitDeny', []],
    ['a key that the role may use', { KmsKeyId: key }, 'allowed', ['ok']],
    ['a key that it may not use', { KmsKeyId: key }, 'implicitDeny', ['failed']],
    ['an alias, and the job names no key', { KmsKeyId: 'alias/acme' }, 'allowed', ['failed']],
  ])('with %s', async (_, described, evaluated, results) => {
    answers(SecretsManagerClient, { DescribeSecret: described });
    answers(IAMClient, decision(evaluated));
    const found = await checkSecretKeys(subject(of(secret)));
    expect(found.map(({ result }) => result)).toEqual(results);
  });

  test.each([
    ['arn:aws:ssm:us-east-1:123456789012:parameter/key', ['/key', 'key']],
    ['arn:aws:ssm:us-east-1:123456789012:parameter/acme/key', ['/acme/key']],
    ['key', ['key']],
    ['/key', ['/key']],
  ])('in a parameter is looked for by every name that it may have: %s', async (name, Values) => {
    const asked = answers(SSMClient, {});
    await checkSecretKeys(subject(of(name)));
    expect(asked).toMatchObject([{ input: { ParameterFilters: [{ Values }] } }]);
  });

  test('in a parameter has the key of the parameter', async () => {
    answers(SSMClient, {
      DescribeParameters: { Parameters: [{ Type: 'SecureString', KeyId: '1234' }] },
    });
    answers(IAMClient, decision('implicitDeny'));
    await expect(checkSecretKeys(subject(of('/acme/key')))).resolves.toEqual([
      {
        result: 'failed',
        detail: `/acme/key is encrypted by arn:aws:kms:us-east-1:123456789012:key/1234, which ${role} may not use: write it into secretKeyArns, and deploy`,
      },
    ]);
  });

  test('whose key AWS does not tell is unknown, the others are not', async () => {
    answers(SecretsManagerClient, { DescribeSecret: aws('AccessDeniedException') });
    answers(SSMClient, { DescribeParameters: { Parameters: [{ Type: 'String' }] } });
    await expect(checkSecretKeys(subject(of(secret, '/acme/key')))).resolves.toEqual([
      {
        result: 'unknown',
        detail: expect.stringContaining(`the key of ${secret}: AWS denies`) as string,
      },
    ]);
  });
});
