import { jobOf } from './convert-text';

function template(container: object, resources: object = {}) {
  const Task = {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { ContainerDefinitions: [{ Name: 'a', Image: 'a:1', ...container }] },
  };
  return jobOf({ 'template.json': JSON.stringify({ Resources: { Task, ...resources } }) });
}

test('the Ref of a secret is its ARN, and not its name', () => {
  const Key = { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'key' } };
  const { job, said } = template(
    { Secrets: [{ Name: 'KEY', ValueFrom: { Ref: 'Key' } }] },
    { Key },
  );
  expect(job?.secrets).toBeUndefined();
  expect(said).toContainEqual(expect.stringMatching(/^missing \S+ValueFrom: Key, .* has an ID/));
});

test('what CloudFormation looks up is not taken for a text', () => {
  const Environment = [{ Name: 'A', Value: '{{resolve:ssm:/a:1}}' }];
  const { job, said } = template({ Environment });
  expect(job?.environment).toBeUndefined();
  expect(said).toContainEqual(expect.stringMatching(/^missing \S+Value: is looked up by Cloud/));
});

test('what is empty says nothing', () => {
  const { job, said } = template({ Ulimits: [], VolumesFrom: [], PortMappings: [] });
  expect(job?.containerDefinition).toBeUndefined();
  expect(said.filter((each) => each.startsWith('lost'))).toEqual([]);
});

test('a rule of ecschedule may have a size and a role of its own', () => {
  const { job, said } = jobOf({
    'ecschedule.yaml': `rules:
- name: a
  scheduleExpression: rate(1 hour)
  taskDefinition: a
  taskOverride: { cpu: '1024', memory: '2 GB' }
  role: starter
  capacityProviderStrategy: [{ capacityProvider: FARGATE_SPOT, weight: 1 }]
`,
  });
  expect(job).toMatchObject({ cpuUnits: 1024, memoryMiB: 2048, spot: true });
  expect(said).toContain('lost rules[0].role: each schedule gets a role of its own');
});
