const longestValue = 160;

/** A value as code that cannot break out of a table's cell, mention anybody or hold a link. */
export function code(value: string): string {
  const short = value.length > longestValue ? `${value.slice(0, longestValue)}…` : value;
  const text = short.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
  if (text.trim() === '') return '';
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/** Each line of a text as code, one below the other. */
export function codeLines(value: string): string {
  return value.split('\n').map(code).join('<br>');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Something long, folded up under a line. */
export function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** Text as it stands, whatever it holds. */
export function block(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

export function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
