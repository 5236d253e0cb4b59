import { jobsAfter } from '../../stacks/settings/after';
import { Failure } from '../failure';
import { parseReason } from '../runs/by-hand';
import { inSeconds, parseMoment } from '../terminal/moment';
import { print } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { notePause, readDeployedJob } from './deployed-job';
import { readAlarm, setFiring } from './pause-parts';
import { whyNotUntil } from './until';

/** What the command line says; all texts are as they were typed. */
export interface PauseOptions {
  readonly until?: string;
  readonly reason?: string;
}

/** Keeps a job from running until it is resumed, or until a time. */
export async function pauseJob(name: string, options: PauseOptions): Promise<void> {
  const now = new Date();
  const until = options.until === undefined ? undefined : parseMoment('--until', options.until);
  if (until !== undefined && until <= now) {
    throw new UsageError(`--until: must be in the future, got "${options.until ?? ''}"`);
  }
  const reason = parseReason(options.reason);
  const deployed = await readDeployedJob(name);
  const { job, trigger, parts } = deployed;
  if (!job.enabled && !trigger.enabled) {
    throw new Failure(`config.ts has ${name} switched off: there is nothing to pause`);
  }
  if (until !== undefined) {
    const alarm = (await readAlarm(parts)) === 'none' ? undefined : parts.alarm;
    const why = whyNotUntil(until, trigger, alarm);
    if (why !== undefined) throw new Failure(`${name} cannot be paused until a time: ${why}`);
  }
  const changed = await setFiring(
    parts,
    {
      on: false,
      schedule: (begins) =>
        until === undefined
          ? { State: 'DISABLED', StartDate: begins }
          : { State: 'ENABLED', StartDate: until },
    },
    now,
  );
  const time = until === undefined ? null : inSeconds(until);
  const end =
    time === null
      ? `npx fargate-cron resume ${name} lets it run again`
      : `it runs again after ${time}`;
  const others = jobsAfter(job, deployed.settings.jobs).filter(({ enabled }) => enabled);
  const after = others.map((each) => `, and ${each.name}, which runs after it`).join('');
  print(`${name} ${changed ? 'is' : 'was'} paused${after}: ${end}`);
  if (changed) await notePause(deployed, 'Job Paused', { until: time, reason }, now);
}

/** Lets a job run again that was paused. */
export async function resumeJob(
  name: string,
  options: Pick<PauseOptions, 'reason'>,
): Promise<void> {
  const now = new Date();
  const reason = parseReason(options.reason);
  const deployed = await readDeployedJob(name);
  const { job, parts } = deployed;
  if (!job.enabled) {
    throw new Failure(
      `config.ts has ${name} switched off (enabled: false): switch it on there and deploy`,
    );
  }
  const begins = job.begins === undefined ? undefined : new Date(job.begins);
  const changed = await setFiring(
    parts,
    {
      on: true,
      schedule: (date) => ({
        State: 'ENABLED',
        // A date that has passed keeps nothing from running.
        StartDate: date !== undefined && date > now ? begins : date,
      }),
    },
    now,
  );
  print(changed ? `resumed ${name}` : `${name} is not paused`);
  if (changed) await notePause(deployed, 'Job Resumed', { until: null, reason }, now);
}
