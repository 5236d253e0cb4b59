import { wholeNumberProblems } from './whole-number';

const GiB = 1024;

/**
 * Memory in MiB that Fargate offers for each number of CPU units, for Linux.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
const memoryByCpu = new Map<number, readonly number[]>([
  [256, [512, GiB, 2 * GiB]],
  [512, steps(1, 4, 1)],
  [1024, steps(2, 8, 1)],
  [2048, steps(4, 16, 1)],
  [4096, steps(8, 30, 1)],
  [8192, steps(16, 60, 4)],
  [16384, steps(32, 120, 8)],
]);

function steps(firstGiB: number, lastGiB: number, stepGiB: number): number[] {
  const count = (lastGiB - firstGiB) / stepGiB + 1;
  return Array.from({ length: count }, (_, index) => (firstGiB + index * stepGiB) * GiB);
}

/** CPU units and memory in MiB come in pairs. */
export function fargateSizeProblems(cpuUnits: number, memoryMiB: number): string[] {
  const memories = memoryByCpu.get(cpuUnits);
  if (memories === undefined) {
    return [`must be one of ${[...memoryByCpu.keys()].join(', ')} CPU units, got ${cpuUnits}`];
  }
  if (memories.includes(memoryMiB)) return [];
  const fitting = [...memoryByCpu].filter(([, all]) => all.includes(memoryMiB)).map(([cpu]) => cpu);
  return [
    [
      `must pair with memoryMiB: ${cpuUnits} CPU units take ${summary(memories)} MiB, got ${memoryMiB}`,
      ...(fitting.length > 0 ? [`${memoryMiB} MiB goes with cpuUnits ${fitting.join(', ')}`] : []),
    ].join('; '),
  ];
}

/** The smallest pair with at least so much of each. */
export function fittingSize(
  cpuUnits: number,
  memoryMiB: number,
): { cpuUnits: number; memoryMiB: number } | undefined {
  for (const [cpu, memories] of memoryByCpu) {
    const memory = memories.find((each) => each >= memoryMiB);
    if (cpu >= cpuUnits && memory !== undefined) return { cpuUnits: cpu, memoryMiB: memory };
  }
  return undefined;
}

function summary(memories: readonly number[]): string {
  const [first, second] = memories;
  if (memories.length <= 4 || first === undefined || second === undefined) {
    return memories.join(', ');
  }
  return `${first} to ${memories.at(-1) ?? first} in steps of ${second - first}`;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
export function stopTimeoutProblems(seconds: number): string[] {
  return wholeNumberProblems(seconds, 2, 120, 'seconds');
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html */
export function ephemeralStorageProblems(gib: number): string[] {
  return wholeNumberProblems(gib, 21, 200, 'GiB');
}
