import {
  paginateFilterLogEvents,
  type CloudWatchLogsClient,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';

/** One line of a container's output. */
export interface LogLine {
  readonly timestamp: number;
  readonly stream: string;
  readonly message: string;
}

// Lines may arrive this much after later ones.
const lateMs = 30_000;

/** Reads a log group again and again, and gives every line once. */
export class LogReader {
  readonly #client: CloudWatchLogsClient;
  readonly #group: string;
  /** IDs of the lines given so far that a later read may meet again, with their times. */
  readonly #given = new Map<string, number>();
  #from: number;

  constructor(client: CloudWatchLogsClient, group: string, from = 0) {
    this.#client = client;
    this.#group = group;
    this.#from = from;
  }

  /**
   * The lines that are new, in order.
   *
   * @param streams to read; all when not given. A stream that does not exist yet has no lines.
   */
  async read(streams?: readonly string[]): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    for (const stream of streams ?? [undefined]) lines.push(...(await this.#readOne(stream)));
    lines.sort((a, b) => a.timestamp - b.timestamp);
    this.#forget(lines.at(-1)?.timestamp);
    return lines;
  }

  async #readOne(stream: string | undefined): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    const input: FilterLogEventsCommandInput = {
      logGroupName: this.#group,
      ...(stream !== undefined && { logStreamNames: [stream] }),
      startTime: this.#from,
    };
    try {
      for await (const page of paginateFilterLogEvents({ client: this.#client }, input)) {
        for (const event of page.events ?? []) {
          const { eventId = '', timestamp = 0, logStreamName = '', message = '' } = event;
          if (this.#given.has(eventId)) continue;
          this.#given.set(eventId, timestamp);
          lines.push({ timestamp, stream: logStreamName, message });
        }
      }
    } catch (error) {
      const missing = error instanceof Error && error.name === 'ResourceNotFoundException';
      if (!missing || stream === undefined) throw error;
    }
    return lines;
  }

  #forget(latest = 0): void {
    this.#from = Math.max(this.#from, latest - lateMs);
    for (const [id, timestamp] of this.#given) {
      if (timestamp < this.#from) this.#given.delete(id);
    }
  }
}
