import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { conversions } from '../cli/convert/conversions';
import { converted } from '../cli/convert/converted';
import { configurations } from './configurations';
import { synthesized } from './synthesized';

/**
 * `npm run golden [folder]` accepts the Terraform JSON as it is now, and what is converted; with a
 * folder it writes the JSON there instead, to be compared with what another commit writes.
 */
const [, , folder] = process.argv;
const digests: Record<string, Record<string, string>> = {};
for (const [name, configuration] of Object.entries(configurations)) {
  const byStack: Record<string, string> = {};
  for (const [stack, { json }] of synthesized(configuration)) {
    byStack[stack] = createHash('sha256').update(json).digest('hex');
    if (folder === undefined) continue;
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, `${stack}.tf.json`), json);
  }
  digests[name] = byStack;
}
if (folder === undefined) {
  writeFileSync(join(__dirname, 'digests.json'), `${JSON.stringify(digests, null, 2)}\n`);
  for (const conversion of conversions) {
    const inputs = join(__dirname, '..', 'cli', 'convert', 'inputs');
    writeFileSync(join(inputs, conversion.name, 'expected.txt'), converted(conversion));
  }
}
