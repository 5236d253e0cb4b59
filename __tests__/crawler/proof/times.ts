/** How often something that chance decides is played: `PROOF_TIMES=10` plays everything ten times as often. */
export function times(usual: number): number {
  return Math.ceil(usual * Number(process.env['PROOF_TIMES'] ?? '1'));
}
