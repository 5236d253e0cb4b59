import {
  ReceiveMessageCommand,
  SQSClient,
  type ChangeMessageVisibilityBatchCommand,
} from '@aws-sdk/client-sqs';
import { receiveAll, release } from '../../../cli/undelivered/queue';

function sqsThatGives(...batches: readonly (readonly string[])[]) {
  const asked: object[] = [];
  const client = new SQSClient({ region: 'eu-west-1' });
  const left = [...batches];
  const send = (command: unknown): Promise<object> => {
    asked.push((command as ReceiveMessageCommand | ChangeMessageVisibilityBatchCommand).input);
    const Messages = (left.shift() ?? []).map((id) => ({
      MessageId: id,
      ReceiptHandle: `${id}-${asked.length}`,
    }));
    return Promise.resolve(command instanceof ReceiveMessageCommand ? { Messages } : {});
  };
  jest.spyOn(client as { send: typeof send }, 'send').mockImplementation(send);
  return { asked, client };
}

const receipts = (found: readonly { ReceiptHandle?: string | undefined }[]) =>
  found.map(({ ReceiptHandle }) => ReceiptHandle);

test('all messages are read, hidden for less than the alarm looks at', async () => {
  const { asked, client } = sqsThatGives(['a', 'b'], ['c'], []);
  expect(receipts(await receiveAll(client, 'url'))).toEqual(['a-1', 'b-1', 'c-2']);
  expect(asked).toHaveLength(3);
  const { VisibilityTimeout } = asked[0] as { VisibilityTimeout: number };
  expect(VisibilityTimeout).toBeLessThan(300);
});

test('a long queue ends where it begins again, and the later receipt counts', async () => {
  const { client } = sqsThatGives(['a'], ['b'], ['a'], ['b']);
  expect(receipts(await receiveAll(client, 'url'))).toEqual(['a-3', 'b-2']);
});

test('messages are shown again, ten at a time', async () => {
  const { asked, client } = sqsThatGives();
  await release(client, 'url', Array<string>(11).fill('a'));
  const entries = asked.map(
    (each) => (each as { Entries: { Id: string; VisibilityTimeout: number }[] }).Entries,
  );
  expect(entries.map(({ length }) => length)).toEqual([10, 1]);
  expect(entries.flat().every((entry) => entry.VisibilityTimeout === 0)).toBe(true);
});
