import { jobOf } from './convert-text';

function cronJob(pod: object, spec: object = {}, others: readonly object[] = []) {
  const object = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'sync' },
    spec: {
      schedule: '0 5 * * *',
      timeZone: 'Etc/UTC',
      jobTemplate: { spec: { backoffLimit: 0, template: { spec: pod } } },
      ...spec,
    },
  };
  const objects = [object, ...others].map((each) => JSON.stringify(each));
  return jobOf({ 'jobs.yaml': objects.join('\n---\n') });
}

const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { A: 'a' } };

test('puts variables into those that name them, and leaves the shell its own', () => {
  const env = [
    { name: 'HOST', value: 'db' },
    { name: 'URL', value: 'pg://$(HOST)/$(date)/$$(HOST)' },
    { name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
    { name: 'AUTH', value: 'x $(KEY)' },
  ];
  const { job, said } = cronJob({
    containers: [
      { name: 'a', image: 'a:1', env, args: ['$(HOST) $(hostname) $$(HOST) $$', '$(KEY)'] },
    ],
  });
  expect(job?.environment).toMatchObject({ URL: 'pg://db/$(date)/$(HOST)' });
  expect(job?.command).toEqual(['db $(hostname) $(HOST) $', '$(KEY)']);
  expect(said.filter((each) => each.includes('not put in'))).toHaveLength(1);
  expect(said).toContainEqual(
    expect.stringContaining('environment.AUTH: write the value of $(KEY)'),
  );
});

test('tells a ConfigMap that is not there from one without the key', () => {
  const from = (name: string) => ({ name, valueFrom: { configMapKeyRef: { name, key: 'B' } } });
  const containers = [{ name: 'a', image: 'a:1', env: [from('c'), from('d')] }];
  const { said } = cronJob({ containers }, {}, [config]);
  expect(said).toContainEqual(expect.stringMatching(/environment\.c: the ConfigMap c has no B$/));
  expect(said).toContainEqual(
    expect.stringMatching(/environment\.d: the ConfigMap d is in none of the files$/),
  );
});

test('has the memory that a pod may use, and the CPU that it is promised', () => {
  const resources = {
    requests: { cpu: '250m', memory: '64Mi' },
    limits: { cpu: '2', memory: '2Gi' },
  };
  const { job, said } = cronJob({ containers: [{ name: 'a', image: 'a:1', resources }] });
  expect(job).toMatchObject({ cpuUnits: 256, memoryMiB: 2048 });
  expect(said).toContainEqual(expect.stringMatching(/^differs \S+limits\.cpu: is 256 CPU units/));
});

test.each([
  ['0 5 * * ?', 'cron(0 5 * * ? *)'],
  ['0 5 ? * 1', 'cron(0 5 ? * MON *)'],
])('takes %s, as its cron does', (schedule, expected) => {
  const pod = { containers: [{ name: 'a', image: 'a:1' }] };
  expect(cronJob(pod, { schedule }).job?.schedule).toBe(expected);
});

test('half of the runs is missing, and not a remark', () => {
  const pod = { containers: [{ name: 'a', image: 'a:1' }] };
  expect(cronJob(pod, { schedule: '0 5 1 * 1' }).said).toContainEqual(
    expect.stringMatching(/^missing spec\.schedule: .*second job with cron\(0 5 \? \* MON \*\)/),
  );
});

test('what the API server adds is no loss', () => {
  const { said } = jobOf({
    'list.json': JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'c', uid: 'u', resourceVersion: '1', creationTimestamp: 't' },
        },
        {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          metadata: { name: 'a', uid: 'u', generation: 1, managedFields: [{}] },
          spec: {
            schedule: '0 5 * * *',
            jobTemplate: {
              metadata: { creationTimestamp: null },
              spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } } },
            },
          },
          status: { lastScheduleTime: 't' },
        },
      ],
    }),
  });
  expect(said.filter((each) => each.startsWith('lost'))).toEqual([]);
});
