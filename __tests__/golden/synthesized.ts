import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { createStacks } from '../../stacks/project';
import { loadSettings } from '../../stacks/settings/load-settings';
import type { Configuration } from './configurations';

interface StackJson {
  readonly json: string;
  /** Of the library that wrote it. */
  readonly version: string;
}

/** The Terraform JSON of every stack of a configuration, as CDKTF and its successor write it. */
export function synthesized({ config, planWithout = '' }: Configuration): Map<string, StackJson> {
  const outdir = mkdtempSync(join(tmpdir(), 'fargate-cron-golden-'));
  try {
    const app = new App({ outdir });
    const env = { FARGATE_CRON_ENV: 'test', FARGATE_CRON_PLAN_WITHOUT: planWithout };
    createStacks(app, loadSettings(config, env));
    app.synth();
    return new Map(
      readdirSync(join(outdir, 'stacks')).map((stack) => {
        const json = readFileSync(join(outdir, 'stacks', stack, 'cdk.tf.json'), 'utf8');
        // The tag of an image that is built is made of the crawler's bytes, which are another matter.
        const tagged = json.replaceAll(/(?<=[:"])[0-9a-f]{16}(?=["\\])/g, 'TAG');
        const written = JSON.parse(tagged) as { '//': { metadata: { version: string } } };
        const { version } = written['//'].metadata;
        written['//'].metadata.version = 'VERSION';
        // Of an empty list the one writes two lines, the other one.
        return [stack, { json: `${JSON.stringify(written, null, 2)}\n`, version }];
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
