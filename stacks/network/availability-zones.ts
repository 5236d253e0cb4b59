import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones';
import { Fn, Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { OwnNetwork } from '../settings/network';

// Zones without Fargate, or without Fargate on ARM64 (use1-az3). By ID, since a zone's name stands
// for another zone in each account.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate-Regions.html
const zonesWithoutFargate = ['use1-az3', 'usw1-az2', 'apne1-az3', 'cnn1-az3'];

/** Names of the zones that subnets lie in: as configured, or the first ones that have Fargate. */
export function availabilityZones(
  scope: Construct,
  region: string,
  zones: OwnNetwork['zones'],
): readonly string[] {
  if (typeof zones !== 'number') return zones;
  const available = new DataAwsAvailabilityZones(scope, 'zones', {
    state: 'available',
    filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    excludeZoneIds: zonesWithoutFargate,
    lifecycle: {
      postcondition: [
        {
          condition: `\${length(self.names) >= ${zones}}`,
          errorMessage: `${region} has fewer than ${zones} availability zones with Fargate; lower zones of the network in config.ts.`,
        },
      ],
    },
  });
  return Array.from({ length: zones }, (_, index) =>
    Token.asString(Fn.element(available.names, index)),
  );
}
