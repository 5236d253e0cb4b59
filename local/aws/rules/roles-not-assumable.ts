import { refusal, type Answer } from '../answer';
import type { AwsCall } from '../aws-call';
import type { Chance } from '../chance';
import type { Rule } from '../rule';

const share = 0.3;

interface Use {
  /** Where the role stands in the request. */
  role(input: AwsCall['input']): unknown;
  refuse(call: AwsCall, role: string): Answer;
}

// Terraform's provider knows each by its words:
// https://github.com/hashicorp/terraform-provider-aws/tree/v5.100.0/internal/service, in
// scheduler/schedule.go, sfn/state_machine.go and ec2/vpc_flow_log.go
const uses: Readonly<Record<string, Use>> = {
  'scheduler:CreateSchedule': {
    role: ({ Target }) => (Target as Record<string, unknown> | undefined)?.['RoleArn'],
    refuse: (call) =>
      refusal(
        call,
        'ValidationException',
        'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
      ),
  },
  'states:CreateStateMachine': {
    role: ({ roleArn }) => roleArn,
    refuse: (call) =>
      refusal(
        call,
        'AccessDeniedException',
        'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
      ),
  },
  'ec2:CreateFlowLogs': {
    role: ({ DeliverLogsPermissionArn }) => DeliverLogsPermissionArn,
    refuse: (call, role) =>
      refusal(call, 'InvalidParameter', `Unable to assume given IAM role: '${role}'`),
  },
};

/** @param chance which roles a service cannot assume at once */
export function rolesNotAssumable(chance: Chance): Rule {
  // Each service comes to know of a role by itself.
  const unknown = new Set<string>();
  return {
    name: 'roles-not-assumable',
    service: '*',
    does: 'Refuses the first use of a new role, since a service cannot assume it yet.',
    sources: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html',
      'https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/scheduler/schedule.go',
      'https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/sfn/state_machine.go',
      'https://github.com/hashicorp/terraform-provider-aws/issues/29323',
    ],
    request: (call) => {
      const use = uses[`${call.service}:${call.operation ?? ''}`];
      const role = use?.role(call.input);
      if (use === undefined || typeof role !== 'string') return undefined;
      const what = `${call.service} ${role}`;
      if (!unknown.delete(what)) return undefined;
      return chance.happens(`roles-not-assumable ${what}`, share)
        ? use.refuse(call, role)
        : undefined;
    },
    response: ({ service, operation }, { status, body }) => {
      if (service !== 'iam' || operation !== 'CreateRole' || status !== 200) return undefined;
      const [, role = ''] = /<Arn>(.*?)<\/Arn>/.exec(body.toString()) ?? [];
      for (const use of Object.keys(uses)) unknown.add(`${use.split(':')[0] ?? ''} ${role}`);
      return undefined;
    },
  };
}
