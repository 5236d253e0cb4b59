import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';

// The most that SQS gives and takes at once.
const atOnce = 10;
// Hidden for longer, messages that come back look to the alarm of the queue like new ones.
const hiddenSeconds = 120;

/** Reads all messages, which hides them from others for two minutes. */
export async function receiveAll(sqs: SQSClient, QueueUrl: string): Promise<Message[]> {
  const found = new Map<string, Message>();
  for (;;) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: atOnce,
        VisibilityTimeout: hiddenSeconds,
        // Without waiting SQS asks only some of its servers, and may find nothing.
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    const before = found.size;
    for (const message of messages) found.set(message.MessageId ?? '', message);
    // In a long queue the first ones are seen again before the last ones.
    if (found.size === before) return [...found.values()];
  }
}

/** Shows messages to others again, without waiting until they are by themselves. */
export async function release(
  sqs: SQSClient,
  QueueUrl: string,
  receipts: readonly string[],
): Promise<void> {
  for (let first = 0; first < receipts.length; first += atOnce) {
    const Entries = receipts.slice(first, first + atOnce).map((ReceiptHandle, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
}

export async function remove(
  sqs: SQSClient,
  QueueUrl: string,
  ReceiptHandle: string,
): Promise<void> {
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
}
