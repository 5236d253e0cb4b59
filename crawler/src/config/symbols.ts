import { ConfigError } from '../errors';
import { symbolPattern } from '../public/symbol';
import { shown } from './shown';

/** Symbols between commas or on lines of their own, each once. */
export function parseSymbols(text: string): string[] {
  const symbols = text
    .split(/[,\n]/)
    .map((symbol) => symbol.trim())
    .filter((symbol) => symbol !== '');
  return [...new Set(symbols)];
}

/** @throws ConfigError when the list that was read from `uri` cannot be used */
export function checkSymbols(symbols: readonly string[], uri: string): void {
  const wrong = wrongSymbols(symbols);
  if (symbols.length === 0) throw new ConfigError(`SYMBOLS_URI ${uri} names no symbol`);
  if (wrong.length > 0) {
    throw new ConfigError(
      `SYMBOLS_URI ${uri} must hold one symbol a line${shown(wrong.join(','))}`,
    );
  }
}

/** Those of the symbols that no source could be asked for. */
export function wrongSymbols(symbols: readonly string[]): string[] {
  return symbols.filter((symbol) => !symbolPattern.test(symbol));
}
