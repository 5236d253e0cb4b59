import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import type { StackName } from '../../stacks/settings/outputs';
import type { JobSettings, Settings } from '../../stacks/settings/settings';
import { awsClient } from '../aws/aws-client';
import { readLaunch } from '../deployed/launch';
import { isDeployed, readOutputs } from '../deployed/outputs';
import { synthesizedStacks } from '../deployed/resources';
import { readTrigger } from '../deployed/trigger';
import { Failure } from '../failure';
import type { ProjectSubject, Subject } from './subject';

/** Counts what the stacks hold, and what of it is not deployed. */
export async function readProjectSubject(settings: Settings): Promise<ProjectSubject> {
  const resources: Record<string, number> = {};
  const toCome: Record<string, number> = {};
  for (const [stack, { resource }] of Object.entries(synthesizedStacks(settings))) {
    const missing = await isMissing(settings, stack as StackName);
    for (const [type, byName] of Object.entries(resource)) {
      const count = Object.keys(byName).length;
      resources[type] = (resources[type] ?? 0) + count;
      if (missing) toCome[type] = (toCome[type] ?? 0) + count;
    }
  }
  return { settings, resources, toCome };
}

async function isMissing(settings: Settings, stack: StackName): Promise<boolean> {
  try {
    return !(await isDeployed(settings, stack));
  } catch (error) {
    if (error instanceof Failure) return true;
    throw error;
  }
}

/** @throws Failure when the job is not deployed */
export async function readSubject(settings: Settings, job: JobSettings): Promise<Subject> {
  const outputs = {
    task: await readOutputs(settings, 'task'),
    schedule: await readOutputs(settings, 'schedule'),
  };
  const trigger = await readTrigger(settings, outputs.schedule, job.name);
  const { taskDefinition: task } = await new ECSClient(awsClient(settings)).send(
    new DescribeTaskDefinitionCommand({
      taskDefinition: outputs.task.of('task_definition_arns', job.name),
    }),
  );
  if (task === undefined) throw new Failure(`${job.name} has no task definition`);
  const launch = await readLaunch(settings, trigger.target);
  return { settings, job, trigger, launch, task, bucket: outputs.task.string('data_bucket') };
}
