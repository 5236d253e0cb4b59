import type { JobSettings, Settings } from '../../stacks/settings/settings';
import { findJob, loadProject } from '../deployed/project';
import { Failure } from '../failure';
import { print, printJson, withSpinner } from '../terminal/terminal';
import { checkAccount } from './checks/account';
import { checkAccountQuotas } from './checks/account-quotas';
import { checkClaims } from './checks/claims';
import { checkCluster } from './checks/cluster';
import { checkDataBucket } from './checks/data-bucket';
import { checkEcsRole } from './checks/ecs-role';
import { checkHistory } from './checks/history';
import { checkImage } from './checks/image';
import { checkKey } from './checks/key';
import { checkLogGroup } from './checks/log-group';
import { checkKeyPolicy } from './checks/key-policy';
import { checkNetwork } from './checks/network';
import { checkNotifications } from './checks/notifications';
import { checkQuota } from './checks/quota';
import { checkRoles } from './checks/roles';
import { checkSecretKeys } from './checks/secret-keys';
import { checkSecrets } from './checks/secrets';
import { describeResults } from './describe-results';
import { unknownFor, type Finding, type Result } from './finding';
import { readProjectSubject, readSubject } from './read-subject';
import type { Subject } from './subject';

export interface VerifyOptions {
  readonly json?: boolean;
}

const projectChecks: Readonly<Record<string, (settings: Settings) => Promise<Finding[]>>> = {
  account: checkAccount,
  'ecs-role': checkEcsRole,
  claims: checkClaims,
  cluster: checkCluster,
  'data-bucket': checkDataBucket,
  notifications: checkNotifications,
  history: checkHistory,
  key: checkKey,
  'key-policy': checkKeyPolicy,
  // Reads all states, which credentials of another account may not.
  quotas: async (settings) => checkAccountQuotas(await readProjectSubject(settings)),
};

const checks: Readonly<Record<string, (subject: Subject) => Promise<Finding[]>>> = {
  image: checkImage,
  secrets: checkSecrets,
  'secret-keys': checkSecretKeys,
  network: checkNetwork,
  logs: checkLogGroup,
  roles: checkRoles,
  quota: checkQuota,
};

/**
 * Checks in the account whether the jobs, as they are deployed, can start, and whether there is room
 * for what is not deployed yet. Nothing is started and nothing is changed.
 *
 * @returns the exit code: 1 when a check failed, or nothing could be checked of a job
 */
export async function verify(name: string | undefined, options: VerifyOptions): Promise<number> {
  const settings = loadProject();
  const jobs = name === undefined ? settings.jobs : [findJob(settings, name)];
  const results = await withSpinner('Asking AWS', async () => {
    const found = await checkProject(settings);
    for (const job of jobs) found.push(...(await checkJob(settings, job)));
    return found;
  });

  const unchecked = jobs.filter(
    ({ name: job }) => !results.some((each) => each.job === job && each.result === 'ok'),
  );
  const ok = unchecked.length === 0 && !results.some(({ result }) => result === 'failed');
  if (options.json === true) printJson({ ok, checks: results });
  else print(describeResults(results));
  return ok ? 0 : 1;
}

export function checkProject(settings: Settings): Promise<Result[]> {
  return run(projectChecks, null, settings);
}

export async function checkJob(settings: Settings, job: JobSettings): Promise<Result[]> {
  let subject: Subject;
  try {
    subject = await readSubject(settings, job);
  } catch (error) {
    const finding: Finding =
      error instanceof Failure ? { result: 'failed', detail: error.message } : unknownFor(error);
    return [{ job: job.name, check: 'deployed', ...finding }];
  }
  return run(checks, job.name, subject);
}

/** Runs each check by itself: one that AWS denies leaves the others as they are. */
async function run<On>(
  table: Readonly<Record<string, (on: On) => Promise<Finding[]>>>,
  job: string | null,
  on: On,
): Promise<Result[]> {
  const found = await Promise.all(
    Object.entries(table).map(async ([check, look]) => {
      const findings = await look(on).catch((error: unknown) => [unknownFor(error)]);
      return findings.map((finding) => ({ job, check, ...finding }));
    }),
  );
  return found.flat();
}
