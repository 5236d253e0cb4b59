/**
 * Whether days that differ are few enough to be corrections. A vendor that puts its history on
 * another basis changes all days before some day; what is put right is a day or two of ten, or one of
 * a hundred in a long history, and the other days vouch for it.
 */
export function areFew(count: number, of: number): boolean {
  return count <= Math.max(2, of / 100) && 2 * count < of;
}
