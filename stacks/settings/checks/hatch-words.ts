import type { Problem } from '../../config/config-error';
import { shown } from '../../config/shown';
import { notOnFargateProblems } from '../../rules/fargate-parameters';
import type { JobSettings } from '../settings';
import { at } from './problems';

/** What is not theirs to say, whatever the value. */
const fixed: Readonly<Record<string, string>> = {
  essential: "the job's own container always is, so that the task ends with it",
  networkMode: 'Fargate knows awsvpc only, which it is',
  requiresCompatibilities: 'it is FARGATE',
  credentialSpecs: 'the role that starts tasks may not read them',
  s3filesVolumeConfiguration: "Terraform's provider does not know it",
  configuredAtLaunch: 'no schedule says what to attach',
};

/** What a key is not there for: another field says it, or Fargate does not take it. */
export function keyProblems(
  words: object,
  path: readonly PropertyKey[],
  of: Parameters<typeof notOnFargateProblems>[0] | undefined,
  owners: Readonly<Record<string, string>>,
): Problem[] {
  return Object.entries(words as Readonly<Record<string, unknown>>).flatMap(([key, value]) => {
    const why = owners[key] === undefined ? fixed[key] : undefined;
    const texts = [
      ...(owners[key] === undefined
        ? []
        : [`must be left out, because another field says it; write ${owners[key]}`]),
      ...(why === undefined ? [] : [`must be left out, because ${why}`]),
      ...(of === undefined ? [] : notOnFargateProblems(of, key)),
    ];
    return at(
      [...path, key],
      texts.map((text) => `${text}, got ${shown(value)}`),
    );
  });
}

export function containerNames(job: JobSettings): string[] {
  return [job.name, ...job.sidecars.map(({ name }) => name)];
}

export function volumeNames({ volumes, taskDefinition }: JobSettings): string[] {
  return taskDefinition.volumes === undefined
    ? volumes.map(({ name }) => name)
    : taskDefinition.volumes.flatMap(({ name }) => name ?? []);
}

export function oneOfProblems(what: string, name: string, names: readonly string[]): string[] {
  return names.includes(name)
    ? []
    : [`must name one ${what} of the task, ${names.join(', ') || 'which has none'}, got "${name}"`];
}
