import eslint from '@eslint/js';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      'cdktf.out/',
      '.fargate-cron/',
      'coverage/',
      'bench/peers/',
      // Files of a project that has the package; its own compiler reads them there.
      'cli/init/templates/',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Numbers in messages are the point of most of our messages.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // tsconfig's noPropertyAccessFromIndexSignature asks for the brackets this rule removes.
      '@typescript-eslint/dot-notation': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        module: 'writable',
        require: 'readonly',
        process: 'readonly',
        console: 'readonly',
      },
    },
  },
  {
    // A Node that is too old reads them, to say so.
    files: ['cli/check-node.js', 'cli/fargate-cron.js'],
    languageOptions: { ecmaVersion: 5, sourceType: 'script' },
  },
  {
    // It stands in the report and runs in a browser.
    files: ['cli/report/in-browser.js'],
    languageOptions: {
      globals: Object.fromEntries(
        ['document', 'fetch', 'location', 'setInterval', 'window'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
  {
    files: ['__tests__/**/*.ts'],
    ...jest.configs['flat/recommended'],
    rules: {
      ...jest.configs['flat/recommended'].rules,
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'fc.assert'] }],
    },
  },
  {
    files: ['stacks/**/*.ts', '__tests__/**/*.ts'],
    // They run the tests: the one says how long that took, the other shifts the clock.
    ignores: ['__tests__/all.ts', '__tests__/shifted-clock.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          'NewExpression[callee.name="Date"][arguments.length=0]',
          'MemberExpression[object.name="Date"][property.name="now"]',
          'CallExpression[callee.property.name="useFakeTimers"][arguments.length=0]',
        ].map((selector) => ({
          selector,
          message:
            'What depends on today is right today only: stacks are told the time, tests give a fixed one. performance.now() measures how long something takes.',
        })),
      ],
    },
  },
);
