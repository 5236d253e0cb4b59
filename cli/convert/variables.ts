import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isScalar } from 'yaml';
import type { Evaluated, Field } from './field';

const variable = /\$(?:(\$)|\{(\w+)(?:(:?[-?])([^{}]*))?\}|(\w+))/g;

/** `${A:+b}`, and variables inside of others. */
const tooMuch = /(?<!\$)\$\{(?!\w+(?::?[-?][^{}]*)?\})[^}]*\}?/;

/** Puts in the values of `${TAG}`, as Compose and Copilot do; what has none stays as it is written. */
export function interpolated(field: Field): Evaluated | undefined {
  const { node } = field;
  if (!isScalar(node) || typeof node.value !== 'string' || !node.value.includes('$')) {
    return undefined;
  }
  const [expression] = tooMuch.exec(node.value) ?? [];
  if (expression !== undefined) {
    return {
      unknown: `${expression} is not worked out here: write its value`,
      written: node.value,
    };
  }
  const unknown = new Set<string>();
  const value = node.value.replaceAll(variable, (written, ...groups: (string | undefined)[]) => {
    const [dollar, braced, kind = '', fallback = '', bare] = groups;
    if (dollar !== undefined) return '$';
    const name = braced ?? bare ?? '';
    const known = field.source.values.get(name);
    if (known !== undefined) return known;
    if (kind.endsWith('-')) return fallback;
    unknown.add(name);
    return written;
  });
  if (unknown.size === 0) return { value };
  const settings = [...unknown].map((name) => `--set ${name}=…`).join(' ');
  return { unknown: `has a variable without a value: give it one by ${settings}`, written: value };
}

/** A file of lines NAME=value, whose quotes are part of the value, as ECS and its CLI read it. */
export function variablesOf(
  file: Field,
  folder: string = dirname(file.file),
): Record<string, string> {
  const name = file.text();
  if (name === undefined) return {};
  const path = join(folder, name);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    file.missing(`there is no file ${path}: write its variables into environment`);
    return {};
  }
  const variables: Record<string, string> = {};
  for (const line of readFileSync(path, 'utf8').split(/\r?\n/)) {
    const [, key, value] = /^\s*(?:export\s+)?([^#=\s][^=]*)=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    if (/\s/.test(key)) file.lost(`${JSON.stringify(key)} is no name of a variable`);
    else if (value === '') file.lost(`${key} is empty, and ECS drops a variable without a value`);
    else variables[key] = value;
  }
  return variables;
}
