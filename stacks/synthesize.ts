import { AnnotationMetadataEntryType, App, Aspects } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { Config } from './config/config';
import { ConfigError, formatPath } from './config/config-error';
import { createStacks } from './project';
import { warningsOf } from './settings/checks/warnings';
import { loadSettings } from './settings/load-settings';
import type { Settings } from './settings/settings';

export interface SynthesisOptions {
  /**
   * `FARGATE_CRON_ENV` names the environment, `local` when it is not set.
   * @default process.env
   */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * What begins before it has begun.
   * @default - the time at which it is called
   */
  readonly now?: Date;
  /**
   * What visits every construct before it is written, to change what no field is for; see
   * docs/aspects.md.
   * @default []
   */
  readonly aspects?: readonly { visit(node: IConstruct): void }[];
}

/** Writes the Terraform JSON; what is wrong with the configuration is printed, and the exit code 1. */
export function writeStacks(
  config: Config,
  { env, now, aspects }: Required<SynthesisOptions>,
): void {
  try {
    const settings = loadSettings(config, env, now);
    if (!settings.strict) {
      for (const { path, text } of warningsOf(settings, now)) {
        console.error(`warning: config.ts: ${formatPath(path)}: ${text}`);
      }
    }
    const app = new App();
    addStacks(app, settings, now);
    // CDKTF asks each stack alone for its aspects.
    for (const stack of app.node.children) {
      for (const aspect of aspects) Aspects.of(stack).add(aspect);
    }
    app.synth();
  } catch (error) {
    // What is wrong stands in config.ts; a stack trace would point away from it.
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** @throws ConfigError with what is doubtful, where the environment is strict */
export function addStacks(app: App, settings: Settings, now: Date): void {
  createStacks(app, settings);
  if (!settings.strict) return;
  const warning: string = AnnotationMetadataEntryType.WARN;
  // What only the stacks can see, such as a policy that would be too long and was widened.
  const seen = app.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === warning)
        .map(({ data }) => ({ path: node.path.split('/'), text: String(data) })),
    );
  const doubts = [...warningsOf(settings, now), ...seen];
  if (doubts.length > 0) throw new ConfigError(doubts);
}
