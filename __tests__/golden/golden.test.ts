import { createHash } from 'node:crypto';
import { devDependencies } from '../../package.json';
import { configurations } from './configurations';
import digests from './digests.json';
import { synthesized } from './synthesized';

/** Of the project in jest.config.js: without its alias cdktf would be compared with itself. */
declare const library: 'cdktf' | 'cdktn';
const versions = { cdktf: devDependencies.cdktf, cdktn: devDependencies.cdktn };

describe.each(Object.entries(configurations))('%s', (name, configuration) => {
  const stacks: [string, { readonly json: string; readonly version: string }][] = [];

  beforeAll(() => {
    stacks.push(...synthesized(configuration));
  });

  // A commit that means to change the JSON runs `npm run golden`, and says what changed: write the
  // JSON of both commits with `npm run golden <folder>` and compare the folders.
  test('the Terraform JSON is what it was', () => {
    const found = stacks.map(([stack, { json }]) => [
      stack,
      createHash('sha256').update(json).digest('hex'),
    ]);
    expect(Object.fromEntries(found)).toEqual((digests as Record<string, unknown>)[name]);
    expect(new Set(stacks.map(([, { version }]) => version))).toEqual(new Set([versions[library]]));
  });

  // Such a stack could not be planned before a neighbour that it needs for nothing.
  test('no stack reads a neighbour of which it uses nothing', () => {
    const unused = stacks.flatMap(([stack, { json }]) => {
      const { data = {} } = JSON.parse(json) as { data?: Record<string, object> };
      return Object.keys(data['terraform_remote_state'] ?? {})
        .filter((neighbour) => !json.includes(`.terraform_remote_state.${neighbour}.outputs.`))
        .map((neighbour) => `${stack} reads ${neighbour}`);
    });
    expect(unused).toEqual([]);
  });
});

test('every configuration has its digests, and no other', () => {
  expect(Object.keys(digests)).toEqual(Object.keys(configurations));
});
