import { randomUUID } from 'node:crypto';
import { Chance } from '../../local/aws/chance';
import type { ServiceEvent } from '../../local/fargate/deliver-event';
import { nextRuns } from '../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import { executionEvent, taskEvent } from '../stacks/schedule/alarms/ended-runs';

const account = '123456789012';
const region = 'us-east-1';

/** A job as far as its runs are played. */
export interface PlayedJob {
  readonly name: string;
  readonly schedule: string;
  readonly timeZone?: string;
  readonly trigger?: 'scheduler' | 'rule';
  /** What its trigger starts. */
  readonly starts: 'task' | 'execution' | 'batches';
  /** The job that starts it, at whose scheduled times. */
  readonly after?: string;
}

/** An event of AWS, and when it comes. */
export interface Told {
  readonly at: Date;
  readonly event: ServiceEvent;
}

/** What became of one scheduled time, and how AWS tells of it. */
export interface DrawnRun {
  readonly job: string;
  /** RFC 3339 in UTC. */
  readonly scheduledTime: string;
  readonly outcome: string;
  readonly told: readonly Told[];
}

export interface World {
  readonly prefix: string;
  readonly clusterArn: string;
}

/**
 * Draws what becomes of every scheduled time of a job between two times.
 *
 * @param before what was drawn of the other jobs: a job that runs after one of them does where that is done
 */
export function drawRuns(
  job: PlayedJob,
  { from, to, seed }: { from: Date; to: Date; seed: number },
  world: World,
  before: readonly DrawnRun[] = [],
): DrawnRun[] {
  const { schedule, trigger = 'scheduler', timeZone = 'UTC', after } = job;
  const parsed = parseScheduleExpression(schedule, trigger);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const chance = new Chance(seed);
  return nextRuns(parsed.expression, { timeZone, from, count: 1000 })
    .filter(({ utc }) => new Date(utc) < to)
    .filter(({ utc }) => after === undefined || before.some((run) => starts(run, after, utc)))
    .map(({ utc }) => {
      const play = new Play(job, utc, world);
      const happens = (what: string, share: number) => chance.happens(`${job.name} ${what}`, share);
      if (after === undefined && happens('is never delivered', 0.1)) return play.drawn('missed');
      const drawn = job.starts === 'task' ? drawTask(play, happens) : drawExecution(play, happens);
      // EventBridge delivers at least once.
      return happens('is told twice', 0.2)
        ? { ...drawn, told: [...drawn.told, ...drawn.told] }
        : drawn;
    });
}

function starts({ job, scheduledTime, outcome }: DrawnRun, name: string, utc: string): boolean {
  return job === name && scheduledTime === utc && outcome === 'done';
}

type Happens = (what: string, share: number) => boolean;

function drawTask(play: Play, happens: Happens): DrawnRun {
  if (happens('does not start', 0.1)) return play.drawn('failed', play.task({ starts: false }));
  if (happens('is interrupted', 0.1)) return play.drawn('interrupted', play.task({ exitCode: 75 }));
  if (happens('fails', 0.2)) return play.drawn('failed', play.task({ exitCode: 3 }));
  const done = play.task({ exitCode: 0 });
  // Scheduler delivers at least once, too.
  return happens('is started twice', 0.1)
    ? play.drawn('done', done, play.task({ exitCode: 0, after: 120 }))
    : play.drawn('done', done);
}

function drawExecution(play: Play, happens: Happens): DrawnRun {
  const by = 'AWS Step Functions';
  if (happens('meets another', 0.1))
    return play.drawn('skipped', play.execution({ outcome: 'skipped' }));
  if (happens('takes too long', 0.1)) {
    return play.drawn(
      'timed-out',
      play.task({ exitCode: 137, by }),
      play.execution({ status: 'FAILED', error: 'JobFailed', cause: 'States.Timeout: ' }),
    );
  }
  if (happens('fails', 0.2)) {
    return play.drawn(
      'failed',
      ...[0, 600, 1200].map((after) => play.task({ exitCode: 1, after, by })),
      play.execution({
        status: 'FAILED',
        error: 'JobFailed',
        cause: 'States.TaskFailed: exit code 1',
      }),
    );
  }
  return play.drawn(
    'done',
    ...(happens('fails at first', 0.3) ? [play.task({ exitCode: 1, by })] : []),
    play.task({ exitCode: 0, after: 600, by }),
    play.execution({ outcome: 'done' }),
  );
}

interface PlayedTask {
  /** @default true */
  readonly starts?: boolean;
  readonly exitCode?: number;
  /** Seconds from the scheduled time to its start. */
  readonly after?: number;
  readonly by?: string;
}

interface PlayedExecution {
  readonly status?: 'FAILED';
  readonly outcome?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** How AWS tells of one scheduled time. */
class Play {
  readonly #job: PlayedJob;
  readonly #utc: string;
  readonly #world: World;

  constructor(job: PlayedJob, utc: string, world: World) {
    this.#job = job;
    this.#utc = utc;
    this.#world = world;
  }

  drawn(outcome: string, ...told: readonly Told[]): DrawnRun {
    return { job: this.#job.name, scheduledTime: this.#utc, outcome, told };
  }

  task({ starts = true, exitCode, after = 40, by = 'chronos-schedule/x' }: PlayedTask): Told {
    const { prefix, clusterArn } = this.#world;
    const id = randomUUID().replaceAll('-', '');
    return endedTask({
      family: `${prefix}-${this.#job.name}`,
      container: this.#job.name,
      taskArn: `${clusterArn.replace(':cluster/', ':task/')}/${id}`,
      clusterArn,
      scheduledTime: this.#utc,
      startedAt: starts ? this.#after(after) : undefined,
      stoppedAt: this.#after(after + 300),
      exitCode,
      startedBy: by,
    });
  }

  execution({ status, outcome, error, cause }: PlayedExecution): Told {
    const name = `${this.#world.prefix}-${this.#job.name}`;
    const { detail } = executionEvent({ job: this.#job.name });
    const executionArn = `arn:aws:states:${region}:${account}:execution:${name}:${randomUUID()}`;
    const at = this.#after(1800);
    return {
      at,
      event: {
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        resource: executionArn,
        detail: {
          ...detail,
          executionArn,
          stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${name}`,
          status: status ?? 'SUCCEEDED',
          startDate: this.#after(5).getTime(),
          stopDate: at.getTime(),
          input: JSON.stringify({ scheduledTime: this.#utc }),
          output: outcome === undefined ? null : JSON.stringify({ outcome }),
          error: error ?? null,
          cause: cause ?? null,
        },
      },
    };
  }

  #after(seconds: number): Date {
    return new Date(Date.parse(this.#utc) + seconds * 1000);
  }
}

export interface EndedTask {
  readonly family: string;
  readonly container: string;
  readonly taskArn: string;
  readonly clusterArn: string;
  readonly scheduledTime: string;
  /** Not of a task that did not start. */
  readonly startedAt: Date | undefined;
  readonly stoppedAt: Date;
  readonly exitCode: number | undefined;
  readonly startedBy: string;
}

/** The event of a task that has ended. */
export function endedTask({
  family,
  container,
  taskArn,
  clusterArn,
  scheduledTime,
  startedAt,
  stoppedAt,
  exitCode,
  startedBy,
}: EndedTask): Told {
  const ran = startedAt !== undefined;
  const { detail } = taskEvent({
    owner: container,
    containers: [{ name: container, ...(exitCode !== undefined && { exitCode }) }],
    startedBy,
    ...(!ran && {
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'CannotPullContainerError: pull image manifest has been retried 1 time(s)',
    }),
  });
  return {
    at: stoppedAt,
    event: {
      source: 'aws.ecs',
      'detail-type': 'ECS Task State Change',
      resource: taskArn,
      detail: {
        ...detail,
        clusterArn,
        group: `family:${family}`,
        taskArn,
        taskDefinitionArn: `arn:aws:ecs:${region}:${account}:task-definition/${family}:1`,
        createdAt: new Date((startedAt ?? stoppedAt).getTime() - 20_000).toISOString(),
        ...(ran && { startedAt: startedAt.toISOString() }),
        stoppedAt: stoppedAt.toISOString(),
        overrides: {
          containerOverrides: [
            { name: container, environment: [{ name: 'SCHEDULED_TIME', value: scheduledTime }] },
          ],
        },
      },
    },
  };
}
