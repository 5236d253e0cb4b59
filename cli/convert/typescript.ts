const width = 100;

/** A value as one writes it in `config.ts`. */
export function written(value: unknown, indent = 0, before = 0): string {
  const oneLine = inline(value);
  if (!oneLine.includes('\n') && indent + before + oneLine.length < width && !isLong(value))
    return oneLine;
  const inner = ' '.repeat(indent + 2);
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${written(item, indent + 2, 1)},\n`);
    return `[\n${items.join('')}${' '.repeat(indent)}]`;
  }
  if (typeof value !== 'object' || value === null) return oneLine;
  const fields = Object.entries(value).map(([key, each]) => {
    const name = keyOf(key);
    return `${inner}${name}: ${written(each, indent + 2, name.length + 3)},\n`;
  });
  return `{\n${fields.join('')}${' '.repeat(indent)}}`;
}

/** A job is easier to read with a field a line, however short it is. */
function isLong(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && 'schedule' in value
  );
}

function inline(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, each]) => `${keyOf(key)}: ${inline(each)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  return JSON.stringify(value);
}

function keyOf(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return text.includes("'") && !text.includes('"')
    ? JSON.stringify(text)
    : `'${escaped.replaceAll("'", "\\'")}'`;
}
