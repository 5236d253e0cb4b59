/** A text on lines of at most so many characters, cut after a space, `-` or `/` where there is one. */
export function wrapped(text: string, width: number): string {
  if (text.length <= width) return text;
  const head = text.slice(0, width + 1);
  const [cut = ''] = /^.*[ /-](?=.)/.exec(head) ?? [];
  const end = cut === '' ? width : Math.min(cut.length, width);
  return `${text.slice(0, end).trimEnd()}\n${wrapped(text.slice(end).trimStart(), width)}`;
}
