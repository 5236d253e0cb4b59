// Packages that are published as ES modules only; jest runs CommonJS, so SWC translates them too.
const esModules = [
  '@actions',
  '@bomb.sh',
  'hyparquet',
  'hyparquet-writer',
  'temporal-polyfill',
  'temporal-utils',
];

/** @type {import('jest').Config} */
const shared = {
  testEnvironment: 'node',
  runtime: '<rootDir>/__tests__/suite/compiled-once.js',
  // Where a temporary folder of a run's own does not hide it from the next run.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  transform: {
    '\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  moduleNameMapper: {
    '^[./]+/(tokens/)?(private/)?stack-trace$': '<rootDir>/__tests__/no-stack-trace.js',
    // These export nothing for require(), which jest asks for.
    '^@actions/([^/]+)$': '<rootDir>/node_modules/@actions/$1/dist/index.js',
    '^@actions/([^/]+)/(.*)$': '<rootDir>/node_modules/@actions/$1/dist/$2.js',
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
};

/** @type {import('jest').Config} */
module.exports = {
  testSequencer: '<rootDir>/__tests__/suite/longest-first.js',
  // The slowest tests crawl a year of days; on a busy machine that takes a while.
  testTimeout: 180_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      globals: { library: 'cdktf' },
      globalSetup: '<rootDir>/__tests__/find-terraform.ts',
      testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/__tests__/e2e/',
        '<rootDir>/__tests__/crawler/proof/',
      ],
    },
    {
      // The bundled crawler as a process of its own, against everything that may go wrong.
      ...shared,
      displayName: 'proof',
      testMatch: ['<rootDir>/__tests__/crawler/proof/**/*.test.ts'],
    },
    {
      // With CDKTF's successor in its place, see docs/ways-out.md: where every configuration makes the
      // same JSON, tests of that JSON have nothing to add.
      ...shared,
      displayName: 'cdktn',
      globals: { library: 'cdktn' },
      globalSetup: '<rootDir>/__tests__/find-terraform.ts',
      testMatch: [
        '<rootDir>/__tests__/golden/*.test.ts',
        '<rootDir>/__tests__/stacks/{stack,testing}/*.test.ts',
      ],
      moduleNameMapper: {
        ...shared.moduleNameMapper,
        '^cdktf$': 'cdktn',
        '^cdktf/(.*)$': 'cdktn/$1',
      },
    },
    {
      ...shared,
      displayName: 'e2e',
      globalSetup: '<rootDir>/__tests__/e2e/provider/find-plugin.ts',
      testMatch: ['<rootDir>/__tests__/e2e/**/*.test.ts'],
    },
  ],
};
