import type { ContainerSettings } from './task';

/** What ECS reads before it starts a container, as ECS calls it: `valueFrom` of its secrets. */
export function secretsOf({
  secrets,
  registryCredentials,
  containerDefinition,
}: ContainerSettings): string[] {
  const ofLogs = containerDefinition.logConfiguration?.secretOptions ?? [];
  return [
    ...Object.values(secrets),
    ...(registryCredentials === undefined ? [] : [registryCredentials]),
    ...ofLogs.flatMap(({ valueFrom }) => valueFrom ?? []),
  ];
}

/** ARNs of the objects that hold more of its variables. */
export function environmentFilesOf({ containerDefinition }: ContainerSettings): string[] {
  return (containerDefinition.environmentFiles ?? []).flatMap(({ value }) => value ?? []);
}
