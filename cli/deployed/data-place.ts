import { dataFolder } from '../../stacks/settings/data-folder';
import type { Settings } from '../../stacks/settings/settings';
import type { DeployedOutputs } from './outputs';

/** Where an environment keeps its data. */
export interface DataPlace {
  readonly bucket: string;
  /** What all its keys begin with. */
  readonly folder: string;
}

export function dataPlaceOf(settings: Settings, task: DeployedOutputs<'task'>): DataPlace {
  return { bucket: task.string('data_bucket'), folder: dataFolder(settings) };
}
