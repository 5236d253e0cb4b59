import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside the JSON of a stack: what it asks of the program that reads it. */
export const versionsFile = 'versions.tf';

/**
 * Says which versions of Terraform may read a stack. Not in its JSON: scanners that want each block of
 * `terraform` to be an object give the whole file up at this string.
 *
 * @param folder the stack's
 */
export function writeVersions(folder: string, terraformVersions: string): void {
  const text = `terraform {\n  required_version = "${terraformVersions}"\n}\n`;
  writeFileSync(join(folder, versionsFile), text);
}
