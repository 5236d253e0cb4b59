import type { Problem } from '../../config/config-error';
import { shown } from '../../config/shown';
import type { JobSettings } from '../settings';
import type { ContainerSettings, SidecarSettings } from '../task';
import { containerNames, oneOfProblems } from './hatch-words';
import { at, type Path } from './problems';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html */
export function dependencyProblems(
  sidecar: SidecarSettings,
  job: JobSettings,
  path: readonly PropertyKey[],
): Problem[] {
  return (sidecar.containerDefinition.dependsOn ?? []).flatMap(
    ({ containerName = '', condition }, index) => {
      const others = containerNames(job).filter((name) => name !== sidecar.name);
      const other = job.sidecars.find(({ name }) => name === containerName);
      const isEssential = other?.essential ?? true;
      return [
        ...at(
          [...path, 'dependsOn', index, 'containerName'],
          oneOfProblems('other container', containerName, others),
        ),
        ...at(
          [...path, 'dependsOn', index, 'condition'],
          others.includes(containerName)
            ? conditionProblems(condition, isEssential, other ?? job)
            : [],
        ),
      ];
    },
  );
}

function conditionProblems(
  condition: string | undefined,
  isEssential: boolean,
  container: ContainerSettings,
): string[] {
  if (condition === 'HEALTHY' && !isHealthChecked(container)) {
    return ['must not be HEALTHY for a container without a health check, got "HEALTHY"'];
  }
  return isEssential && (condition === 'COMPLETE' || condition === 'SUCCESS')
    ? [`must be START or HEALTHY for an essential container, got "${condition}"`]
    : [];
}

/** Whether ECS asks a container how it is. */
export function isHealthChecked(container: ContainerSettings): boolean {
  return (
    container.containerDefinition.healthCheck !== undefined ||
    ('healthCommand' in container && container.healthCommand !== undefined)
  );
}

/** Containers that wait for each other never start. */
export function ringProblems(job: JobSettings, path: Path): Problem[] {
  const waits = new Map([
    [job.name, job.sidecars.flatMap(({ name, jobWaitsFor }) => (jobWaitsFor ? [name] : []))],
    ...job.sidecars.map(
      ({ name, containerDefinition: { dependsOn = [] } }) =>
        [name, dependsOn.flatMap(({ containerName }) => containerName ?? [])] as const,
    ),
  ] as [string, string[]][]);
  const reached = (from: string): Set<string> => {
    const found = new Set<string>();
    const open = [...(waits.get(from) ?? [])];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (found.has(name)) continue;
      found.add(name);
      open.push(...(waits.get(name) ?? []));
    }
    return found;
  };
  const ring = job.sidecars.findIndex(
    ({ name, containerDefinition: { dependsOn = [] } }) =>
      dependsOn.length > 0 && reached(name).has(name),
  );
  return ring < 0
    ? []
    : at(path('sidecars', ring, 'containerDefinition', 'dependsOn'), [
        `must not lead back to the container itself, got ${shown(job.sidecars[ring]?.containerDefinition.dependsOn)}`,
      ]);
}
