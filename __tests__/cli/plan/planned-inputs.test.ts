import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plannedOutputs, withPlannedInputs } from '../../../cli/plan/planned-inputs';
import { reads, type Stack } from '../../../cli/plan/stacks';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

const plan = {
  output_changes: {
    assign_public_ip: { actions: ['no-op'], before: true, after: true, after_unknown: false },
    image_uri: { actions: ['update'], before: 'a:1', after: 'a:2', after_unknown: false },
    subnet_ids: { actions: ['create'], before: null, after: ['s-1'], after_unknown: [false, true] },
    task_role_arns: { actions: ['create'], before: null, after: {}, after_unknown: { job: true } },
    vpc_id: { actions: ['create'], before: null, after: null, after_unknown: true },
    old: { actions: ['delete'], before: 'x', after: null, after_unknown: false },
  },
};

test('outputs are taken as they will be, with a placeholder where they are not known', () => {
  expect(plannedOutputs('network', plan)).toEqual({
    stack: 'network',
    values: {
      assign_public_ip: true,
      image_uri: 'a:2',
      subnet_ids: ['s-1', 'known-after-apply-of-network'],
      task_role_arns: {
        job: expect.stringMatching(/^arn:aws:.*known-after-apply-of-network$/) as string,
      },
      vpc_id: 'known-after-apply-of-network',
    },
    changed: ['image_uri', 'subnet_ids', 'task_role_arns', 'vpc_id', 'old'],
    unknown: ['subnet_ids', 'task_role_arns', 'vpc_id'],
  });
});

describe('a stack with planned inputs', () => {
  const root = mkdtempSync(join(tmpdir(), 'fargate-cron-'));
  const folder = join(root, 'stacks', 'task');
  mkdirSync(folder, { recursive: true });
  const stack: Stack = {
    id: 'task',
    settings: loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' }),
    folder,
    readsFrom: ['network'],
    text: JSON.stringify({
      data: { terraform_remote_state: { network: { backend: 's3' }, image: { backend: 's3' } } },
      resource: { aws_x: { y: { vpc: '${data.terraform_remote_state.network.outputs.vpc_id}' } } },
    }),
  };
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  test('reads what the neighbour will have, in a folder of its own', () => {
    const made = withPlannedInputs(stack, [plannedOutputs('network', plan)]);
    expect(made).toBe(join(root, 'planned', 'task'));
    const { data } = JSON.parse(readFileSync(join(made, 'cdk.tf.json'), 'utf8')) as {
      data: {
        terraform_remote_state: Record<string, { backend: string; config?: { path: string } }>;
      };
    };
    expect(data.terraform_remote_state['image']).toEqual({ backend: 's3' });
    const { path = '' } = data.terraform_remote_state['network']?.config ?? {};
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      outputs: {
        assign_public_ip: { value: true, type: 'bool' },
        subnet_ids: { type: ['tuple', ['string', 'string']] },
        task_role_arns: { type: ['object', { job: 'string' }] },
        vpc_id: { type: 'string' },
      },
    });
  });

  test('is planned again only for what it reads', () => {
    expect(reads(stack, 'network', 'vpc_id')).toBe(true);
    expect(reads(stack, 'network', 'vpc')).toBe(false);
    expect(reads(stack, 'network', 'subnet_ids')).toBe(false);
    expect(reads(stack, 'image', 'vpc_id')).toBe(false);
  });
});
