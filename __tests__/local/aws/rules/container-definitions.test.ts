import { allRules } from '../../../../local/aws/rules';
import { startStub, type StrictStub } from '../stub-moto';

let aws: StrictStub;
let registered: readonly Record<string, unknown>[];

beforeEach(async () => {
  aws = await startStub(allRules(), ({ input }) => {
    registered = input['containerDefinitions'] as typeof registered;
    return { body: { taskDefinition: input } };
  });
});

afterEach(() => aws.close());

function register(...containerDefinitions: readonly object[]) {
  return aws.json('ecs', 'RegisterTaskDefinition', { family: 'a', containerDefinitions });
}

test('what is not given is filled in', async () => {
  await register({
    name: 'main',
    image: 'x',
    portMappings: [{ containerPort: 80 }],
    healthCheck: { command: ['CMD', 'true'] },
  });
  expect(registered).toEqual([
    {
      name: 'main',
      image: 'x',
      cpu: 0,
      essential: true,
      environment: [],
      mountPoints: [],
      portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'tcp' }],
      systemControls: [],
      volumesFrom: [],
      healthCheck: { command: ['CMD', 'true'], interval: 30, timeout: 5, retries: 3 },
    },
  ]);
});

test('what is given stays', async () => {
  const given = {
    name: 'main',
    cpu: 256,
    essential: false,
    environment: [{ name: 'A', value: '1' }],
    mountPoints: [{ sourceVolume: 'data' }],
    portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'udp' }],
    systemControls: [{ namespace: 'net.core.somaxconn', value: '1' }],
    volumesFrom: [{ sourceContainer: 'other' }],
    healthCheck: { command: ['CMD', 'true'], interval: 60, timeout: 6, retries: 2 },
    linuxParameters: { initProcessEnabled: true },
  };
  await register(given);
  expect(registered).toEqual([given]);
});

test.each([
  [{ drop: ['ALL'] }, { add: [], drop: ['ALL'] }],
  [{ add: ['SYS_PTRACE'] }, { add: ['SYS_PTRACE'], drop: [] }],
])('capabilities %j are stored as %j', async (capabilities, stored) => {
  await register({ name: 'main', linuxParameters: { initProcessEnabled: true, capabilities } });
  expect(registered).toMatchObject([
    { linuxParameters: { initProcessEnabled: true, capabilities: stored } },
  ]);
});

test('a variable with an empty value is dropped', async () => {
  await register({
    name: 'main',
    environment: [
      { name: 'A', value: '' },
      { name: 'B', value: 'b' },
    ],
  });
  expect(registered).toMatchObject([{ environment: [{ name: 'B', value: 'b' }] }]);
});

test('no order is kept', async () => {
  const pairs = [
    { name: 'A', value: 'a' },
    { name: 'B', value: 'b' },
  ];
  await register({ name: 'main', environment: pairs, secrets: pairs }, { name: 'other' });
  const reversed = pairs.toReversed();
  expect(registered).toMatchObject([
    { name: 'other' },
    { name: 'main', environment: reversed, secrets: reversed },
  ]);
  expect(registered[0]).not.toHaveProperty('secrets');
});
