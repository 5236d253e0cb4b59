import type { SymbolReport } from '../manifest/manifest';

const barWidth = 30;
const redrawMs = 100;

/** What a person at a terminal sees of a run: a bar, and the symbols that went wrong. */
export class Terminal {
  readonly #total: number;
  readonly #startedMs = Date.now();
  readonly #done = new Map<string, SymbolReport>();
  #drawnMs = 0;

  constructor(total: number) {
    this.#total = total;
  }

  show(symbol: string, report: SymbolReport): void {
    this.#done.set(symbol, report);
    if (report.error !== undefined) this.#print(`${symbol}: ${report.status}, ${report.error}`);
    if (Date.now() - this.#drawnMs >= redrawMs) this.#draw();
  }

  end(text: string): void {
    this.#draw();
    process.stdout.write(`\n${text}\n`);
  }

  #print(line: string): void {
    process.stdout.write(`\r\u001b[K${line}\n`);
    this.#drawnMs = 0;
  }

  #draw(): void {
    this.#drawnMs = Date.now();
    process.stdout.write(
      `\r\u001b[K${barLine(this.#done.size, this.#total, this.#drawnMs - this.#startedMs)}`,
    );
  }
}

/** `[#####     ] 120/500 symbols, 3.1/s, 2 min left` */
export function barLine(done: number, total: number, ms: number): string {
  const filled = total === 0 ? barWidth : Math.round((done / total) * barWidth);
  const rate = done / Math.max(ms / 1000, 0.001);
  const left = done === 0 || done === total ? '' : `, ${spanOf((total - done) / rate)} left`;
  const bar = '#'.repeat(filled).padEnd(barWidth);
  return `[${bar}] ${done}/${total} symbols, ${rate.toFixed(1)}/s${left}`;
}

function spanOf(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
