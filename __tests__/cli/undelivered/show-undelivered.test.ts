import { SQSClient } from '@aws-sdk/client-sqs';
import { loadProject } from '../../../cli/deployed/project';
import { showUndelivered } from '../../../cli/undelivered/show-undelivered';
import { configOf } from '../../synthesis';
import { deployed } from '../runs/fake-aws-runs';

jest.mock('../../../cli/deployed/account', () => ({ requireAccount: jest.fn() }));
jest.mock('../../../cli/deployed/project', () => ({
  ...jest.requireActual<object>('../../../cli/deployed/project'),
  loadProject: jest.fn(),
}));

function messageOf(job: string) {
  const arn = `arn:aws:scheduler:us-east-1:123456789012:schedule/acme-test/${job}`;
  return {
    MessageId: job,
    ReceiptHandle: job,
    Body: '{}',
    MessageAttributes: { SCHEDULE_ARN: { DataType: 'String', StringValue: arn } },
  };
}

/** @returns what is asked of the queue, with the job that it is asked of */
function queueOf(...jobs: readonly string[]): string[] {
  const asked: string[] = [];
  const left = [jobs.map(messageOf)];
  interface Sent {
    readonly constructor: { readonly name: string };
    readonly input: { ReceiptHandle?: string; Entries?: { ReceiptHandle: string }[] };
  }
  const send = ({ constructor, input }: Sent): Promise<object> => {
    if (constructor.name === 'ReceiveMessageCommand') {
      return Promise.resolve({ Messages: left.shift() });
    }
    const handles = input.Entries?.map(({ ReceiptHandle }) => ReceiptHandle).join(' ');
    asked.push(`${constructor.name} ${input.ReceiptHandle ?? handles ?? ''}`);
    return Promise.resolve({});
  };
  jest
    .spyOn(SQSClient.prototype as unknown as { send: typeof send }, 'send')
    .mockImplementation(send);
  jest.mocked(loadProject).mockReturnValue(deployed(configOf({}), ['nightly']));
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  return asked;
}

afterEach(() => {
  jest.restoreAllMocks();
});

test('what a job that is gone has left is taken out by its name, and nothing else', async () => {
  const asked = queueOf('gone', 'nightly');
  await expect(showUndelivered('gone', { discard: true })).resolves.toBe(0);
  expect(asked).toEqual([
    'DeleteMessageCommand gone',
    'ChangeMessageVisibilityBatchCommand nightly',
  ]);
});

test('a name that nobody knows is refused, and what was read is shown to others again', async () => {
  const asked = queueOf('nightly');
  await expect(showUndelivered('nihgtly', {})).rejects.toThrow('job must be one of nightly');
  expect(asked).toEqual(['ChangeMessageVisibilityBatchCommand nightly']);
});
