import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { lockFile } from './provider-lock';
import { versionsFile } from './versions-file';

/** What Terraform keeps in a stack's folder that is of one environment alone. */
const kept = [
  // Where the state is, and which workspace of it: no state lies in it.
  '.terraform/terraform.tfstate',
  '.terraform/environment',
  // What Terraform could not write to where the state is.
  'errored.tfstate',
];
const synthesized = ['cdk.tf.json', 'cdk.tf', versionsFile];

/**
 * Makes an output folder ready for the stacks of an environment. Terraform finds there what that
 * environment left, and nothing of another: with another's record of where the state is, it would
 * ask to copy that state to where this one has its own. The plugins stay, which all can use.
 *
 * @param outdir the output folder, `cdktf.out`
 */
export function switchEnvironment(outdir: string, environment: string): void {
  const before = synthesizedFor(outdir);
  if (before === environment) return;
  const stacks = join(outdir, 'stacks');
  const aside = (name: string) => join(outdir, 'environments', name);
  // Were this interrupted, whose files these are would not be known, and they would be put aside.
  rmSync(markerOf(outdir), { force: true });
  for (const stack of foldersIn(stacks)) {
    const folder = join(stacks, stack);
    const place = join(aside(before ?? '.unknown'), stack);
    for (const file of kept) move(join(folder, file), join(place, basename(file)));
    // Of one environment, too; one that has none starts with the versions of the one before.
    if (existsSync(join(folder, lockFile))) {
      mkdirSync(place, { recursive: true });
      copyFileSync(join(folder, lockFile), join(place, lockFile));
    }
    // Without it no stack of the environment before is left, should this synthesis fail half-way.
    for (const file of synthesized) rmSync(join(folder, file), { force: true });
  }
  for (const stack of foldersIn(aside(environment))) {
    for (const file of [...kept, lockFile]) {
      move(join(aside(environment), stack, basename(file)), join(stacks, stack, file));
    }
  }
  mkdirSync(outdir, { recursive: true });
  writeFileSync(markerOf(outdir), `${environment}\n`);
}

/** The environment whose stacks an output folder holds, as far as that is known. */
export function synthesizedFor(outdir: string): string | undefined {
  const marker = markerOf(outdir);
  return existsSync(marker) ? readFileSync(marker, 'utf8').trim() : undefined;
}

function markerOf(outdir: string): string {
  return join(outdir, 'environment');
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

function move(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}
