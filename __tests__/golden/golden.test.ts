import { createHash } from 'node:crypto';
import { devDependencies } from '../../package.json';
import { configurations } from './configurations';
import digests from './digests.json';
import { synthesized } from './synthesized';

/** Of the project in jest.config.js: without its alias cdktf would be compared with itself. */
declare const library: 'cdktf' | 'cdktn';
const versions = { cdktf: devDependencies.cdktf, cdktn: devDependencies.cdktn };

// A commit that means to change the JSON runs `npm run golden`, and says what changed: write the JSON
// of both commits with `npm run golden <folder>` and compare the folders.
test.each(Object.entries(configurations))(
  'the Terraform JSON is what it was: %s',
  (name, configuration) => {
    const stacks = [...synthesized(configuration)];
    const found = stacks.map(([stack, { json }]) => [
      stack,
      createHash('sha256').update(json).digest('hex'),
    ]);
    expect(Object.fromEntries(found)).toEqual((digests as Record<string, unknown>)[name]);
    expect(new Set(stacks.map(([, { version }]) => version))).toEqual(new Set([versions[library]]));
  },
);

test('every configuration has its digests, and no other', () => {
  expect(Object.keys(digests)).toEqual(Object.keys(configurations));
});
