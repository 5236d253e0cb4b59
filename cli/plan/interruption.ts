import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof signals)[number];

// npm sends its child once more what the terminal has sent to both: that is no second wish.
const oneWishMs = 1000;

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
 * Does work that Terraform has a part in. A signal then asks Terraform to end, and the work ends with
 * `Interrupted` once Terraform has, so that whoever made something can take it away.
 */
export async function finish<Result>(work: () => Promise<Result>): Promise<Result> {
  finishing = true;
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

/** Makes a child of `finish` one that signals are handed on to, until it ends. */
export function handOnTo(child: ChildProcess): void {
  children.add(child);
  const forget = (): void => {
    children.delete(child);
  };
  child.once('close', forget).once('error', forget);
}

function onSignal(signal: Signal): void {
  const first = asked;
  asked ??= { signal, at: Date.now() };
  // Terraform gives up what it is making at the second signal. Only a person may want that: what
  // stops a job of a pipeline sends SIGTERM after SIGINT.
  if (first !== undefined && (signal !== 'SIGINT' || Date.now() - first.at < oneWishMs)) return;
  if (children.size === 0) return;
  process.stderr.write(
    first === undefined
      ? '\nWaiting for Terraform to save what it has made. At a second Ctrl-C it gives that up.\n'
      : '\nTerraform gives up.\n',
  );
  for (const child of children) child.kill('SIGINT');
}
