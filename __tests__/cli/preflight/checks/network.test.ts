import { EC2Client } from '@aws-sdk/client-ec2';
import { checkNetwork } from '../../../../cli/preflight/checks/network';
import type { Subject } from '../../../../cli/preflight/subject';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

afterEach(() => {
  jest.restoreAllMocks();
});

const here = ['ecr.api', 'ecr.dkr', 's3', 'logs'];

test.each([
  [false, 'subnet-1 reaches AWS through VPC endpoints'],
  [true, expect.stringContaining('no VPC endpoint for ssmmessages:') as string],
])('without the internet, a shell (%p) needs an endpoint of its own', async (debug, detail) => {
  const answer = {
    Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1' }],
    VpcEndpoints: here.map((name) => ({ ServiceName: `com.amazonaws.us-east-1.${name}` })),
  };
  jest
    .spyOn(EC2Client.prototype as unknown as { send: () => Promise<object> }, 'send')
    .mockResolvedValue(answer);
  const subject = {
    settings: loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' }),
    task: {},
    launch: { subnets: ['subnet-1'], securityGroups: [], publicIp: false, debug },
  } as unknown as Subject;
  expect((await checkNetwork(subject)).map((finding) => finding.detail)).toEqual([detail]);
});
