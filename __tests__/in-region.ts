import type { Config } from '../stacks/config/config';
import { dnsSuffixOf, partitionOf } from '../stacks/rules/partition';

/** A configuration for us-east-1 as a team in another region would write it. */
export function inRegion(config: Config, region: string): Config {
  const text = JSON.stringify(config)
    .replaceAll('arn:aws:', `arn:${partitionOf(region)}:`)
    .replaceAll('us-east-1', region)
    .replaceAll(`${region}.amazonaws.com/`, `${region}.${dnsSuffixOf(region)}/`);
  return { ...(JSON.parse(text) as Config), region };
}
