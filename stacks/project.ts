import type { App } from 'cdktf';
import { ImageStack } from './image';
import { NetworkStack } from './network';
import { ScheduleStack } from './schedule';
import type { Settings } from './settings';
import { TaskStack } from './task';

/** Makes the four stacks of one environment and wires each to those it reads from. */
export function createStacks(app: App, settings: Settings) {
  const network = new NetworkStack(app, settings);
  const image = new ImageStack(app, settings);
  const task = new TaskStack(app, settings, image);
  const schedule = new ScheduleStack(app, settings, network, task);
  return { network, image, task, schedule };
}
