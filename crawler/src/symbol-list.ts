/** Letters, digits and what vendors put between them: BRK-B, ^GSPC, RDSA.L, BTC=F. */
const symbolPattern = /^[A-Z0-9^][A-Z0-9.=^-]{0,19}$/;

/**
 * Reads a list of symbols, separated by commas or lines, or a JSON array of them.
 *
 * @returns each symbol once, in the order given, and what is wrong with the others
 */
export function parseSymbols(text: string): { symbols: string[]; problems: string[] } {
  const names = splitSymbols(text);
  if (typeof names === 'string') return { symbols: [], problems: [names] };
  const wrong = names.filter((name) => !symbolPattern.test(name));
  const symbols = [...new Set(names)];
  const problems = wrong.map(
    (name) =>
      `must hold symbols such as AAPL, BRK-B or ^GSPC (capital letters, digits, . = ^ -; at most 20), got ${JSON.stringify(name)}`,
  );
  if (symbols.length === 0) problems.push('must name at least one symbol, got none');
  return { symbols, problems };
}

function splitSymbols(text: string): string[] | string {
  if (!text.trimStart().startsWith('[')) {
    const names = text.split(/[,\n]/).map((name) => name.trim());
    // A list may end in a comma or a line break; an empty name in its middle is a mistake.
    if (names.at(-1) === '') names.pop();
    return text.includes('\n') ? names.filter((name) => name !== '') : names;
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed) && parsed.every((name) => typeof name === 'string')) return parsed;
  } catch {
    // Told below.
  }
  return 'must be a JSON array of strings where it begins with "[", got something else';
}
