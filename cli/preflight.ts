import { DescribeTaskDefinitionCommand, ECSClient, type TaskDefinition } from '@aws-sdk/client-ecs';
import type { JobSettings, Settings } from '../stacks/settings';
import { awsClient } from './aws-client';
import { explainAwsError } from './aws-errors';
import { checkAccount } from './checks/account';
import { checkImage } from './checks/image';
import { checkLogGroup } from './checks/log-group';
import { checkNetwork } from './checks/network';
import { checkQuota } from './checks/quota';
import { checkRoles } from './checks/roles';
import { checkSecrets } from './checks/secrets';
import { readOutputs } from './deployed';
import { Failure } from './failure';
import { findJob, loadProject } from './project';
import { paint, print, printJson, table, withSpinner } from './terminal';
import { readTrigger, type AppliedTrigger } from './trigger';

export interface VerifyOptions {
  readonly json?: boolean;
}

/** What a check finds: that it is fine, that it is not, or that it cannot tell. */
export interface Finding {
  readonly result: 'ok' | 'failed' | 'unknown';
  /** What was seen and, where it is not fine, what to do. */
  readonly detail: string;
}

/** What the checks of a job are about. */
export interface Subject {
  readonly settings: Settings;
  readonly job: JobSettings;
  readonly trigger: AppliedTrigger;
  readonly task: TaskDefinition;
}

type Check = (subject: Subject) => Promise<Finding[]>;

const checks: Readonly<Record<string, Check>> = {
  account: checkAccount,
  image: checkImage,
  secrets: checkSecrets,
  network: checkNetwork,
  logs: checkLogGroup,
  roles: checkRoles,
  quota: checkQuota,
};

interface Result extends Finding {
  readonly job: string;
  readonly check: string;
}

/**
 * Checks in the account whether the jobs, as they are deployed, can start. Nothing is started and
 * nothing is changed.
 *
 * @returns the exit code: 1 when a check failed
 */
export async function verify(name: string | undefined, options: VerifyOptions): Promise<number> {
  const settings = loadProject();
  const jobs = name === undefined ? settings.jobs : [findJob(settings, name)];
  const results = await withSpinner('Asking AWS', async () => {
    const outputs = {
      task: await readOutputs(settings, 'task'),
      schedule: await readOutputs(settings, 'schedule'),
    };
    const ecs = new ECSClient(awsClient(settings));
    const all: Result[] = [];
    for (const job of jobs) {
      const trigger = await readTrigger(settings, outputs.schedule.of('schedule_arns', job.name));
      const { taskDefinition: task } = await ecs.send(
        new DescribeTaskDefinitionCommand({
          taskDefinition: outputs.task.of('task_definition_arns', job.name),
        }),
      );
      if (task === undefined) throw new Failure(`${job.name} has no task definition`);
      all.push(...(await checkJob({ settings, job, trigger, task })));
    }
    return all;
  });

  const failed = results.some(({ result }) => result === 'failed');
  if (options.json === true) printJson({ ok: !failed, checks: results });
  else print(describe(results));
  return failed ? 1 : 0;
}

/** Each check by itself: one that AWS does not let us make takes nothing from the others. */
async function checkJob(subject: Subject): Promise<Result[]> {
  const found = await Promise.all(
    Object.entries(checks).map(async ([check, look]) => {
      const findings = await look(subject).catch((error: unknown) => [cannotTell(error)]);
      return findings.map((finding) => ({ job: subject.job.name, check, ...finding }));
    }),
  );
  return found.flat();
}

function cannotTell(error: unknown): Finding {
  const reason = error instanceof Failure ? error.message : explainAwsError(error);
  if (reason === undefined) throw error;
  return { result: 'unknown', detail: reason };
}

const signs: { readonly [Kind in Finding['result']]: () => string } = {
  ok: () => paint('green', 'ok'),
  failed: () => paint('red', 'FAILED'),
  unknown: () => paint('yellow', 'unknown'),
};

function describe(results: readonly Result[]): string {
  return table(
    ['job', 'check', '', ''],
    results.map(({ job, check, result, detail }) => [job, check, signs[result](), detail]),
  );
}
