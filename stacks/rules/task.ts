import { nearest } from './nearest';
import { wholeNumberProblems } from './whole-number';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html */
export function taskCountProblems(count: number): string[] {
  return wholeNumberProblems(count, 1, 10, 'tasks a firing');
}

/**
 * Volumes on EFS and disks above 20 GiB came with 1.4.0; there is no reason to ask for an older one.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html
 */
export function platformVersionProblems(version: string): string[] {
  const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)\.\d+$/.exec(version) ?? []).map(Number);
  return version === 'LATEST' || major > 1 || (major === 1 && minor >= 4)
    ? []
    : [`must be LATEST or a version of at least 1.4.0, got "${version}"`];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
export function userProblems(user: string): string[] {
  return /^[\w.-]+(:[\w.-]+)?$/.test(user)
    ? []
    : [`must be a user or user:group, by name or number, got "${user}"`];
}

/** https://docs.docker.com/reference/dockerfile/#workdir */
export function workingDirectoryProblems(path: string): string[] {
  return path.startsWith('/')
    ? []
    : [`must be an absolute path such as /app, got ${JSON.stringify(path)}`];
}

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html
const capabilities = [
  ...['ALL', 'AUDIT_CONTROL', 'AUDIT_WRITE', 'BLOCK_SUSPEND', 'CHOWN', 'DAC_OVERRIDE'],
  ...['DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'IPC_LOCK', 'IPC_OWNER', 'KILL', 'LEASE'],
  ...['LINUX_IMMUTABLE', 'MAC_ADMIN', 'MAC_OVERRIDE', 'MKNOD', 'NET_ADMIN', 'NET_BIND_SERVICE'],
  ...[
    'NET_BROADCAST',
    'NET_RAW',
    'SETFCAP',
    'SETGID',
    'SETPCAP',
    'SETUID',
    'SYS_ADMIN',
    'SYS_BOOT',
  ],
  ...['SYS_CHROOT', 'SYS_MODULE', 'SYS_NICE', 'SYS_PACCT', 'SYS_PTRACE', 'SYS_RAWIO'],
  ...['SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'SYSLOG', 'WAKE_ALARM'],
];

export function capabilityProblems(name: string): string[] {
  if (capabilities.includes(name)) return [];
  const like = nearest(name.replace(/^CAP_/i, ''), capabilities);
  return [
    `must be a Linux capability, without CAP_ and in capitals, got ${JSON.stringify(name)}; write ${like ?? 'one such as CHOWN, or ALL'}`,
  ];
}

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
const mostContainers = 10;

export function containerCountProblems(count: number): string[] {
  return count <= mostContainers
    ? []
    : [
        `must leave a task at most ${mostContainers} containers, the job's own included, got ${count}`,
      ];
}
