import type { Problem } from '../../config/config-error';
import { environmentVariableWarnings, proxyWarning } from '../../rules/environment';
import { isSecretName } from '../../rules/secret-name';
import { secretKindOf } from '../../rules/secret-value';
import type { JobSettings, Settings } from '../settings';
import { at, firstOf, type Path } from './problems';

type Environment = JobSettings['environment'];

export function environmentWarnings(
  { environment, notSecrets }: Pick<JobSettings, 'environment' | 'notSecrets'>,
  path: Path,
): Problem[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    at(path('environment', name), [
      ...environmentVariableWarnings(name),
      ...(notSecrets.includes(name)
        ? []
        : firstOf(secretWarnings(name), secretValueWarnings(value)).map(
            (text) => `${text}, or name it in notSecrets if it is none`,
          )),
    ]),
  );
}

export function secretWarnings(name: string): string[] {
  return isSecretName(name)
    ? ['looks like a secret, which would stand in the state and the console; use secrets']
    : [];
}

function secretValueWarnings(value: string): string[] {
  const kind = secretKindOf(value);
  return kind === undefined
    ? []
    : [`looks like ${kind}, which would stand in the state and the console; use secrets`];
}

export function secretNameWarnings(secrets: Environment, path: Path): Problem[] {
  return Object.keys(secrets).flatMap((name) =>
    at(path('secrets', name), environmentVariableWarnings(name)),
  );
}

/** From a task definition ECS drops it; what it does to an override is not documented. */
export function emptyOverrideWarnings({ environment }: JobSettings, path: Path): Problem[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    at(
      path('environment', name),
      value === ''
        ? [
            'is empty, and ECS may drop it, so that the value in the task definition stays; write a value that the program takes for none',
          ]
        : [],
    ),
  );
}

export function proxyWarnings(
  environment: Environment,
  secrets: Environment,
  path: Path,
): Problem[] {
  const found = proxyWarning(environment, secrets);
  if (found === undefined) return [];
  return at(path(found.name in environment ? 'environment' : 'secrets', found.name), [found.text]);
}

/** A job that runs another's task has what it sets beside what that job sets. */
export function proxyOfJobWarnings(job: JobSettings, { jobs }: Settings, path: Path): Problem[] {
  if (job.task === job.name) return proxyWarnings(job.environment, job.secrets, path);
  const owner = jobs.find(({ name }) => name === job.task);
  return proxyWarnings({ ...owner?.environment, ...job.environment }, job.secrets, path).filter(
    ({ path: [, , , name] }) => String(name) in job.environment,
  );
}
