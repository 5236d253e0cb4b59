import type { Bar } from '../bars/bar';
import type { Day } from '../day';

/** What a check found wrong about a series. */
export interface Fault {
  readonly first: Day;
  /** Days that it is about. */
  readonly count: number;
  /** What is wrong on the first of them, for people. */
  readonly text: string;
}

/** One fault of those of single days; nothing where there are none. */
export function faultOf(
  days: readonly { readonly day: Day; readonly text: string }[],
): Fault | undefined {
  const [first] = days;
  return first && { first: first.day, count: days.length, text: first.text };
}

/**
 * One fault of those of single bars.
 *
 * @param textOf what is wrong with a bar, if anything is; asked in the order of the bars
 */
export function faultOfEach(
  bars: readonly Bar[],
  textOf: (bar: Bar, before: Bar | undefined) => string | undefined,
): Fault | undefined {
  return faultOf(
    bars.flatMap((bar, index) => {
      const text = textOf(bar, bars[index - 1]);
      return text === undefined ? [] : { day: bar.day, text };
    }),
  );
}
