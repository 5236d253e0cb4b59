import { wholeNumberProblems } from './whole-number';

const differences =
  'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html';
const ofContainers =
  'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html';
const ofVolumes = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html';

/** Parameters that ECS knows and Fargate does not take, with the page that says so. */
const notOnFargate = {
  container: {
    disableNetworking: differences,
    dnsSearchDomains: differences,
    dnsServers: differences,
    dockerSecurityOptions: differences,
    extraHosts: differences,
    hostname: ofContainers,
    links: differences,
    privileged: differences,
    // GPUs and inference accelerators.
    resourceRequirements: differences,
  },
  linuxParameters: {
    devices: differences,
    maxSwap: differences,
    sharedMemorySize: differences,
    swappiness: differences,
    tmpfs: differences,
  },
  task: {
    inferenceAccelerators: differences,
    ipcMode: differences,
    placementConstraints: differences,
  },
  volume: {
    dockerVolumeConfiguration: differences,
    fsxWindowsFileServerVolumeConfiguration: ofVolumes,
    host: ofVolumes,
  },
} satisfies Record<string, Readonly<Record<string, string>>>;

export function notOnFargateProblems(of: keyof typeof notOnFargate, key: string): string[] {
  const sources: Readonly<Record<string, string>> = notOnFargate[of];
  return sources[key] === undefined
    ? []
    : [`must be left out, because Fargate does not take it (${sources[key]})`];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html */
export function addedCapabilityProblems(name: string): string[] {
  return name === 'SYS_PTRACE'
    ? []
    : [
        `must be SYS_PTRACE, the only capability that Fargate adds (${differences}), got "${name}"; for those that Docker gives, leave them out of dropCapabilities`,
      ];
}

/** In a task with a network interface of its own, which all are on Fargate, the two are one. */
export function hostPortProblems(containerPort: number | undefined, hostPort: number): string[] {
  return hostPort === containerPort
    ? []
    : [
        `must be the containerPort ${containerPort ?? ''}, as a task on Fargate has its own network interface (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html), got ${hostPort}; leave it out`,
      ];
}

export function portProblems(port: number): string[] {
  return wholeNumberProblems(port, 1, 65_535, 'port');
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html */
export function logDriverProblems(driver: string): string[] {
  return ['awslogs', 'splunk', 'awsfirelens'].includes(driver)
    ? []
    : [
        `must be awslogs, splunk or awsfirelens, the drivers that Fargate has (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html), got "${driver}"`,
      ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html */
export function pidModeProblems(mode: string): string[] {
  return mode === 'task'
    ? []
    : [
        `must be "task", the only mode of Fargate (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html), got "${mode}"`,
      ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
export const healthCheckRanges = {
  interval: [5, 300],
  timeout: [2, 60],
  retries: [1, 10],
  startPeriod: [0, 300],
} as const;

export function healthCommandProblems([first = '']: readonly string[]): string[] {
  return first === 'CMD' || first === 'CMD-SHELL'
    ? []
    : [`must begin with CMD or CMD-SHELL, got "${first}"`];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
export function startTimeoutProblems(seconds: number): string[] {
  return wholeNumberProblems(seconds, 2, 120, 'seconds');
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerRestartPolicy.html */
export function restartPeriodProblems(seconds: number): string[] {
  return wholeNumberProblems(seconds, 60, 1800, 'seconds');
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EnvironmentFile.html */
export function environmentFileProblems(arn: string): string[] {
  return /^arn:aws[\w-]*:s3:::[a-z0-9.-]+\/.+\.env$/.test(arn)
    ? []
    : [
        `must be the ARN of an object in S3 whose name ends with .env, such as arn:aws:s3:::bucket/report.env, got "${arn}"`,
      ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html */
export function systemControlProblems(namespace: string): string[] {
  return /^(net|fs\.mqueue)\.[\w./-]+$|^kernel\.(msgm(ax|nb|ni)|sem|shm(all|max|mni|_rmid_forced))$/.test(
    namespace,
  )
    ? []
    : [
        `must begin with net. or fs.mqueue., or be one of kernel.msg…, kernel.sem and kernel.shm…, the controls that a container has for itself, got "${namespace}"`,
      ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html */
export function ulimitProblems(softLimit: number, hardLimit: number): string[] {
  return softLimit <= hardLimit
    ? []
    : [`must be at most the hardLimit ${hardLimit}, got ${softLimit}`];
}

/**
 * A job's own container that ends well would begin again, and its run would never end.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-restart-policy.html
 */
export function endlessProblems(enabled: boolean, ignoredExitCodes: readonly number[]): string[] {
  return !enabled || ignoredExitCodes.includes(0)
    ? []
    : [
        `must hold 0, or a job that is done begins again, got ${JSON.stringify(ignoredExitCodes)}; write ignoredExitCodes: [0], or retries of the job`,
      ];
}
