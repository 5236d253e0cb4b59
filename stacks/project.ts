import { Aspects, type App } from 'cdktf';
import { ImageStack } from './image';
import { NetworkStack } from './network';
import { RoleDefaults } from './role-defaults';
import { ScheduleStack } from './schedule';
import type { Settings } from './settings';
import { TaskStack } from './task';

/** Makes the four stacks of one environment and wires each to those it reads from. */
export function createStacks(app: App, settings: Settings) {
  const network = new NetworkStack(app, settings);
  const image = new ImageStack(app, settings);
  const task = new TaskStack(app, settings, image);
  const schedule = new ScheduleStack(app, settings, network, task);
  const stacks = { network, image, task, schedule };
  for (const stack of Object.values(stacks)) {
    Aspects.of(stack).add(new RoleDefaults(settings.role));
  }
  return stacks;
}
