import { deletingStateMachines } from '../../../../local/aws/rules/deleting-state-machines';
import { startStub, type StrictStub } from '../stub-moto';

const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:acme-nightly';
let aws: StrictStub;
let running: number;
let exists: boolean;

beforeEach(async () => {
  exists = true;
  aws = await startStub([deletingStateMachines()], ({ operation }) => {
    if (operation === 'ListExecutions') {
      return { body: { executions: Array.from({ length: running }, () => ({})) } };
    }
    if (operation === 'DeleteStateMachine') exists = false;
    if (operation === 'CreateStateMachine') exists = true;
    return exists
      ? { body: { stateMachineArn, status: 'ACTIVE' } }
      : { status: 400, body: { __type: 'StateMachineDoesNotExist' } };
  });
});

afterEach(() => aws.close());

const call = (operation: string, input: object = { stateMachineArn }, region = 'us-east-1') =>
  aws.json('states', operation, input, { region });

test('a state machine that runs is being deleted until nothing runs', async () => {
  running = 1;
  await expect(call('DeleteStateMachine')).resolves.toMatchObject({ status: 200 });
  await expect(call('DescribeStateMachine')).resolves.toMatchObject({
    output: { status: 'DELETING' },
  });
  for (const operation of ['StartExecution', 'UpdateStateMachine']) {
    await expect(call(operation)).resolves.toMatchObject({ code: 'StateMachineDeleting' });
  }
  await expect(call('CreateStateMachine', { name: 'acme-nightly' })).resolves.toMatchObject({
    code: 'StateMachineDeleting',
  });
  await expect(call('CreateStateMachine', { name: 'nightly' })).resolves.toMatchObject({
    status: 200,
  });
  await expect(
    call('CreateStateMachine', { name: 'acme-nightly' }, 'eu-west-1'),
  ).resolves.toMatchObject({ status: 200 });

  running = 0;
  await expect(call('DescribeStateMachine')).resolves.toMatchObject({
    code: 'StateMachineDoesNotExist',
  });
  await expect(call('CreateStateMachine', { name: 'acme-nightly' })).resolves.toMatchObject({
    status: 200,
  });
  await expect(call('DescribeStateMachine')).resolves.toMatchObject({
    output: { status: 'ACTIVE' },
  });
});

test('a state machine that runs nothing is gone at once', async () => {
  running = 0;
  await call('DeleteStateMachine');
  await expect(call('DescribeStateMachine')).resolves.toMatchObject({
    code: 'StateMachineDoesNotExist',
  });
});
