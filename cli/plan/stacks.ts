import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { App, CONTEXT_ENV } from 'cdktf';
import type { StackName } from '../../stacks/settings/outputs';
import type { Settings } from '../../stacks/settings/settings';
import { planWithoutVariable } from '../../stacks/settings/placeholders';
import { addStacks } from '../../stacks/synthesize';
import {
  synthesizedStack,
  type SynthesizedStack,
  type SynthesizedStacks,
} from '../deployed/resources';
import { UsageError } from '../usage-error';
import { Interrupted, signals } from './interruption';

/** A synthesized stack: a Terraform root module. */
export interface Stack {
  readonly id: StackName;
  /** The settings that it was synthesized from. */
  readonly settings: Settings;
  readonly folder: string;
  /** The stacks whose outputs it reads. */
  readonly readsFrom: readonly string[];
  /** The Terraform JSON. */
  readonly text: string;
}

/** What the JSON of stacks says, by their id. */
export function parsedStacks(stacks: readonly Pick<Stack, 'id' | 'text'>[]): SynthesizedStacks {
  return Object.fromEntries(
    stacks.map(({ id, text }) => [
      id,
      synthesizedStack(JSON.parse(text) as Partial<SynthesizedStack>),
    ]),
  );
}

/**
 * Synthesizes the project, as `cdktf synth` would: by the command in `cdktf.json`, for what `main.ts`
 * changes is to be reviewed as well.
 *
 * @throws UsageError where that command fails, as it does of a `config.ts` that is wrong
 * @returns the stacks, each after those it reads from
 */
export function synthesize(settings: Settings): Stack[] {
  const outdir = join(settings.folder, 'cdktf.out');
  const manifestFile = join(outdir, 'manifest.json');
  // One of before would pass for what was not written now.
  rmSync(manifestFile, { force: true });
  const { app: command, context } = projectFile(settings.folder);
  if (command === undefined) {
    const app = new App({ outdir });
    addStacks(app, settings, new Date());
    app.synth();
  } else {
    run(command, settings, {
      CDKTF_OUTDIR: outdir,
      ...(context && { [CONTEXT_ENV]: JSON.stringify(context) }),
    });
    if (!existsSync(manifestFile)) {
      throw new UsageError(
        `\`${command}\`, the app of cdktf.json, wrote no stacks to ${outdir}: it must call synthesize(config)`,
      );
    }
  }
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
    stacks: Record<string, { workingDirectory: string; dependencies: string[] }>;
  };
  const ids = Object.keys(manifest.stacks);
  const stacks = Object.entries(manifest.stacks).map(([id, { workingDirectory, dependencies }]) => {
    const folder = join(outdir, workingDirectory);
    const text = readFileSync(join(folder, 'cdk.tf.json'), 'utf8');
    // In the order that the reader of a review knows, whichever is used first.
    const readsFrom = ids.filter((other) => dependencies.includes(other));
    return { id: id as StackName, settings, folder, readsFrom, text };
  });
  return inOrder(stacks);
}

interface ProjectFile {
  readonly app?: string;
  readonly context?: object;
}

function projectFile(folder: string): ProjectFile {
  const file = join(folder, 'cdktf.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ProjectFile) : {};
}

function run(command: string, settings: Settings, ofCdktf: NodeJS.ProcessEnv): void {
  const { status, signal } = spawnSync(command, {
    shell: true,
    cwd: settings.folder,
    // What is printed beside the review is not part of it.
    stdio: ['ignore', 2, 2],
    env: {
      ...process.env,
      ...ofCdktf,
      FARGATE_CRON_ENV: settings.environment,
      [planWithoutVariable]: settings.planWithout.join(','),
    },
  });
  // A shell says by its own exit code that a signal has ended what it ran.
  const ended = signals.find((name) => signal === name || status === 128 + constants.signals[name]);
  if (ended !== undefined) throw new Interrupted(ended, `interrupted (${ended})`);
  if (status !== 0) throw new UsageError(`\`${command}\`, the app of cdktf.json, failed`);
}

function inOrder(stacks: readonly Stack[]): Stack[] {
  const sorted: Stack[] = [];
  while (sorted.length < stacks.length) {
    const next = stacks.filter(
      (stack) =>
        !sorted.includes(stack) &&
        stack.readsFrom.every((id) => sorted.some((earlier) => earlier.id === id)),
    );
    if (next.length === 0) throw new Error('the stacks read outputs of each other in a cycle');
    sorted.push(...next);
  }
  return sorted;
}

/** Whether a stack reads an output of another. */
export function reads(stack: Stack, neighbour: string, output: string): boolean {
  // Behind the name comes the end of the expression, an index or a field.
  return new RegExp(`terraform_remote_state\\.${neighbour}\\.outputs\\.${output}\\b`).test(
    stack.text,
  );
}
