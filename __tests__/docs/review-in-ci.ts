import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const page = readFileSync(join(__dirname, '../../docs/review-in-ci.md'), 'utf8');

/** The one YAML block under a heading of the page. */
function blockUnder(heading: string): unknown {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const [, text = ''] = /^```yaml\n([^]*?)^```/m.exec(section.split(/^## /m)[0] ?? '') ?? [];
  return parse(text);
}

export interface GitLabJob {
  readonly extends?: string;
  readonly stage?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly needs?: readonly string[];
  readonly rules?: readonly { readonly if: string; readonly when?: string }[];
  readonly [more: string]: unknown;
}

export const gitLab = blockUnder('GitLab') as { readonly stages: readonly string[] } & Readonly<
  Record<string, GitLabJob>
>;

/** A job of the GitLab pipeline with what it inherits. */
export function gitLabJob(name: string): GitLabJob {
  const job = gitLab[name] ?? {};
  return { ...(job.extends === undefined ? {} : gitLab[job.extends]), ...job };
}

interface AtlantisStep {
  readonly env?: { readonly name: string; readonly value: string };
  readonly run?: string;
}

export const atlantis = blockUnder('Atlantis') as {
  readonly version: number;
  readonly projects: readonly { readonly name: string; readonly workflow: string }[];
  readonly workflows: Readonly<
    Record<string, Readonly<Record<'plan' | 'apply', { readonly steps: readonly AtlantisStep[] }>>>
  >;
};
