import { messageOf, StopError } from '../errors';
import type { SymbolReport } from '../manifest/manifest';
import { VendorError } from '../vendor/vendor-error';

/** What became of each symbol of a run so far. */
export class Outcomes {
  readonly #reports = new Map<string, SymbolReport>();
  readonly #onReport: (symbol: string, report: SymbolReport) => void;
  #passing: string[] = [];

  constructor(onReport: (symbol: string, report: SymbolReport) => void) {
    this.#onReport = onReport;
  }

  of(symbol: string): SymbolReport | undefined {
    return this.#reports.get(symbol);
  }

  record(symbol: string, report: SymbolReport): void {
    this.#reports.set(symbol, report);
    this.#onReport(symbol, report);
  }

  /** @param took what was spent on the symbol */
  fail(symbol: string, error: unknown, took: Partial<SymbolReport>): void {
    const cause = error instanceof StopError ? error.cause : error;
    if (cause instanceof VendorError && cause.isPassing) this.#passing.push(symbol);
    this.record(symbol, { ...failureOf(cause), ...took });
  }

  /** The symbols that failed in passing since it was asked last. */
  takePassing(): string[] {
    const passing = this.#passing;
    this.#passing = [];
    return passing;
  }
}

/** How a report says that a symbol failed. */
export function failureOf(error: unknown): SymbolReport {
  const what = error instanceof VendorError ? error.failure : 'store';
  return {
    status: what === 'no-data' ? 'no-data' : 'failed',
    class: what,
    error: messageOf(error),
  };
}
