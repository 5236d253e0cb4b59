import type { SfnStateMachineConfig } from '@cdktf/provider-aws/lib/sfn-state-machine';
import type { Settings } from '../../settings/settings';

/** What a state machine says of the project's key, if there is one. */
export function encryptedMachine({
  encryption,
}: Settings): Pick<SfnStateMachineConfig, 'encryptionConfiguration'> {
  if (encryption === undefined) return {};
  return {
    encryptionConfiguration: {
      type: 'CUSTOMER_MANAGED_KMS_KEY',
      kmsKeyId: encryption.kmsKeyArn,
      kmsDataKeyReusePeriodSeconds: 300,
    },
  };
}
