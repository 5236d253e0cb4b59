import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Made by its test with `UPDATE_GOLDEN=1`. */
export const actionsFile = join(__dirname, 'resourceless-actions.json');

interface ActionsWithoutResource {
  readonly source: string;
  /** Of the library, with the day of AWS's reference in it. */
  readonly version: string;
  /** Names by service, as IAM has it, with spaces between them. */
  readonly actions: Readonly<Record<string, string>>;
}

// Of these AWS knows a resource that what the project does has none of: metrics outside of datasets.
const withoutTheirs = ['cloudwatch:putmetricdata'];

let known: ReadonlySet<string> | undefined;

/** Whether a policy can allow an action on `*` alone. */
export function knowsNoResource(action: string): boolean {
  known ??= new Set([
    ...withoutTheirs,
    ...Object.entries(readActions().actions).flatMap(([service, names]) =>
      names.split(' ').map((name) => `${service}:${name}`.toLowerCase()),
    ),
  ]);
  return known.has(action.toLowerCase());
}

export function readActions(): ActionsWithoutResource {
  return JSON.parse(readFileSync(actionsFile, 'utf8')) as ActionsWithoutResource;
}
