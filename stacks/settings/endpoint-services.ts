import { secretsOf } from './container-needs';
import { parseSecret } from '../rules/secret';
import type { Settings } from './settings';

/** What every task needs to start and to log; the layers of its image come through S3's gateway. */
const always = ['ecr.api', 'ecr.dkr', 'logs'];

/**
 * The AWS services that tasks must reach through interface endpoints where there is no internet, by
 * what follows `com.amazonaws.<region>.` in the name of the endpoint service. KMS is not among them:
 * the services that keep secrets decrypt them themselves.
 */
export function endpointServices({ network, jobs }: Settings): string[] {
  const secrets = jobs
    .flatMap((job) => [job, ...job.sidecars])
    .flatMap(secretsOf)
    .flatMap((secret) => parseSecret(secret)?.service ?? []);
  const more = network.mode === 'endpoints' ? network.services : [];
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html#ecs-exec
  const debug = jobs.some((job) => job.debug) ? ['ssmmessages'] : [];
  return [...new Set([...always, ...secrets, ...debug, ...more])].sort();
}
