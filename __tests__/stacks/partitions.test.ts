import type { Config } from '../../stacks/config/config';
import { partitionOf } from '../../stacks/rules/partition';
import { configurations, type Configuration } from '../golden/configurations';
import { synthesized } from '../golden/synthesized';

/** The configuration as a team in another region would write it. */
function inRegion({ config, ...rest }: Configuration, region: string): Configuration {
  const text = JSON.stringify(config)
    .replaceAll('arn:aws:', `arn:${partitionOf(region)}:`)
    .replaceAll('us-east-1', region);
  return { config: { ...(JSON.parse(text) as Config), region }, ...rest };
}

describe.each(['cn-north-1', 'us-gov-west-1'])('in %s', (region) => {
  // In China endpoint services have names that are not known here, so there the mode is refused.
  const possible = Object.entries(configurations).filter(
    ([name]) => region !== 'cn-north-1' || name !== 'network endpoints',
  );
  test.each(possible)('nothing names another partition: %s', (_, configuration) => {
    for (const [, json] of synthesized(inRegion(configuration, region))) {
      expect(json.match(/.{0,80}arn:aws:[^"]*/g)).toBeNull();
    }
  });
});

test.each([
  ['us-east-1', 'aws'],
  ['mx-central-1', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eusc-de-east-1', 'aws-eusc'],
  // Of a continent that AWS has yet to come to.
  ['aq-south-1', 'aws'],
])('%s is a region of %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});
