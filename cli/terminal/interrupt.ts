import { createInterface } from 'node:readline/promises';

/** Ctrl-C, as something to ask about. */
export class Interrupt {
  #pending = false;
  #wake: (() => void) | undefined;
  readonly #onSignal = (): void => {
    this.#pending = true;
    this.#wake?.();
  };

  constructor() {
    process.on('SIGINT', this.#onSignal);
  }

  /** Whether Ctrl-C was pressed since the last question. */
  get pending(): boolean {
    return this.#pending;
  }

  /** Sleeps until the time is over or Ctrl-C is pressed. */
  async sleep(ms: number): Promise<void> {
    if (this.#pending) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** Asks on a terminal. Elsewhere, and at a second Ctrl-C, the answer is no. */
  async ask(question: string): Promise<boolean> {
    this.#pending = false;
    if (!process.stdin.isTTY) return false;
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const abort = new AbortController();
    lines.on('SIGINT', () => {
      abort.abort();
    });
    try {
      return /^y(es)?$/i.test(await lines.question(`${question} [y/N] `, { signal: abort.signal }));
    } catch {
      process.stderr.write('\n');
      return false;
    } finally {
      lines.close();
    }
  }

  close(): void {
    process.off('SIGINT', this.#onSignal);
  }
}
