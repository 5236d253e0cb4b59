import type { Problem } from '../../config/config-error';
import { environmentVariableProblems, environmentValueProblems } from '../../rules/environment';
import { registryCredentialsProblems, secretProblems } from '../../rules/secret';
import { capabilityProblems, userProblems, workingDirectoryProblems } from '../../rules/task';
import { referenceOf } from '../built-image';
import type { ContainerSettings } from '../task';
import { at, firstOf, type Path } from './problems';

/**
 * What is wrong with a container, the job's own or a sidecar.
 *
 * @param predefined names of environment variables that every container has
 */
export function containerProblems(
  container: ContainerSettings,
  path: Path,
  predefined: readonly string[],
): Problem[] {
  const { environment, secrets, user, image, registryCredentials } = container;
  const { workingDirectory, dropCapabilities } = container;
  const taken = [...Object.keys(environment), ...predefined];
  return [
    ...at(path('user'), userProblems(user)),
    ...at(
      path('workingDirectory'),
      workingDirectory === undefined ? [] : workingDirectoryProblems(workingDirectory),
    ),
    ...dropCapabilities.flatMap((name, index) =>
      at(path('dropCapabilities', index), capabilityProblems(name)),
    ),
    ...at(
      path('registryCredentials'),
      registryCredentials === undefined
        ? []
        : registryCredentialsProblems(registryCredentials, referenceOf(image)),
    ),
    ...Object.entries(environment).flatMap(([name, value]) =>
      at(
        path('environment', name),
        firstOf(environmentVariableProblems(name), environmentValueProblems(value)),
      ),
    ),
    ...Object.entries(secrets).flatMap(([name, valueFrom]) =>
      at(
        path('secrets', name),
        firstOf(
          environmentVariableProblems(name),
          // ECS takes each name once only.
          taken.includes(name)
            ? [`must not be the name of an environment variable as well, got "${name}"`]
            : [],
          secretProblems(valueFrom),
        ),
      ),
    ),
  ];
}
