import type { ResourceChange } from '../changes';
import { dataRisks } from './data-loss';
import { endedRunRisks } from './ended-runs';
import { iamRisks } from './iam';
import { imageRisks } from './image';
import { nameRisks } from './names';
import { networkRisks } from './network';
import { protectionRisks } from './protections';
import { riskKinds, type Finding, type Risk, type RiskContext } from './risk';
import { scheduleRisks } from './schedule';

/** Everything in some changes that somebody should look at, the worst first. */
export function risksOf(
  changes: readonly ResourceChange[],
  now: Date,
  running: RiskContext['running'] = new Map(),
): Risk[] {
  const context = { changes, now, running };
  const order = Object.keys(riskKinds);
  return changes
    .flatMap((change) => {
      const found: Finding[] = [
        ...dataRisks(change),
        ...nameRisks(change),
        ...endedRunRisks(change, context),
        ...iamRisks(change),
        ...networkRisks(change),
        ...protectionRisks(change, context),
        ...scheduleRisks(change, context),
        ...imageRisks(change),
      ];
      if (change.action === 'destroy' && found.length === 0) {
        found.push({ kind: 'destroyed', text: 'is destroyed, and nothing replaces it' });
      }
      return found.map((finding) => ({
        ...finding,
        stack: change.stack,
        address: change.address,
      }));
    })
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}
