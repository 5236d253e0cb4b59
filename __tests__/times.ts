const long = process.env['TEST_LONG'] === '1' ? 10 : 1;

/**
 * How often something that chance decides is played: `TEST_LONG=1` plays everything ten times as
 * often, and `PROOF_TIMES=3` three times.
 */
export function times(usual: number): number {
  return Math.ceil(usual * long * Number(process.env['PROOF_TIMES'] ?? '1'));
}

/** How often as long a test may take on a machine that is busy with other work. */
export const busy = 5;

/** How long that may take, in milliseconds. */
export function limit(usual: number): number {
  return usual * long * busy;
}
