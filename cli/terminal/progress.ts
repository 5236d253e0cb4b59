const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 80;
const clearLine = '\r\u001b[K';

/** Progress on standard error: a spinner on a terminal, lines elsewhere. */
export class Progress {
  readonly #terminal = process.stderr.isTTY;
  readonly #lines: boolean;
  #timer: NodeJS.Timeout | undefined;
  #text = '';
  #turn = 0;

  /** @param lines whether each text is worth a line where there is no terminal */
  constructor({ lines }: { lines: boolean }) {
    this.#lines = lines;
  }

  say(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    if (!this.#terminal) {
      if (this.#lines) process.stderr.write(`${text}\n`);
      return;
    }
    // At once, as work that does not wait leaves no turn to the timer.
    this.#draw();
    this.#timer ??= setInterval(() => {
      this.#draw();
    }, frameMs);
  }

  /** Takes the line away, so that something else can be printed; the next turn draws it again. */
  clear(): void {
    if (this.#timer !== undefined) process.stderr.write(clearLine);
  }

  stop(): void {
    this.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#text = '';
  }

  #draw(): void {
    const line = `${frames[this.#turn++ % frames.length] ?? ''} ${this.#text}`;
    // A line that wraps could not be taken back. Some terminals do not know how wide they are.
    process.stderr.write(clearLine + line.slice(0, (process.stderr.columns || 80) - 1));
  }
}

/**
 * Shows on a terminal that something takes a while.
 *
 * @param work gets a function that changes the text
 */
export async function withSpinner<Result>(
  text: string,
  work: (say: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  const progress = new Progress({ lines: false });
  progress.say(text);
  try {
    return await work((next) => {
      progress.say(next);
    });
  } finally {
    progress.stop();
  }
}
