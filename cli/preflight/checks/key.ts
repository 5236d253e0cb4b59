import {
  DescribeKeyCommand,
  KMSClient,
  NotFoundException,
  type KeyMetadata,
} from '@aws-sdk/client-kms';
import type { Settings } from '../../../stacks/settings/settings';
import { awsClient } from '../../aws/aws-client';
import type { Finding } from '../finding';

/** Whether the key of one's own can encrypt what the project keeps. */
export async function checkKey(settings: Settings): Promise<Finding[]> {
  const { encryption } = settings;
  if (encryption === undefined) return [];
  const { kmsKeyArn } = encryption;
  const kms = new KMSClient(awsClient(settings));
  try {
    const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId: kmsKeyArn }));
    const problem = problemOf(key);
    return [
      problem === undefined
        ? { result: 'ok', detail: `${kmsKeyArn} is enabled` }
        : { result: 'failed', detail: `${kmsKeyArn} ${problem}` },
    ];
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
    return [
      {
        result: 'failed',
        detail: `${kmsKeyArn} does not exist: what it encrypted is lost; name another key in encryption.kmsKeyArn`,
      },
    ];
  } finally {
    kms.destroy();
  }
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
function problemOf({ KeyState, KeySpec, KeyUsage, DeletionDate }: Partial<KeyMetadata> = {}):
  | string
  | undefined {
  if (KeyState === 'PendingDeletion') {
    const when = DeletionDate === undefined ? '' : ` on ${DeletionDate.toISOString().slice(0, 10)}`;
    return `is to be deleted${when}, and what it encrypted with it: cancel the deletion`;
  }
  if (KeyState === 'Disabled') return 'is disabled: enable it, for nothing starts without it';
  if (KeyState !== 'Enabled') return `cannot be used, its state is ${KeyState ?? 'unknown'}`;
  if (KeySpec !== 'SYMMETRIC_DEFAULT' || KeyUsage !== 'ENCRYPT_DECRYPT') {
    return `must be a symmetric key that encrypts and decrypts, got ${KeySpec ?? ''} for ${KeyUsage ?? ''}: name another in encryption.kmsKeyArn`;
  }
  return undefined;
}
