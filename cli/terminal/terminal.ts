import { styleText } from 'node:util';
import Table from 'cli-table3';

export { withSpinner } from './progress';

type Format = Parameters<typeof styleText>[0];

/** Colours a text where standard output is a terminal and `NO_COLOR` is not set. */
export function paint(format: Format, text: string): string {
  return styleText(format, text, { stream: process.stdout });
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

export interface TableOptions {
  /** Which columns hold numbers, from 0. */
  readonly right?: readonly number[];
}

/** Rows under a heading, without a line between every two of them. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [] }: TableOptions = {},
): string {
  const result = new Table({
    head: head.map((text) => paint('bold', text)),
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
  });
  result.push(...rows.map((row) => [...row]));
  return result.toString();
}
