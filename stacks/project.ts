import { Aspects, type App } from 'cdktf';
import { ImageStack } from './image';
import { NetworkStack } from './network';
import { RoleDefaults } from './role-defaults';
import { ScheduleStack } from './schedule';
import { dealOut, type ScheduleStackId } from './schedule-stacks';
import type { Settings } from './settings';
import { TaskStack } from './task';

/**
 * Makes the stacks of one environment and wires each to those it reads from: four, and more of the
 * kind `schedule` where the configuration says so.
 */
export function createStacks(app: App, settings: Settings) {
  const network = new NetworkStack(app, settings);
  const image = new ImageStack(app, settings);
  const task = new TaskStack(app, settings, image);
  const schedules: ScheduleStack[] = [];
  for (const [id, jobs] of dealOut(settings)) {
    const before = [...schedules];
    schedules.push(new ScheduleStack(app, id, { settings, jobs, network, task, before }));
  }
  const byId = Object.fromEntries(schedules.map((stack) => [stack.node.id, stack]));
  const stacks = { network, image, task, ...(byId as Record<ScheduleStackId, ScheduleStack>) };
  for (const stack of Object.values(stacks)) {
    Aspects.of(stack).add(new RoleDefaults(settings.role));
  }
  return stacks;
}
