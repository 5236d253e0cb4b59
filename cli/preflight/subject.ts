import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { JobSettings, Settings } from '../../stacks/settings/settings';
import type { Launch } from '../deployed/launch';
import type { AppliedTrigger } from '../deployed/trigger';

/** What the checks of the project are about. */
export interface ProjectSubject {
  readonly settings: Settings;
  /** How many resources of each type the stacks have, and those of them that are not deployed. */
  readonly resources: Readonly<Record<string, number>>;
  readonly toCome: Readonly<Record<string, number>>;
}

/** What the checks of a job are about. */
export interface Subject {
  readonly settings: Settings;
  readonly job: JobSettings;
  readonly trigger: AppliedTrigger;
  readonly launch: Launch;
  readonly task: TaskDefinition;
  readonly bucket: string;
}
