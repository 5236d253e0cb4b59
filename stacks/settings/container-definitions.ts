import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { ContainerHatch } from '../config/hatch';
import { literal } from '../rules/literal';
import { laidOver } from './laid-over';
import type { JobSettings, Settings } from './settings';
import type { ContainerSettings, SidecarSettings } from './task';

export interface ContainerDefinitionsProps {
  readonly settings: Settings;
  readonly job: JobSettings;
  readonly image: string;
  /** Environment that the job need not set. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
}

type Container = Readonly<Record<string, unknown>>;

/** The job's own container and its sidecars, as ECS describes containers. */
export function containerDefinitions(props: ContainerDefinitionsProps): string {
  const { job, image, environment } = props;
  const waitedFor = job.sidecars.filter(({ jobWaitsFor }) => jobWaitsFor !== undefined);
  const own = {
    name: job.name,
    image,
    essential: true,
    cpu: job.cpuUnits - total(job.sidecars.map(({ cpuUnits }) => cpuUnits)),
    memory: job.memoryMiB - total(job.sidecars.map(({ memoryMiB }) => memoryMiB)),
    ...common(props, { ...job, environment: { ...environment, ...literals(job.environment) } }),
    ...(waitedFor.length > 0 && {
      dependsOn: waitedFor.map(({ name, jobWaitsFor }) => ({
        containerName: name,
        condition: jobWaitsFor,
      })),
    }),
  };
  const sidecars = job.sidecars.map((sidecar) => ({
    name: sidecar.name,
    image: sidecar.image,
    essential: sidecar.essential,
    cpu: sidecar.cpuUnits,
    memory: sidecar.memoryMiB,
    ...common(props, { ...sidecar, environment: literals(sidecar.environment) }),
    ...health(sidecar),
  }));
  return JSON.stringify([
    withHatch(own, job.containerDefinition),
    ...sidecars.map((sidecar, index) =>
      withHatch(sidecar, job.sidecars[index]?.containerDefinition ?? {}),
    ),
  ]);
}

/** In the form in which ECS keeps it; see `common`. */
function withHatch(made: Container, hatch: ContainerHatch): Container {
  if (Object.keys(hatch).length === 0) return made;
  const { logDriver = 'awslogs' } = hatch.logConfiguration ?? {};
  // The options of one log driver mean nothing to another.
  const base = logDriver === 'awslogs' ? made : { ...made, logConfiguration: {} };
  const merged = laidOver(base, hatch);
  const { portMappings, mountPoints, volumesFrom } = hatch;
  const { healthCheck, linuxParameters, restartPolicy } = merged as ContainerDefinition;
  return {
    ...merged,
    ...(portMappings !== undefined && {
      portMappings: portMappings.map((mapping) => ({
        ...(mapping.containerPort !== undefined && { hostPort: mapping.containerPort }),
        protocol: 'tcp',
        ...laidOver({}, mapping),
      })),
    }),
    ...(mountPoints !== undefined && { mountPoints: mountPoints.map(withReadOnly) }),
    ...(volumesFrom !== undefined && { volumesFrom: volumesFrom.map(withReadOnly) }),
    ...(healthCheck !== undefined && {
      healthCheck: { interval: 30, timeout: 5, retries: 3, ...healthCheck },
    }),
    ...(linuxParameters?.capabilities !== undefined && {
      linuxParameters: {
        ...linuxParameters,
        capabilities: { add: [], drop: [], ...linuxParameters.capabilities },
      },
    }),
    ...(restartPolicy?.enabled === true && {
      restartPolicy: { restartAttemptPeriod: 300, ...restartPolicy },
    }),
  };
}

function withReadOnly(mount: object): object {
  return { readOnly: false, ...laidOver({}, mount) };
}

/**
 * ECS writes its defaults into what it keeps, and the provider compares most of that as text: what
 * is left out here is a change in every plan, for which the task definition is replaced.
 * https://github.com/terraform-aws-modules/terraform-aws-ecs/pull/176
 */
function common(
  { settings, job, logGroup }: ContainerDefinitionsProps,
  container: ContainerSettings,
) {
  return {
    ...(container.registryCredentials !== undefined && {
      repositoryCredentials: { credentialsParameter: container.registryCredentials },
    }),
    ...(container.entryPoint !== undefined && { entryPoint: container.entryPoint.map(literal) }),
    ...(container.command !== undefined && { command: container.command.map(literal) }),
    environment: sorted(container.environment).map(([name, value]) => ({
      name: literal(name),
      value,
    })),
    secrets: sorted(container.secrets).map(([name, valueFrom]) => ({
      name: literal(name),
      valueFrom,
    })),
    user: container.user,
    readonlyRootFilesystem: container.readonlyRootFilesystem,
    ...(container.workingDirectory !== undefined && {
      workingDirectory: literal(container.workingDirectory),
    }),
    ...linuxParameters(container),
    stopTimeout: job.stopTimeoutSeconds,
    mountPoints: job.volumes.map(({ name, mountPath, readOnly = false }) => ({
      sourceVolume: name,
      containerPath: mountPath,
      readOnly,
    })),
    portMappings: [],
    volumesFrom: [],
    systemControls: [],
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': logGroup,
        'awslogs-region': settings.region,
        'awslogs-stream-prefix': job.name,
        // The default, non-blocking, drops lines when its buffer is full: the last ones, which
        // say how a run ended, would be the first to go.
        mode: 'blocking',
      },
    },
  };
}

function linuxParameters({ initProcess, dropCapabilities }: ContainerSettings) {
  const given = {
    ...(dropCapabilities.length > 0 && { capabilities: { add: [], drop: dropCapabilities } }),
    ...(initProcess && { initProcessEnabled: true }),
  };
  return Object.keys(given).length > 0 && { linuxParameters: given };
}

function health({ healthCommand }: SidecarSettings) {
  return (
    healthCommand !== undefined && {
      healthCheck: {
        command: ['CMD', ...healthCommand.map(literal)],
        interval: 30,
        timeout: 5,
        retries: 3,
      },
    }
  );
}

function literals(byName: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(byName).map(([name, value]) => [name, literal(value)]));
}

/** ECS keeps names sorted; in any other order every plan would show a change. */
function sorted(byName: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(byName).sort(([a], [b]) => (a < b ? -1 : 1));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
