import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

export const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof signals)[number];

// npm sends its child again the signal that the terminal has sent to both.
const samePressMs = 1000;

/** A signal asked the command to end; Terraform has ended by itself since. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signal: Signal;

  constructor(signal: Signal, message: string) {
    super(message);
    this.signal = signal;
  }

  /** As a shell would say that the signal had ended the process. */
  get exitCode(): number {
    return 128 + constants.signals[this.signal];
  }
}

const children = new Set<ChildProcess>();
let finishing = false;
let waitsFor = '';
let asked: { readonly signal: Signal; readonly at: number } | undefined;

/** Whether the process may not end yet, even if nobody reads its output any more. */
export function mustFinish(): boolean {
  return finishing;
}

/** The signal that asked the command to end, if any did. */
export function askedToEnd(): Signal | undefined {
  return asked?.signal;
}

/**
 * Does work that runs Terraform. A signal is forwarded to Terraform, and the work ends with
 * `Interrupted` once Terraform has, so that temporary files can be removed.
 *
 * @param until what Terraform does before it ends, for who waits
 */
export async function finish<Result>(
  work: () => Promise<Result>,
  until: 'to stop' | 'to stop and to save its state',
): Promise<Result> {
  finishing = true;
  waitsFor = until;
  for (const signal of signals) process.on(signal, onSignal);
  // A terminal that was closed takes no progress any more.
  process.stderr.on('error', () => undefined);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
    finishing = false;
  }
}

/** Forwards signals to a child process of `finish` until it ends. */
export function forwardTo(child: ChildProcess): void {
  children.add(child);
  const forget = (): void => {
    children.delete(child);
  };
  child.once('close', forget).once('error', forget);
}

function onSignal(signal: Signal): void {
  const first = asked;
  asked ??= { signal, at: Date.now() };
  // Terraform aborts at the second signal. Only a person may want that: CI systems send SIGTERM
  // after SIGINT.
  if (first !== undefined && (signal !== 'SIGINT' || Date.now() - first.at < samePressMs)) return;
  if (children.size === 0) return;
  process.stderr.write(
    first === undefined
      ? `\nWaiting for Terraform ${waitsFor}. A second Ctrl-C aborts it.\n`
      : '\nAborting Terraform.\n',
  );
  for (const child of children) child.kill('SIGINT');
}
