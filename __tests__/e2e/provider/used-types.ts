import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');

/**
 * Terraform's names of the resources and data sources that the stacks, the examples and the tests of
 * the provider use. One that is missing here is unknown to Terraform, and a test says so.
 */
export function usedTypes(): ReadonlySet<string> {
  const inStacks = [...textsIn('stacks', '.ts')].flatMap((text) =>
    [...text.matchAll(/@cdktf\/provider-aws\/lib\/(?:data-)?(?:aws-)?([a-z0-9-]+)/g)].map(
      ([, name = '']) => `aws_${name.replaceAll('-', '_')}`,
    ),
  );
  const inExamples = [...textsIn('docs/examples', '.tf')].flatMap((text) =>
    [...text.matchAll(/"(aws_[a-z0-9_]+)"/g)].map(([, name = '']) => name),
  );
  return new Set([...inStacks, ...inExamples]);
}

function* textsIn(folder: string, ending: string): Generator<string> {
  for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith(ending)) yield readFileSync(join(root, folder, name), 'utf8');
  }
}
