import { Aspects, type App } from 'cdktf';
import { ConfigError } from './config/config-error';
import { ImageStack } from './image/image-stack';
import { NetworkStack } from './network/network-stack';
import { RoleDefaults } from './stack/role-defaults';
import { ScheduleStack } from './schedule/schedule-stack';
import { contextProblems } from './settings/checks/build-context';
import { jobsByStack, type ScheduleStackId } from './settings/schedule-stacks';
import type { Settings } from './settings/settings';
import { TaskStack } from './task/task-stack';
import { tooLongProblems } from './too-long';

/**
 * Makes the stacks of one environment and wires each to those it reads from: four, and more of the
 * kind `schedule` where the configuration says so.
 *
 * @throws ConfigError with every folder that no image can be built from, or every text that is longer
 * than AWS takes
 */
export function createStacks(app: App, settings: Settings) {
  const wrong = contextProblems(settings);
  if (wrong.length > 0) throw new ConfigError(wrong);
  const network = new NetworkStack(app, settings);
  const image = new ImageStack(app, settings);
  const task = new TaskStack(app, settings, image);
  const schedules: ScheduleStack[] = [];
  for (const [id, jobs] of jobsByStack(settings)) {
    const before = [...schedules];
    schedules.push(new ScheduleStack(app, id, { settings, jobs, network, task, before }));
  }
  const byId = Object.fromEntries(schedules.map((stack) => [stack.node.id, stack]));
  const stacks = { network, image, task, ...(byId as Record<ScheduleStackId, ScheduleStack>) };
  for (const stack of Object.values(stacks)) {
    Aspects.of(stack).add(new RoleDefaults(settings.role));
  }
  const problems = tooLongProblems(Object.values(stacks), settings);
  if (problems.length > 0) throw new ConfigError(problems);
  return stacks;
}
