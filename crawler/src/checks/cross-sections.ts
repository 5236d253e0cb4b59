import type { Bar } from '../bars/bar';
import type { Day } from '../day';
import type { Fault } from './fault';
import { digestOf, indexOf, type Series } from './series';

const texts = {
  lacks: 'the cross-section of the day lacks the row',
  differs: 'the cross-section of the day has other values',
  extra: 'the cross-section of the day has a row that the history lacks',
};
interface Difference {
  readonly day: Day;
  readonly text: string;
}

/**
 * Where cross-sections do not say what the histories do. A cross-section may lack a row that was
 * already old when it was first written; what a run has not yet brought there is not looked at.
 */
export class CrossSectionCheck {
  readonly #series: ReadonlyMap<string, Series>;
  readonly #differences = new Map<string, Difference[]>();
  readonly #due: Map<string, Uint8Array>;

  constructor(all: readonly Series[]) {
    this.#series = new Map(all.map((series) => [series.symbol, series]));
    this.#due = new Map(all.map(({ symbol, due }) => [symbol, due.slice()]));
  }

  /** Takes the cross-section of a day. Symbols without a history are not looked at. */
  add(day: Day, rows: ReadonlyMap<string, Bar>): void {
    for (const [symbol, row] of rows) {
      const series = this.#series.get(symbol);
      if (series === undefined || day >= series.openSince) continue;
      const index = indexOf(series, day);
      if (index === undefined) this.#note(symbol, { day, text: texts.extra });
      else {
        this.#seen(symbol, index);
        if (series.digests[index] !== digestOf(row))
          this.#note(symbol, { day, text: texts.differs });
      }
    }
  }

  /** Takes that the cross-section of a day is there and cannot be read. */
  addUnreadable(day: Day, why: string): void {
    for (const series of this.#series.values()) {
      const index = day < series.openSince ? indexOf(series, day) : undefined;
      if (index === undefined) continue;
      this.#seen(series.symbol, index);
      this.#note(series.symbol, { day, text: why });
    }
  }

  /** To be asked when all cross-sections were given. */
  faults(): Map<string, Fault> {
    for (const { symbol, days, openSince } of this.#series.values()) {
      this.#due.get(symbol)?.forEach((due, index) => {
        const day = days[index];
        if (due === 1 && day !== undefined && day < openSince) {
          this.#note(symbol, { day, text: texts.lacks });
        }
      });
    }
    return new Map(
      [...this.#differences].map(([symbol, differences]) => {
        const [first = { day: 0, text: '' }] = differences.sort((a, b) => a.day - b.day);
        return [symbol, { first: first.day, count: differences.length, text: first.text }];
      }),
    );
  }

  #seen(symbol: string, index: number): void {
    const due = this.#due.get(symbol);
    if (due !== undefined) due[index] = 0;
  }

  #note(symbol: string, difference: Difference): void {
    const noted = this.#differences.get(symbol);
    if (noted === undefined) this.#differences.set(symbol, [difference]);
    else noted.push(difference);
  }
}
