import { createHash } from 'node:crypto';
import { configurations } from './configurations';
import digests from './digests.json';
import { synthesized } from './synthesized';

// A commit that means to change the JSON runs `npm run golden`, and says what changed: write the JSON
// of both commits with `npm run golden <folder>` and compare the folders.
test.each(Object.entries(configurations))(
  'the Terraform JSON is what it was: %s',
  (name, configuration) => {
    const found = [...synthesized(configuration)].map(([stack, json]) => [
      stack,
      createHash('sha256').update(json).digest('hex'),
    ]);
    expect(Object.fromEntries(found)).toEqual((digests as Record<string, unknown>)[name]);
  },
);

test('every configuration has its digests, and no other', () => {
  expect(Object.keys(digests)).toEqual(Object.keys(configurations));
});
