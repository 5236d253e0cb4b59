import {
  flexibleWindowProblems,
  maxAgeProblems,
  periodProblems,
  retryProblems,
} from '../../../stacks/rules/delivery';
import {
  environmentVariableProblems,
  environmentVariableWarnings,
} from '../../../stacks/rules/environment';
import {
  ephemeralStorageProblems,
  fargateSizeProblems,
  fittingSize,
  stopTimeoutProblems,
} from '../../../stacks/rules/fargate-size';
import { logRetentionProblems } from '../../../stacks/rules/log-retention';
import { nameProblems } from '../../../stacks/rules/names';

test.each([
  ['attempts after the first', retryProblems, 0, 185],
  ['seconds', maxAgeProblems, 60, 86_400],
  ['minutes', flexibleWindowProblems, 1, 1440],
  ['seconds', stopTimeoutProblems, 2, 120],
  ['GiB', ephemeralStorageProblems, 21, 200],
])(
  '%s: both bounds belong to the range, what is next to them does not',
  (unit, rule, least, most) => {
    expect([...rule(least), ...rule(most)]).toEqual([]);
    for (const outside of [least - 1, most + 1, least + 0.5]) {
      expect(rule(outside)).toEqual([
        `must be a whole number from ${least} to ${most} (${unit}), got ${outside}`,
      ]);
    }
  },
);

test.each([
  [256, 512],
  [256, 2048],
  [512, 4096],
  [1024, 8192],
  [4096, 30_720],
  [8192, 61_440],
  [16_384, 122_880],
])('%d CPU units go with %d MiB', (cpu, memory) => {
  expect(fargateSizeProblems(cpu, memory)).toEqual([]);
});

test.each([
  [300, 512, 'must be one of 256, 512, 1024, 2048, 4096, 8192, 16384 CPU units, got 300'],
  [
    256,
    3072,
    'must pair with memoryMiB: 256 CPU units take 512, 1024, 2048 MiB, got 3072; 3072 MiB goes with cpuUnits 512, 1024',
  ],
  [
    8192,
    18_432,
    'must pair with memoryMiB: 8192 CPU units take 16384 to 61440 in steps of 4096 MiB, got 18432; 18432 MiB goes with cpuUnits 4096',
  ],
  [
    16_384,
    131_072,
    'must pair with memoryMiB: 16384 CPU units take 32768 to 122880 in steps of 8192 MiB, got 131072',
  ],
])('%d CPU units do not go with %d MiB', (cpu, memory, problem) => {
  expect(fargateSizeProblems(cpu, memory)).toEqual([problem]);
});

test.each([
  [0, 0, 256, 512],
  [256, 512, 256, 512],
  [257, 512, 512, 1024],
  [256, 2049, 512, 3072],
  [16_384, 122_880, 16_384, 122_880],
])('%d CPU units and %d MiB fit into %d and %d', (cpu, memory, cpuUnits, memoryMiB) => {
  expect(fittingSize(cpu, memory)).toEqual({ cpuUnits, memoryMiB });
});

test('nothing fits what is larger than the largest task', () => {
  expect(fittingSize(16_385, 512)).toBeUndefined();
  expect(fittingSize(256, 122_881)).toBeUndefined();
});

test('logs are kept for certain numbers of days only', () => {
  expect(logRetentionProblems(3)).toEqual([]);
  expect(logRetentionProblems(4)[0]).toMatch(/^must be one of 1, 3, 5, .* days, got 4$/);
});

test.each([
  ['project', 'a'.repeat(32), 'a'.repeat(33)],
  ['job', 'weekly-crawl', 'weekly_crawl'],
  ['role', 'r'.repeat(64), 'r'.repeat(65)],
  ['bucket', 'b'.repeat(63), 'b'.repeat(64)],
  ['repository', 'a/b', 'a//b'],
  ['rule', 'a.b-c_d', 'a b'],
] as const)('the name of a %s', (kind, right, wrong) => {
  expect(nameProblems(kind, right)).toEqual([]);
  expect(nameProblems(kind, wrong)).toHaveLength(1);
});

test.each(['PRICE_SOURCE', 'discovery.type', 'ConnectionStrings:Main', 'npm-config', 'http_proxy'])(
  '%s is a usual name of an environment variable',
  (name) => {
    expect(environmentVariableProblems(name)).toEqual([]);
    expect(environmentVariableWarnings(name)).toEqual([]);
  },
);

test.each(['', 'A=B', '=', 'A\0'])('%j is no name of an environment variable', (name) => {
  expect(environmentVariableProblems(name)).toEqual([
    `must be a name without =, got ${JSON.stringify(name)}`,
  ]);
});

test.each([
  ['1PASSWORD', /^is a name that shells/],
  ['a b', /^is a name that shells/],
  ['TRAILING ', /got "TRAILING "; write letters/],
  ['größe', /^is a name that shells/],
  ['ECS_CONTAINER_METADATA_URI_V4', /^is a name that ECS sets itself/],
  ['AWS_EXECUTION_ENV', /^is a name that ECS sets itself/],
])('ECS takes %j as the name of a variable, with a warning', (name, warning) => {
  expect(environmentVariableProblems(name)).toEqual([]);
  expect(environmentVariableWarnings(name)).toEqual([expect.stringMatching(warning)]);
});

test('a period begins before it ends, in real moments', () => {
  expect(periodProblems(undefined, '2027-01-31T18:00:00Z')).toEqual([]);
  expect(periodProblems('2027-01-31T18:00:00Z', '2027-01-31T18:00:00Z')).toEqual([
    'must come before endDate 2027-01-31T18:00:00Z, got 2027-01-31T18:00:00Z',
  ]);
  expect(periodProblems('2027-02-30T00:00:00Z')).toEqual([
    'must be like 2027-01-31T18:00:00Z, got "2027-02-30T00:00:00Z"',
  ]);
});
