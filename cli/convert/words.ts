import type { Field } from './field';

/** A command as Compose and Copilot take it: words, or a line of them. */
export function commandOf(field: Field): string[] | undefined {
  if (!field.exists) return undefined;
  return field.isList ? field.texts() : wordsOf(field.text() ?? '');
}

/** What Docker calls a test, as the command alone. */
export function healthCommand(words: readonly string[] | undefined): string[] | undefined {
  const [first = '', ...rest] = words ?? [];
  if (first === 'CMD-SHELL') return ['/bin/sh', '-c', rest.join(' ')];
  return first === 'CMD' ? rest : first === '' || first === 'NONE' ? undefined : [first, ...rest];
}

/** Splits a command line as a shell does, without running one. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  const parts = /\s+|"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|([^\s"'\\]+)/gs;
  for (const [whole, double, single, escaped, plain] of line.matchAll(parts)) {
    if (/^\s/.test(whole)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word =
      (word ?? '') + (double?.replaceAll(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? plain ?? '');
  }
  return word === undefined ? words : [...words, word];
}
