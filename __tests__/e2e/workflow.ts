import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly name?: string; readonly run?: string }[] }>
  >;
}

// What stands in for GitHub: it keeps one comment, one issue and one artifact in a folder.
const gh = `#!/usr/bin/env bash
set -euo pipefail
echo "$*" >> "$GH_FAKE/log"
case "$1 $2" in
  'run list') echo 7 ;;
  'run download') cp -r "$GH_FAKE/artifact" "\${@: -1}" ;;
  'issue list') cat "$GH_FAKE/issue" 2>/dev/null || true ;;
  'issue create') echo 5 > "$GH_FAKE/issue" ;;
  'issue edit') ;;
  'issue close') rm "$GH_FAKE/issue" ;;
  'api '*)
    case "$*" in
      *--method*) cp comment.md "$GH_FAKE/comment.md" ;;
      *) if [ -f "$GH_FAKE/comment.md" ]; then echo 42; fi ;;
    esac ;;
esac
`;

// What stands in for GitLab: it keeps one note of a merge request.
const curl = `#!/usr/bin/env bash
set -euo pipefail
echo "curl $*" >> "$GH_FAKE/log"
case "$*" in
  *--data-urlencode*) node -p 'JSON.stringify([{ id: 1, body: "x" }, { id: 42, body: fs.readFileSync("comment.md", "utf8") }])' > "$GH_FAKE/notes" ;;
  *) cat "$GH_FAKE/notes" 2>/dev/null || echo '[]' ;;
esac
`;

/** Runs the commands of workflows in a checkout, as a runner would, with the hosts of code faked. */
export class WorkflowRunner {
  readonly fake: string;
  readonly #directory: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(directory: string, env: NodeJS.ProcessEnv) {
    this.#directory = directory;
    this.fake = join(directory, '.fargate-cron', 'github');
    const programs = join(this.fake, 'bin');
    mkdirSync(programs, { recursive: true });
    writeFileSync(join(programs, 'gh'), gh);
    // The command of this checkout, not the one that the linked node_modules belong to.
    writeFileSync(join(programs, 'npx'), '#!/bin/sh\nshift\nexec node cli/fargate-cron.js "$@"\n');
    writeFileSync(join(programs, 'curl'), curl);
    // The packages are there already.
    writeFileSync(join(programs, 'npm'), '#!/bin/sh\ntest "$1" = ci\n');
    for (const name of ['gh', 'npx', 'curl', 'npm']) chmodSync(join(programs, name), 0o755);
    this.#env = { ...env, GH_FAKE: this.fake, PATH: programs + delimiter + String(env['PATH']) };
  }

  /**
   * Runs one step's commands.
   *
   * @returns its exit code, what it printed, and what it wrote to `GITHUB_OUTPUT`
   */
  async step(workflow: string, name: string, env: NodeJS.ProcessEnv = {}) {
    const file = join(__dirname, '..', '..', '.github', 'workflows', workflow);
    const { jobs } = parse(readFileSync(file, 'utf8')) as Workflow;
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const script = steps.find((step) => step.name === name)?.run;
    if (script === undefined)
      throw new Error(`${workflow} has no step "${name}" that runs commands`);
    const outputs = join(this.fake, 'outputs');
    writeFileSync(outputs, '');
    const result = await this.script(script, {
      GITHUB_OUTPUT: outputs,
      GITHUB_STEP_SUMMARY: join(this.fake, 'summary.md'),
      ...env,
    });
    return { ...result, outputs: readFileSync(outputs, 'utf8').trim() };
  }

  /** Runs commands, of which an error of any ends them all: GitHub and GitLab start bash so. */
  async script(script: string, env: NodeJS.ProcessEnv = {}) {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: this.#directory,
      env: { ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    }
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { exitCode, output, stdout };
  }

  log(): string[] {
    return readFileSync(join(this.fake, 'log'), 'utf8').trim().split('\n');
  }
}
