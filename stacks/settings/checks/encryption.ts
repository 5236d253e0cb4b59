import type { Problem } from '../../config/config-error';
import { arnPlaceProblems } from '../../rules/arn-places';
import { kmsKeyArnProblems } from '../../rules/kms-key';
import type { Settings } from '../settings';
import { at, firstOf } from './problems';

const path = ['encryption', 'kmsKeyArn'];

/** What is wrong with the key of one's own. */
export function encryptionProblems(settings: Settings): Problem[] {
  const { encryption } = settings;
  if (encryption === undefined) return [];
  const { kmsKeyArn } = encryption;
  return at(
    path,
    firstOf(kmsKeyArnProblems(kmsKeyArn), arnPlaceProblems('projectKey', kmsKeyArn, settings)),
  );
}
