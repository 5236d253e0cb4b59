import { withConversion } from '../../../cli/convert/edit-config';

const conversion = {
  project: { region: 'eu-west-1', logs: { retentionDays: 14 } },
  jobs: [{ name: 'sync', schedule: 'rate(1 day)', image: "acme/sync:'2'" }],
  environments: {
    prod: { sync: { cpuUnits: 1024, memoryMiB: 2048 } },
    test: { sync: { enabled: false } },
  },
};

test('adds jobs behind those that are there, and leaves everything else as it is', () => {
  const before = `import { defineConfig } from 'fargate-cron';

export default defineConfig({
  project: 'acme',
  region: 'us-east-1', // where we are
  // All that runs.
  jobs: [
    { name: 'first', schedule: 'rate(1 hour)' }
    // { name: 'second', schedule: 'rate(1 day)' },
  ],
  environments: {
    prod: { state: { backend: 's3', bucket: 'acme-state' } },
  },
});
`;
  const { text, left } = withConversion(before, conversion);
  expect(text).toBe(`import { defineConfig } from 'fargate-cron';

export default defineConfig({
  project: 'acme',
  region: 'us-east-1', // where we are
  logs: { retentionDays: 14 },
  // All that runs.
  jobs: [
    { name: 'first', schedule: 'rate(1 hour)' },
    // { name: 'second', schedule: 'rate(1 day)' },
    {
      name: 'sync',
      schedule: 'rate(1 day)',
      image: "acme/sync:'2'",
    },
  ],
  environments: {
    prod: { state: { backend: 's3', bucket: 'acme-state' },
      jobs: { sync: { cpuUnits: 1024, memoryMiB: 2048 } },
    },
  },
});
`);
  expect(left).toEqual([
    "region: stays as it is; the files say 'eu-west-1'",
    'environments: has no test to put this into: jobs: { sync: { enabled: false } }',
  ]);
});

test('finds the configuration by its name, an empty list and jobs of an environment', () => {
  const before = `const config = {
  project: 'acme',
  jobs: [],
  environments: { prod: { jobs: { other: { enabled: false } } } },
} satisfies Config;
export default config;
`;
  const { text } = withConversion(before, { ...conversion, project: {} });
  expect(text).toContain("  jobs: [\n    {\n      name: 'sync',");
  expect(text).toContain('\n    },\n  ],\n');
  expect(text).toContain(
    '{ other: { enabled: false },\n    sync: { cpuUnits: 1024, memoryMiB: 2048 },\n  } } },',
  );
});

test.each([
  [
    "export default defineConfig({ jobs: [{ name: 'sync' }] });",
    'config.ts: has a job sync already',
  ],
  [
    'export default defineConfig({ jobs: load() });',
    'config.ts: jobs must be a list that stands in it',
  ],
  ['export default load();', 'config.ts: must export its configuration as it stands there'],
  ['export default {\n  jobs: [,,;\n};', 'config.ts:2:12: Unexpected token'],
])('says why it cannot write into %j', (config, message) => {
  expect(() => withConversion(config, conversion)).toThrow(message);
});
