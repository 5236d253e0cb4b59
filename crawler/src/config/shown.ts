/** What was found, at the end of a message about it. */
export function shown(value: string | undefined): string {
  return value === undefined ? '' : `, got "${value}"`;
}
