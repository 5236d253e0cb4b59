import { createHash } from 'node:crypto';
import type { StackName } from './outputs';
import type { JobSettings, Settings } from './settings';

export type ScheduleStackId = Extract<StackName, `schedule${string}`>;

/** The stacks that jobs are spread over: `schedule`, which holds what they share, `schedule-2`, … */
export function scheduleStackIds({ scheduleStacks }: Settings): ScheduleStackId[] {
  return Array.from({ length: scheduleStacks }, (_, index) =>
    index === 0 ? 'schedule' : (`schedule-${index + 1}` as const),
  );
}

/**
 * The jobs of each schedule stack. For a job every stack draws a number, and the highest wins
 * (rendezvous hashing): one stack more takes its share of the jobs and moves no other.
 */
export function jobsByStack(settings: Settings): Map<ScheduleStackId, JobSettings[]> {
  const ids = scheduleStackIds(settings);
  const byStack = new Map<ScheduleStackId, JobSettings[]>(ids.map((id) => [id, []]));
  for (const job of settings.jobs) {
    const winner = ids
      .map((id) => ({ id, drawn: draw(id, job.name) }))
      .reduce((best, other) => (other.drawn > best.drawn ? other : best));
    byStack.get(winner.id)?.push(job);
  }
  return byStack;
}

function draw(id: ScheduleStackId, job: string): string {
  return createHash('sha256').update(`${id}/${job}`).digest('hex');
}
