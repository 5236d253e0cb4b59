import {
  CreateLogStreamCommand,
  PutLogEventsCommand,
  type CloudWatchLogsClient,
  type InputLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';

const periodMs = 500;

/** Sends lines to a log stream while they come, as awslogs does. */
export class LogShipper {
  readonly #client: CloudWatchLogsClient;
  readonly #stream: { readonly logGroupName: string; readonly logStreamName: string };
  readonly #timer: NodeJS.Timeout;
  #waiting: InputLogEvent[] = [];
  #sent: Promise<unknown>;

  constructor(client: CloudWatchLogsClient, logGroupName: string, logStreamName: string) {
    this.#client = client;
    this.#stream = { logGroupName, logStreamName };
    this.#sent = client.send(new CreateLogStreamCommand(this.#stream));
    // A failure is for close() to tell.
    this.#sent.catch(() => undefined);
    this.#timer = setInterval(() => {
      this.#flush();
    }, periodMs);
  }

  add(message: string): void {
    this.#waiting.push({ timestamp: Date.now(), message });
  }

  /** @throws when lines could not be sent */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#flush();
    await this.#sent;
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    const logEvents = this.#waiting;
    this.#waiting = [];
    this.#sent = this.#sent.then(() =>
      this.#client.send(new PutLogEventsCommand({ ...this.#stream, logEvents })),
    );
    this.#sent.catch(() => undefined);
  }
}
