import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import type { StackName } from '../../stacks/settings/outputs';
import type { JobSettings, Settings } from '../../stacks/settings/settings';
import { awsClient } from '../aws/aws-client';
import { checkAccount } from './checks/account';
import { checkAccountQuotas } from './checks/account-quotas';
import { cannotTell, type Finding } from './finding';
import { checkImage } from './checks/image';
import { checkLogGroup } from './checks/log-group';
import { checkNetwork } from './checks/network';
import { checkQuota } from './checks/quota';
import { checkRoles } from './checks/roles';
import { checkSecrets } from './checks/secrets';
import { isDeployed, readOutputs } from '../deployed/outputs';
import { Failure } from '../failure';
import { readLaunch } from '../deployed/launch';
import { findJob, loadProject } from '../deployed/project';
import { synthesizedStacks } from '../deployed/resources';
import { paint, print, printJson, withSpinner } from '../terminal/terminal';
import { readTrigger } from '../deployed/trigger';
import type { ProjectSubject, Subject } from './subject';

export interface VerifyOptions {
  readonly json?: boolean;
}

const projectChecks: Readonly<Record<string, (settings: Settings) => Promise<Finding[]>>> = {
  account: checkAccount,
  // Reads all states, which credentials of another account may not.
  quotas: async (settings) => checkAccountQuotas(await projectSubject(settings)),
};

const checks: Readonly<Record<string, (subject: Subject) => Promise<Finding[]>>> = {
  image: checkImage,
  secrets: checkSecrets,
  network: checkNetwork,
  logs: checkLogGroup,
  roles: checkRoles,
  quota: checkQuota,
};

export interface Result extends Finding {
  /** Nothing for what is of the whole project. */
  readonly job: string | null;
  readonly check: string;
}

/**
 * Checks in the account whether the jobs, as they are deployed, can start, and whether there is room
 * for what is not deployed yet. Nothing is started and nothing is changed.
 *
 * @returns the exit code: 1 when a check failed
 */
export async function verify(name: string | undefined, options: VerifyOptions): Promise<number> {
  const settings = loadProject();
  const jobs = name === undefined ? settings.jobs : [findJob(settings, name)];
  const results = await withSpinner('Asking AWS', async () => {
    const found = await checkProject(settings);
    for (const job of jobs) found.push(...(await checkJob(settings, job)));
    return found;
  });

  const failed = results.some(({ result }) => result === 'failed');
  if (options.json === true) printJson({ ok: !failed, checks: results });
  else print(describeResults(results));
  return failed ? 1 : 0;
}

export function checkProject(settings: Settings): Promise<Result[]> {
  return run(projectChecks, null, settings);
}

async function projectSubject(settings: Settings): Promise<ProjectSubject> {
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

export async function checkJob(settings: Settings, job: JobSettings): Promise<Result[]> {
  let subject: Subject;
  try {
    subject = await subjectOf(settings, job);
  } catch (error) {
    const finding: Finding =
      error instanceof Failure ? { result: 'failed', detail: error.message } : cannotTell(error);
    return [{ job: job.name, check: 'deployed', ...finding }];
  }
  return run(checks, job.name, subject);
}

async function subjectOf(settings: Settings, job: JobSettings): Promise<Subject> {
  const outputs = {
    task: await readOutputs(settings, 'task'),
    schedule: await readOutputs(settings, 'schedule'),
  };
  const trigger = await readTrigger(settings, outputs.schedule.of('schedule_arns', job.name));
  const { taskDefinition: task } = await new ECSClient(awsClient(settings)).send(
    new DescribeTaskDefinitionCommand({
      taskDefinition: outputs.task.of('task_definition_arns', job.name),
    }),
  );
  if (task === undefined) throw new Failure(`${job.name} has no task definition`);
  const launch = await readLaunch(settings, trigger.target);
  return { settings, job, trigger, launch, task, bucket: outputs.task.string('data_bucket') };
}

/** Each check by itself: one that AWS does not let us make takes nothing from the others. */
async function run<On>(
  table: Readonly<Record<string, (on: On) => Promise<Finding[]>>>,
  job: string | null,
  on: On,
): Promise<Result[]> {
  const found = await Promise.all(
    Object.entries(table).map(async ([check, look]) => {
      const findings = await look(on).catch((error: unknown) => [cannotTell(error)]);
      return findings.map((finding) => ({ job, check, ...finding }));
    }),
  );
  return found.flat();
}

const colours = { ok: 'green', failed: 'red', unknown: 'yellow' } as const;

/** A line for each finding. What was seen comes last, as it may be longer than a terminal is wide. */
export function describeResults(results: readonly Result[]): string {
  const width = (words: readonly string[]): number =>
    Math.max(...words.map(({ length }) => length));
  const places = results.map(({ job }) => job ?? 'project');
  const jobWidth = width(places);
  const checkWidth = width(results.map(({ check }) => check));
  return results
    .map(({ check, result, detail }, index) =>
      [
        paint(colours[result], (result === 'failed' ? 'FAILED' : result).padEnd(7)),
        (places[index] ?? '').padEnd(jobWidth),
        check.padEnd(checkWidth),
        detail,
      ].join('  '),
    )
    .join('\n');
}
