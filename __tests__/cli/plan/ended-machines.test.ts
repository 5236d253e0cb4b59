import { refuseToEndRuns } from '../../../cli/plan/ended-machines';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';
import { FakeAws, FakeError } from '../fake-aws';

const settings = loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' });
const aws = new FakeAws();
const before = process.env;

beforeAll(async () => {
  process.env = { ...before, ...(await aws.start()) };
});

afterAll(async () => {
  process.env = before;
  await aws.stop();
});

async function refusal(executions: object): Promise<string> {
  aws.answer('ListExecutions', executions);
  const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:x';
  const attributes = [{ path: 'arn', before: arn }];
  const gone = { address: 'aws_sfn_state_machine.x', action: 'destroy', attributes } as const;
  return refuseToEndRuns(settings, [gone], 'Nothing was applied.').then(
    () => '',
    (error: unknown) => String(error),
  );
}

test.each([
  [
    'two executions',
    { executions: [{ startDate: 1_795_000_000 }, { startDate: 1_794_990_000 }] },
    '2 executions run just now, the oldest since 2026-11-18T',
  ],
  [
    'what nobody may ask',
    new FakeError('AccessDeniedException', 'User: ann is not authorized to perform: states:x'),
    'whether executions run just now is not known: ann may not call states:x',
  ],
])('a machine that goes and runs %s is named', async (_, executions, said) => {
  const text = await refusal(executions);
  expect(text).toContain('aws_sfn_state_machine.x would be deleted, and what runs in it ended: ');
  expect(text).toContain(said);
  expect(text).toContain('\nNothing was applied.');
});

test.each([
  ['runs nothing', { executions: [] }],
  ['is gone already', new FakeError('StateMachineDoesNotExist', 'gone')],
])('a machine that goes and %s is let go', async (_, executions) => {
  await expect(refusal(executions)).resolves.toBe('');
});
