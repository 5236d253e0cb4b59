import { ensureEcsRole } from '../../../cli/plan/ecs-role';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';
import { FakeAws, FakeError } from '../fake-aws';

const settings = loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' });
const aws = new FakeAws();
const before = process.env;

beforeAll(async () => {
  process.env = { ...before, ...(await aws.start()) };
});

afterEach(() => {
  aws.forget();
  jest.restoreAllMocks();
});

afterAll(async () => {
  process.env = before;
  await aws.stop();
});

const missing = new FakeError('NoSuchEntity', 'The role cannot be found.');
const denied = new FakeError('AccessDenied', 'User: ann is not authorized to perform: iam:x');
const taken = new FakeError(
  'InvalidInput',
  'Service role name AWSServiceRoleForECS has been taken in this account, please try a different suffix.',
);

test.each([
  ['is created where it is not there', missing, '', true, ''],
  ['is left alone where it is there', '<Role/>', '', false, ''],
  ['may be there without being seen', denied, taken, true, ''],
  ['is said to be unknown where nobody may ask', denied, denied, true, 'aws iam create-service'],
])("ECS's service-linked role %s", async (_, there, creation, asked, warning) => {
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const warned = jest.spyOn(console, 'error').mockReturnValue();
  aws.answer('GetRole', there);
  aws.answer('CreateServiceLinkedRole', creation);
  await ensureEcsRole(settings);
  expect(aws.calls.includes('CreateServiceLinkedRole')).toBe(asked);
  expect(printed.mock.calls.flat().join().includes('created the service-linked role')).toBe(
    creation === '' && asked,
  );
  expect(warned.mock.calls.flat().join()).toContain(warning);
  expect(warned.mock.calls).toHaveLength(warning === '' ? 0 : 1);
});
