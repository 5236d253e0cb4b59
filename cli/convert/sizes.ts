import { fittingSize } from '../../stacks/rules/fargate-size';
import type { Field } from './field';

const units: Readonly<Record<string, number>> = {
  b: 1 / 1024 ** 2,
  k: 1 / 1024,
  m: 1,
  g: 1024,
};

/** Memory as the ECS CLI, Compose and ECS write it: `512`, `512m`, `0.5GB`, `1 GB`. */
export function mebibytesOf(field: Field, bare: 'MiB' | 'bytes' = 'MiB'): number | undefined {
  const text = field.text() ?? '';
  const [, count, unit = ''] = /^([\d.]+) ?([bkmg]?)(?:i?b)?$/i.exec(text) ?? [];
  if (count === undefined) {
    field.lost(`must be memory such as 512m or 0.5GB, got ${field.written}`);
    return undefined;
  }
  const unitOf = unit === '' ? (bare === 'MiB' ? 'm' : 'b') : unit.toLowerCase();
  return Math.ceil(Number(count) * (units[unitOf] ?? 1));
}

/** CPU as the ECS CLI and ECS write it: `256`, `.25 vCPU`. */
export function cpuUnitsOf(field: Field): number | undefined {
  const [, vcpu] = /^([\d.]+) ?vcpus?$/i.exec(field.text() ?? '') ?? [];
  return vcpu === undefined ? field.number() : Number(vcpu) * 1024;
}

interface Share {
  readonly cpuUnits?: number | undefined;
  readonly memoryMiB?: number | undefined;
}

/** The smallest task of Fargate that has what its containers ask for together. */
export function sizeFrom(
  containers: readonly Share[],
  place: Field,
): { cpuUnits?: number; memoryMiB?: number } {
  const sum = (key: keyof Share) =>
    containers
      .map((each) => each[key])
      .reduce((total, share) => (share === undefined ? total : (total ?? 0) + share), undefined);
  const [cpuUnits, memoryMiB] = [sum('cpuUnits'), sum('memoryMiB')];
  if (cpuUnits === undefined && memoryMiB === undefined) {
    place.differs(
      'says no size, and takes what it needs there; here it has 256 CPU units and 512 MiB',
    );
    return {};
  }
  const size = fittingSize(cpuUnits ?? 0, memoryMiB ?? 0);
  if (size === undefined) {
    place.note(
      'lost',
      `no task of Fargate has ${cpuUnits ?? 0} CPU units and ${memoryMiB ?? 0} MiB`,
    );
    return {};
  }
  const grown = (asked: number | undefined, got: number) => asked !== undefined && asked !== got;
  if (grown(cpuUnits, size.cpuUnits) || grown(memoryMiB, size.memoryMiB)) {
    const asked = [
      ...(cpuUnits === undefined ? [] : [`${cpuUnits} CPU units`]),
      ...(memoryMiB === undefined ? [] : [`${memoryMiB} MiB`]),
    ].join(' and ');
    place.differs(
      `asks for ${asked}; the smallest task of Fargate that has them has ${size.cpuUnits} and ${size.memoryMiB}`,
    );
  }
  return size;
}
