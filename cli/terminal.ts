import { styleText } from 'node:util';
import Table from 'cli-table3';

type Format = Parameters<typeof styleText>[0];

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 80;
const clearLine = '\r\u001b[K';

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

/**
 * Shows that something takes a while, on standard error and on a terminal only.
 *
 * @param work gets a function that changes the text
 */
export async function withSpinner<Result>(
  text: string,
  work: (say: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  const { stderr } = process;
  if (!stderr.isTTY) return work(() => undefined);
  let shown = text;
  let turn = 0;
  const timer = setInterval(() => {
    const line = `${frames[turn++ % frames.length] ?? ''} ${shown}`;
    // A line that wraps cannot be taken back.
    stderr.write(clearLine + line.slice(0, stderr.columns - 1));
  }, frameMs);
  try {
    return await work((next) => (shown = next));
  } finally {
    clearInterval(timer);
    stderr.write(clearLine);
  }
}
