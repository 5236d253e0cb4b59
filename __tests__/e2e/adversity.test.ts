import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, JobConfig } from '../../stacks/config/config';
import { inRegion } from '../in-region';
import { stackIds } from '../../local/deployment';
import { times } from '../times';
import { copyCheckout } from './checkout';
import { everyJob, jobKinds } from './job-kinds';
import { LocalWorld } from './local-world';
import { StackRunner } from './stack-runner';
import { resourcesIn } from './world';

// Calls are throttled, roles are not there at once, and the account is new: what is applied is the
// same, and a plan after it is empty.
jest.setTimeout(900_000);

const runs = times(1);
/** The network takes minutes to go, and the stacks that it does not bring are asked of nobody else. */
const stackNames = runs > 1 ? stackIds : (['task', 'schedule'] as const);
/** One of each thing that is made in an own way, or everything. */
const jobs: readonly JobConfig[] =
  runs > 1
    ? everyJob()
    : [
        { name: 'secrets', schedule: 'rate(1 day)', ...jobKinds['secrets'] },
        { name: 'sidecar', schedule: 'rate(1 day)', trigger: 'rule', ...jobKinds['sidecar'] },
        { name: 'retried', schedule: 'rate(1 day)', retries: 1, timeoutSeconds: 600 },
      ];

/** One after the other, a region of each partition that is public. */
const regions = ['us-east-1', 'cn-north-1', 'us-gov-west-1'] as const;

test.each(
  Array.from(
    { length: runs },
    (_, index) => [index + 1, regions[index % regions.length] ?? regions[0]] as const,
  ),
)(
  'under adversity nothing is lost, and a plan after an apply is empty: seed %i in %s',
  async (seed, region) => {
    const directory = copyCheckout();
    const world = await LocalWorld.start(directory, { FARGATE_CRON_LOCAL_SEED: String(seed) });
    try {
      const stacks = new StackRunner(directory, { ...world.env, AWS_REGION: region });
      const deploy = async (deployed: readonly JobConfig[]): Promise<void> => {
        writeConfig(directory, deployed, region);
        await stacks.synthesize();
        for (const stack of stackNames) {
          await stacks.apply(stack);
          // Exit code 2 would mean that something is left to do.
          await stacks.succeed(stack, 'plan', '-input=false', '-detailed-exitcode');
        }
      };
      if (runs === 1) {
        stacks.pretendNetwork();
        stacks.pretendImage(region);
      }
      await deploy(jobs);
      await deploy(
        jobs.map((job) => ({ ...job, schedule: 'rate(2 days)', environment: { A: 'b' } })),
      );
      for (const stack of [...stackNames].reverse()) {
        await stacks.succeed(stack, 'destroy', '-input=false', '-auto-approve');
      }
      // A question may be refused here as well.
      await expect(resourcesIn(world.endpoint, region)).resolves.toEqual([]);
    } finally {
      await world.stop();
      rmSync(directory, { recursive: true });
    }
  },
);

function writeConfig(directory: string, deployed: readonly JobConfig[], region: string): void {
  const config: Config = {
    project: 'fargate-cron',
    network: { mode: 'endpoints' },
    jobs: [...deployed],
    environments: {
      local: {
        accountId: '123456789012',
        state: { backend: 'local' },
        image: { from: 'prebuilt', reference: 'v1' },
        protectData: false,
      },
    },
  };
  writeFileSync(
    join(directory, 'config.ts'),
    `export default ${JSON.stringify(inRegion(config, region))};\n`,
  );
}
