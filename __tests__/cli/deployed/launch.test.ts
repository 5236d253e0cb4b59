import { SFNClient } from '@aws-sdk/client-sfn';
import { readLaunch } from '../../../cli/deployed/launch';
import type { JobConfig } from '../../../stacks/config/config';
import { stateMachineDefinition } from '../../../stacks/schedule/state-machine/definition';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';
import { account, cluster, machineOf } from '../runs/fake-aws-runs';

afterEach(() => {
  jest.restoreAllMocks();
});

test.each<Partial<JobConfig>>([{}, { overlap: 'replace' }, { fanOut: { symbolsPerTask: 10 } }])(
  'a state machine of %j is read for the others that it starts',
  async (job) => {
    const settings = loadSettings(configOf(job), { FARGATE_CRON_ENV: 'test' });
    const [nightly] = settings.jobs;
    if (nightly === undefined) throw new Error('there is no job');
    const launchWith = (followers: Readonly<Record<string, string>>) => {
      const definition = stateMachineDefinition(nightly, {
        ...{ partition: 'aws', clusterArn: cluster, subnets: [], securityGroups: [] },
        taskDefinitionArn: `arn:aws:ecs:${account}:task-definition/acme-test-nightly:1`,
        ...{ assignPublicIp: 'ENABLED', bucket: 'data', locked: false, followers },
        runs: '_runs/job=nightly/',
      });
      const described = { definition: JSON.stringify(definition), roleArn: 'arn:role' };
      jest
        .spyOn(SFNClient.prototype as unknown as { send: () => Promise<object> }, 'send')
        .mockResolvedValue(described);
      const target = { arn: machineOf('nightly'), roleArn: undefined, ecs: undefined };
      return readLaunch(settings, { ...target, input: () => '{}' });
    };
    expect((await launchWith({})).starts).toEqual([]);
    const starts = [machineOf('report'), machineOf('mail')];
    expect(
      await launchWith({ report: machineOf('report'), mail: machineOf('mail') }),
    ).toMatchObject({ clusterArn: cluster, machineRoleArn: 'arn:role', starts });
  },
);
