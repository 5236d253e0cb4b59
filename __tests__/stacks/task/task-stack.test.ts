import { configOf, only, statementsOf, synthesize, type Synthesized } from '../../synthesis';

interface Container {
  readonly name: string;
  readonly image: string;
  readonly environment: { name: string; value: string }[];
  readonly secrets: { name: string; valueFrom: string }[];
  readonly logConfiguration: { options: Record<string, string> };
}

function containerOf(task: Synthesized): Container {
  const definition = only(task, 'aws_ecs_task_definition')['container_definitions'];
  const [container] = JSON.parse(String(definition)) as [Container];
  return container;
}

function policyOf(task: Synthesized, purpose: 'execution' | 'task') {
  const [name] = Object.keys(task.resource['aws_iam_role_policy'] ?? {}).filter((key) =>
    key.includes(`${purpose}-policy`),
  );
  return statementsOf(task.resource['aws_iam_role_policy']?.[name ?? '']?.['policy']);
}

describe('a job with nothing but a name and a schedule', () => {
  const { task } = synthesize(configOf());

  test('is the smallest Fargate task, on ARM64', () => {
    expect(only(task, 'aws_ecs_task_definition')).toMatchObject({
      family: 'acme-test-nightly',
      requires_compatibilities: ['FARGATE'],
      network_mode: 'awsvpc',
      cpu: '256',
      memory: '512',
      runtime_platform: { operating_system_family: 'LINUX', cpu_architecture: 'ARM64' },
    });
  });

  test('runs the image of the image stack without privileges', () => {
    expect(containerOf(task)).toMatchObject({
      name: 'nightly',
      image: '${data.terraform_remote_state.image.outputs.image_uri}',
      user: '65532:65532',
      readonlyRootFilesystem: true,
      linuxParameters: { capabilities: { add: [], drop: ['ALL'] } },
      stopTimeout: 30,
    });
  });

  test('keeps its logs for 30 days and loses no line of them', () => {
    expect(only(task, 'aws_cloudwatch_log_group')).toMatchObject({
      name: '/acme/test/nightly',
      retention_in_days: 30,
    });
    expect(containerOf(task).logConfiguration.options).toMatchObject({
      'awslogs-region': 'us-east-1',
      'awslogs-stream-prefix': 'nightly',
      mode: 'blocking',
    });
  });

  test('may read and replace objects of the data bucket and nothing else', () => {
    expect(policyOf(task, 'task')).toMatchObject([
      {
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: [expect.stringMatching(/^\$\{aws_s3_bucket\.data_bucket_\w+\.arn\}\/\*$/)],
      },
      {
        Action: ['s3:ListBucket'],
        Resource: [expect.stringMatching(/^\$\{aws_s3_bucket\.data_bucket_\w+\.arn\}$/)],
      },
      { Effect: 'Deny', Action: ['s3:*'], Resource: [expect.stringMatching(/\/_runs\/\*$/)] },
    ]);
  });

  test('is started by a role that pulls this image and writes this log group', () => {
    const [login, pull, logs] = policyOf(task, 'execution');
    expect(login).toMatchObject({ Action: ['ecr:GetAuthorizationToken'], Resource: ['*'] });
    expect(pull).toMatchObject({
      Resource: [expect.stringContaining(':repository/acme-test-crawler')],
    });
    expect(logs).toMatchObject({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] });
    expect(policyOf(task, 'execution')).toHaveLength(3);
  });
});

test('a job sets its size, architecture, command and environment', () => {
  const { task } = synthesize(
    configOf({
      cpuUnits: 1024,
      memoryMiB: 2048,
      architecture: 'X86_64',
      entryPoint: ['/bin/report', '${FORMAT}'],
      command: ['--once'],
      stopTimeoutSeconds: 120,
      environment: { SYMBOLS: 'AAPL', DATA_URI: 's3://elsewhere/prices' },
    }),
  );
  expect(only(task, 'aws_ecs_task_definition')).toMatchObject({
    cpu: '1024',
    memory: '2048',
    runtime_platform: { cpu_architecture: 'X86_64' },
  });
  expect(containerOf(task)).toMatchObject({
    entryPoint: ['/bin/report', '$${FORMAT}'],
    command: ['--once'],
    stopTimeout: 120,
    environment: [
      { name: 'DATA_URI', value: 's3://elsewhere/prices' },
      { name: 'ENVIRONMENT', value: 'test' },
      { name: 'JOB_NAME', value: 'nightly' },
      { name: 'PROJECT', value: 'acme' },
      { name: 'SYMBOLS', value: 'AAPL' },
    ],
  });
});

test.each([
  [true, 's3://${aws_s3_bucket.data_bucket_F0368B94.bucket}'],
  ['read' as const, 's3://${aws_s3_bucket.data_bucket_F0368B94.bucket}'],
  [
    { prefix: 'reports/daily', access: 'write' as const },
    's3://${aws_s3_bucket.data_bucket_F0368B94.bucket}/reports/daily',
  ],
  [false, undefined],
])('DATA_URI says what a job with data %j may use', (data, uri) => {
  const { environment } = containerOf(synthesize(configOf({ image: 'acme/x:1', data })).task);
  expect(environment.find(({ name }) => name === 'DATA_URI')?.value).toBe(uri);
});

test('the name of a variable may be any text, and Terraform takes it for no reference', () => {
  const { task } = synthesize(
    configOf({ environment: { 'A${B}': 'x' }, secrets: { 'C%{D}': '/acme/c' } }),
  );
  expect(containerOf(task).environment[0]).toEqual({ name: 'A$${B}', value: 'x' });
  expect(containerOf(task).secrets).toEqual([{ name: 'C%%{D}', valueFrom: '/acme/c' }]);
});

describe('a job with more secrets than a policy can name', () => {
  const account = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:';
  const named = (count: number, name: (n: number) => string) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, n) => [`KEY_${n}`, `${account}${name(n)}-AbCdEf`]),
    );
  const long = (n: number) => `acme/vendors/one-with-a-long-name-${String(n).padStart(3, '0')}`;
  const secretsOf = (secrets: Record<string, string>) =>
    policyOf(synthesize(configOf({ secrets })).task, 'execution').find(
      ({ Sid }) => Sid === 'ReadSecrets',
    )?.['Resource'] as string[];

  test('names each as long as they fit', () => {
    expect(secretsOf(named(80, long))).toHaveLength(80);
  });

  test('names those by their beginning that have most in common, and no others', () => {
    const secrets = {
      ...named(150, long),
      OTHER: `${account}acme/other-AbCdEf`,
      ALONE: `${account}alone-AbCdEf`,
    };
    expect(secretsOf(secrets)).toEqual([
      `${account}acme/other-AbCdEf`,
      `${account}alone-AbCdEf`,
      `${account}acme/vendors/one-with-a-long-name-*`,
    ]);
  });

  test('is refused where names have nothing in common, since all secrets are too many', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const apart = (n: number) =>
      `${letters[n % 26] ?? ''}${letters[Math.floor(n / 26)] ?? ''}${'x'.repeat(40)}`;
    expect(() => synthesize(configOf({ secrets: named(150, apart) }))).toThrow(
      /jobs\[0\]\.secrets: must make a list of inline policies of at most 10240/,
    );
  });
});

describe('a job with secrets', () => {
  const vendor = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:vendor-AbCdEf';
  const { task } = synthesize(
    configOf({
      secrets: {
        VENDOR_KEY: `${vendor}:key::`,
        VENDOR_USER: `${vendor}:user::`,
        PROXY: '/acme/proxy',
        PROXY_USER: 'proxy-user',
        OTHER: 'arn:aws:ssm:eu-west-1:123456789012:parameter/other',
      },
      secretKeyArns: ['arn:aws:kms:us-east-1:123456789012:key/1234'],
    }),
  );

  test('names them in the container and never their values', () => {
    expect(containerOf(task).secrets).toEqual([
      { name: 'OTHER', valueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/other' },
      { name: 'PROXY', valueFrom: '/acme/proxy' },
      { name: 'PROXY_USER', valueFrom: 'proxy-user' },
      { name: 'VENDOR_KEY', valueFrom: `${vendor}:key::` },
      { name: 'VENDOR_USER', valueFrom: `${vendor}:user::` },
    ]);
  });

  test('is started by a role that reads exactly those and decrypts with exactly that key', () => {
    const parameters =
      'arn:${data.aws_partition.partition.partition}:ssm:us-east-1:${data.aws_caller_identity.caller.account_id}:parameter';
    expect(policyOf(task, 'execution').slice(3)).toEqual([
      {
        Sid: 'ReadSecrets',
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue'],
        Resource: [vendor],
      },
      {
        Sid: 'ReadParameters',
        Effect: 'Allow',
        Action: ['ssm:GetParameters'],
        Resource: [
          `${parameters}/acme/proxy`,
          `${parameters}/proxy-user`,
          'arn:aws:ssm:eu-west-1:123456789012:parameter/other',
        ],
      },
      {
        Sid: 'DecryptSecrets',
        Effect: 'Allow',
        Action: ['kms:Decrypt'],
        Resource: ['arn:aws:kms:us-east-1:123456789012:key/1234'],
      },
    ]);
  });

  test('gives its own container nothing of them to read', () => {
    expect(JSON.stringify(policyOf(task, 'task'))).not.toMatch(/secretsmanager|ssm|kms/);
  });
});

describe('a job with an image of its own', () => {
  test('may pull from exactly that ECR repository, in whichever account and region', () => {
    const image = '210987654321.dkr.ecr.eu-west-1.amazonaws.com/team/report:1.4.0';
    const { task } = synthesize(configOf({ image }));
    expect(containerOf(task).image).toBe(image);
    expect(policyOf(task, 'execution')[1]).toMatchObject({
      Sid: 'PullImage',
      Resource: [
        'arn:${data.aws_partition.partition.partition}:ecr:eu-west-1:210987654321:repository/team/report',
      ],
    });
  });

  test('needs no right to ECR for a public one, and says who runs it and where it may write', () => {
    const { task } = synthesize(
      configOf({ image: 'ghcr.io/acme/report:1.4.0', user: '0', readonlyRootFilesystem: false }),
    );
    expect(containerOf(task)).toMatchObject({ user: '0', readonlyRootFilesystem: false });
    expect(policyOf(task, 'execution')).toMatchObject([{ Sid: 'WriteLogs' }]);
    expect(containerOf(task)).not.toHaveProperty('repositoryCredentials');
    expect(containerOf(task)).not.toHaveProperty('entryPoint');
  });

  test('logs in to a private registry with a secret that only its execution role may read', () => {
    const secret = 'arn:aws:secretsmanager:us-east-1:123456789012:secret';
    const { task } = synthesize(
      configOf({
        image: 'ghcr.io/acme/report:1.4.0',
        registryCredentials: `${secret}:ghcr-AbCdEf`,
        sidecars: [
          {
            name: 'proxy',
            image: 'quay.io/acme/proxy:2',
            entryPoint: ['/proxy'],
            registryCredentials: `${secret}:quay-AbCdEf`,
          },
        ],
      }),
    );
    const definition = only(task, 'aws_ecs_task_definition')['container_definitions'];
    expect(JSON.parse(String(definition))).toMatchObject([
      { repositoryCredentials: { credentialsParameter: `${secret}:ghcr-AbCdEf` } },
      {
        entryPoint: ['/proxy'],
        repositoryCredentials: { credentialsParameter: `${secret}:quay-AbCdEf` },
      },
    ]);
    expect(policyOf(task, 'execution')).toMatchObject([
      { Sid: 'WriteLogs' },
      {
        Action: ['secretsmanager:GetSecretValue'],
        Resource: [`${secret}:ghcr-AbCdEf`, `${secret}:quay-AbCdEf`],
      },
    ]);
    expect(JSON.stringify(policyOf(task, 'task'))).not.toContain('secretsmanager');
  });
});

test('a job takes a larger disk', () => {
  const { task } = synthesize(configOf({ ephemeralStorageGiB: 21 }));
  expect(only(task, 'aws_ecs_task_definition')).toMatchObject({
    ephemeral_storage: { size_in_gib: 21 },
  });
});

test('two jobs share cluster and bucket and have everything else for themselves', () => {
  const { task } = synthesize(
    configOf(
      {},
      {
        jobs: [
          { name: 'nightly', schedule: 'rate(1 day)' },
          { name: 'hourly', schedule: 'rate(1 hour)' },
        ],
      },
    ),
  );
  const counts = Object.entries(task.resource).map(([type, all]) => [
    type,
    Object.keys(all).length,
  ]);
  expect(Object.fromEntries(counts)).toMatchObject({
    aws_ecs_cluster: 1,
    aws_s3_bucket: 1,
    aws_cloudwatch_log_group: 2,
    aws_ecs_task_definition: 2,
    aws_iam_role: 4,
  });
  expect(Object.keys(task.output['task_definition_arns']?.value ?? {})).toEqual([
    'hourly',
    'nightly',
  ]);
});

test('the data bucket is encrypted, versioned, private and reached over TLS only', () => {
  const { task } = synthesize(configOf());
  expect(only(task, 'aws_s3_bucket_versioning')).toMatchObject({
    versioning_configuration: { status: 'Enabled' },
  });
  expect(only(task, 'aws_s3_bucket_server_side_encryption_configuration')).toMatchObject({
    rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }],
  });
  expect(only(task, 'aws_s3_bucket_public_access_block')).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(statementsOf(only(task, 'aws_s3_bucket_policy')['policy'])).toMatchObject([
    { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  ]);
});

test.each([
  { protectData: undefined, prevented: true },
  { protectData: false, prevented: false },
])('protectData: $protectData keeps data from being destroyed: $prevented', (example) => {
  const { task, image } = synthesize(
    configOf(
      {},
      {
        environments: {
          test: { state: { backend: 'local' }, protectData: example.protectData },
        },
      },
    ),
  );
  expect(only(task, 'aws_s3_bucket')).toMatchObject({
    force_destroy: !example.prevented,
    lifecycle: { prevent_destroy: example.prevented },
  });
  for (const type of ['aws_ecs_task_definition', 'aws_cloudwatch_log_group']) {
    expect(only(task, type)).toMatchObject({ skip_destroy: example.prevented });
  }
  expect(only(image, 'aws_ecr_repository')).toMatchObject({
    force_delete: !example.prevented,
    lifecycle: { prevent_destroy: example.prevented },
  });
});

test('the cluster has capacity providers where a job runs on Spot, and no others', () => {
  const providers = (spot: boolean) =>
    synthesize(configOf({ spot }, { network: { mode: 'private' } })).task.resource[
      'aws_ecs_cluster_capacity_providers'
    ];
  expect(providers(false)).toBeUndefined();
  expect(Object.values(providers(true) ?? {})).toMatchObject([
    { capacity_providers: ['FARGATE', 'FARGATE_SPOT'] },
  ]);
});
