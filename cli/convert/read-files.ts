import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { isScalar, LineCounter, parseAllDocuments, type Document } from 'yaml';
import { UsageError } from '../usage-error';
import { Field } from './field';
import { intrinsics } from './intrinsics';
import type { Notes } from './notes';
import { interpolated } from './variables';

type Kind =
  | 'compose'
  | 'ecs-params'
  | 'cloudformation'
  | 'task-definition'
  | 'copilot'
  | 'ecschedule'
  | 'kubernetes';

/** A file, or one of the documents in it. */
export type Input =
  | { readonly kind: Kind; readonly root: Field }
  | { readonly kind: 'crontab'; readonly file: string; readonly text: string };

const known =
  'docker-compose.yml with ecs-params.yml, a template of CloudFormation, an ECS task definition, manifest.yml of a Copilot job, a file of ecschedule, Kubernetes CronJobs, a crontab';

/**
 * Reads a file and finds out by its content what it is.
 *
 * @throws UsageError with one line that says where and what is wrong
 */
export function readInput(
  file: string,
  values: ReadonlyMap<string, string>,
  notes: Notes,
): Input[] {
  const text = textOf(file);
  if (text.trim() === '') throw new UsageError(`${file}: is empty`);
  if (isCrontab(file, text)) return [{ kind: 'crontab', file, text }];
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  const all: Document[] = Array.isArray(documents) ? documents : [];
  const inputs = all
    // Between two --- there may be nothing, or comments.
    .filter(({ contents }) => contents !== null && !(isScalar(contents) && contents.value === null))
    .map((document): Exclude<Input, { kind: 'crontab' }> => {
      const source = {
        file,
        text,
        document,
        lines,
        notes,
        values,
        read: new Set<string>(),
        passed: new Set<string>(),
      };
      const root = new Field(source, document.contents, '');
      const template = templateLine(text);
      if (document.errors.length > 0 || !root.isMap) refuseTemplate(file, template);
      const [error] = document.errors;
      if (error !== undefined) {
        const { line = 1, col = 1 } = error.linePos?.[0] ?? {};
        const [message = ''] = error.message.split(/ at line \d+|\n/);
        throw new UsageError(`${file}:${line}:${col}: ${message}`);
      }
      const kind = kindOf(root);
      // There, any of it is one.
      if (kind === 'ecschedule') refuseTemplate(file, template);
      return { kind, root: evaluating(kind, root) };
    });
  if (inputs.length === 0) throw new UsageError(`${file}: holds nothing but comments`);
  const [, second] = inputs;
  if (second !== undefined && inputs.some(({ kind }) => kind !== 'kubernetes')) {
    second.root.refuse('a second document begins; put each into a file of its own');
  }
  return inputs;
}

function textOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`${file}: there is no such file`);
  if (stats.isDirectory()) throw new UsageError(`${file}: is a folder; name the files in it`);
  return readFileSync(file, 'utf8');
}

function templateLine(text: string): number | undefined {
  const index = text.split('\n').findIndex((line) => /\{\{.*\}\}/.test(line.replace(/#.*/, '')));
  return index < 0 ? undefined : index + 1;
}

function refuseTemplate(file: string, line: number | undefined): void {
  if (line === undefined) return;
  throw new UsageError(
    `${file}:${line}: {{ … }} is filled in by a tool of its own; convert what that makes of it (ecschedule dump, helm template)`,
  );
}

function isCrontab(file: string, text: string): boolean {
  if (/\.(ya?ml|json|template)$/.test(file)) return false;
  if (/^crontab|\.cron(tab)?$/.test(basename(file)) || /cron\.d\//.test(file)) return true;
  return (
    /^\s*(@[a-z]+|([\d*][\d*,/-]*\s+){3}\S+\s+\S+)\s+\S/m.test(text) && !/^\s*[\w-]+:\s/m.test(text)
  );
}

function kindOf(root: Field): Kind {
  const has = (key: string) => root.peek(key) !== undefined;
  const type = root.peek('type')?.text();
  if (has('Resources')) return 'cloudformation';
  if (has('apiVersion') && has('kind')) return 'kubernetes';
  if (has('containerDefinitions') || has('taskDefinition')) {
    return 'task-definition';
  }
  if (has('task_definition') || has('run_params')) return 'ecs-params';
  if (has('services')) return 'compose';
  if (type === 'Scheduled Job') return 'copilot';
  if (type !== undefined && has('name')) {
    root
      .get('type')
      .refuse(
        `is a manifest of Copilot for a ${JSON.stringify(type)}; only a "Scheduled Job" becomes a job`,
      );
  }
  if (has('rules')) return 'ecschedule';
  return root.refuse(`is none of what can be converted: ${known}`);
}

/** With the expressions of the file's own language. */
function evaluating(kind: Kind, root: Field): Field {
  if (kind === 'cloudformation') root.source.evaluate = intrinsics(root);
  if (kind === 'compose' || kind === 'ecs-params' || kind === 'copilot') {
    root.source.evaluate = interpolated;
  }
  return root;
}
