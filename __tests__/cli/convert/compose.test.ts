import { jobOf } from './convert-text';

const composed = (services: string, params?: string) =>
  jobOf({
    'docker-compose.yml': `services:\n${services}`,
    ...(params !== undefined && { 'ecs-params.yml': params }),
  });

test('a task has what its containers need together', () => {
  const { job } = composed(`
  app: { image: 'a:1', mem_limit: 512m, cpus: 0.25, depends_on: [db] }
  db: { image: 'b:1', deploy: { resources: { limits: { cpus: '0.5', memory: 1G } } } }
`);
  expect(job).toMatchObject({ cpuUnits: 1024, memoryMiB: 2048 });
  expect(job?.sidecars).toMatchObject([{ name: 'db', cpuUnits: 512, memoryMiB: 1024 }]);
});

test('says what a job is given that names no size', () => {
  expect(composed('  app: { image: a:1 }\n').said).toContainEqual(
    expect.stringMatching(/^differs services\.app: says no size.* 256 CPU units and 512 MiB/),
  );
});

test('sidecars wait for each other', () => {
  const { job } = composed(`
  app: { image: 'a:1', depends_on: [web] }
  web: { image: 'w:1', depends_on: { db: { condition: service_healthy } } }
  db: { image: 'd:1', healthcheck: { test: pg_isready } }
`);
  expect(job?.sidecars?.[0]?.containerDefinition).toEqual({
    dependsOn: [{ containerName: 'db', condition: 'HEALTHY' }],
  });
});

test('the health of the job itself is named and left out', () => {
  const { said } = composed('  app: { image: a:1, healthcheck: { test: [CMD, check] } }\n');
  expect(said).toContain('lost services.app.healthcheck: a job is healthy when it ends with 0');
});

test('a log driver that Fargate lacks gives way to CloudWatch Logs', () => {
  const { job, said } = composed(
    '  app: { image: a:1, logging: { driver: json-file, options: { max-size: 1m } } }\n',
  );
  expect(job?.containerDefinition).toBeUndefined();
  expect(said).toContain(
    'lost services.app.logging: Fargate has no driver json-file: lines go to CloudWatch Logs',
  );
});

test.each(['${A:+b}', '${A:-${B}}'])('%s is not taken for a text', (value) => {
  const { said } = composed(`  app: { image: a:1, command: [x, '${value}'] }\n`);
  expect(said).toContainEqual(
    expect.stringMatching(/^missing services\.app\.command\[1\]: \S+ is not worked out here/),
  );
});

test('lines of an environment file', () => {
  const { job, said } = jobOf({
    'docker-compose.yml': 'services: { app: { image: a:1, env_file: [v.env, ""] } }\n',
    'v.env': '# none\nA=1\nexport B=2\nC D=3\n',
  });
  expect(job?.environment).toEqual({ A: '1', B: '2' });
  expect(said).toContain('lost services.app.env_file[0]: "C D" is no name of a variable');
  expect(said).toContainEqual(expect.stringMatching(/env_file\[1\]: there is no file /));
});

test('a variable without a value is missing, however it is written', () => {
  for (const environment of ['{ A: }', '[A]']) {
    const { said } = composed(`  app: { image: a:1, environment: ${environment} }\n`);
    expect(said).toContainEqual(
      expect.stringMatching(/^missing services\.app\.environment\S+: has no value/),
    );
  }
});

test('a volume that ecs-params.yml calls EFS is no empty folder', () => {
  const { job } = composed(
    "  app: { image: 'a:1', volumes: ['files:/data'] }\n",
    'task_definition: { efs_volumes: [{ name: files, filesystem_id: fs-0123456789abcdef0 }] }\n',
  );
  expect(job?.volumes).toEqual([
    { name: 'files', mountPath: '/data', efs: { fileSystemId: 'fs-0123456789abcdef0' } },
  ]);
});
