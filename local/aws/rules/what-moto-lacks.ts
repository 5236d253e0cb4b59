import { jsonAnswer, outputOf, refusal, withOutput, xmlAnswer } from '../answer';
import type { Rule } from '../rule';

/** What Terraform's provider asks of Step Functions before it makes or changes a state machine. */
export function stateMachineChecks(): Rule {
  return {
    name: 'state-machine-checks',
    service: 'states',
    operations: ['ValidateStateMachineDefinition', 'ListStateMachineVersions'],
    does: 'Finds nothing wrong with a definition, and knows of no published version.',
    sources: [
      'https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html',
      'https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html',
    ],
    request: ({ operation }) =>
      operation === 'ValidateStateMachineDefinition'
        ? jsonAnswer({ result: 'OK', diagnostics: [] })
        : jsonAnswer({ stateMachineVersions: [] }),
  };
}

/** Without it, Terraform's provider finds nothing where it imports a bucket's encryption. */
export function bucketEncryption(): Rule {
  return {
    name: 'bucket-encryption',
    service: 's3',
    does: 'Encrypts every bucket, with keys of its own where nobody said anything else.',
    sources: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html'],
    response: ({ method, url }, { body }) =>
      method === 'GET' &&
      /[?&]encryption(?:[=&]|$)/.test(url) &&
      body.includes('<Code>ServerSideEncryptionConfigurationNotFoundError</Code>')
        ? xmlAnswer(
            '<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>',
          )
        : undefined,
  };
}

/** moto keeps the description of a rule for addresses alone. */
export function securityGroupRules(): Rule {
  const descriptions = new Map<string, string>();
  return {
    name: 'security-group-rules',
    service: 'ec2',
    operations: [
      'AuthorizeSecurityGroupIngress',
      'AuthorizeSecurityGroupEgress',
      'DescribeSecurityGroupRules',
    ],
    does: 'Keeps the description of a rule of a security group that names a group or a prefix list.',
    sources: ['https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html'],
    response: ({ operation, input }, answer) => {
      const text = answer.body.toString();
      if (operation !== 'DescribeSecurityGroupRules') {
        const [, description] =
          Object.entries(input).find(([name]) =>
            /^IpPermissions\.1\.(Groups|PrefixListIds)\.1\.Description$/.test(name),
          ) ?? [];
        for (const [, id = ''] of text.matchAll(/<securityGroupRuleId>([^<]+)</g)) {
          if (typeof description === 'string') descriptions.set(id, description);
        }
        return undefined;
      }
      const told = text.replaceAll(
        /<securityGroupRuleId>([^<]+)<\/securityGroupRuleId>/g,
        (element, id: string) => {
          const description = descriptions.get(id);
          return description === undefined
            ? element
            : `${element}<description>${description}</description>`;
        },
      );
      return { ...answer, body: Buffer.from(told) };
    },
  };
}

/** moto lets everybody assume a role that is not there. */
export function assumableRoles(): Rule {
  return {
    name: 'assumable-roles',
    service: 'sts',
    operations: ['AssumeRole'],
    does: 'Lets nobody assume a role that does not exist, and does not tell that it does not.',
    sources: [
      'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
      'https://repost.aws/knowledge-center/iam-assume-role-error',
    ],
    request: async (call, moto) => {
      const arn = String(call.input['RoleArn']);
      const role = await moto.askIam('GetRole', { RoleName: arn.split('/').at(-1) ?? '' });
      return role.status === 200
        ? undefined
        : refusal(
            call,
            'AccessDenied',
            `User: arn:aws:iam::123456789012:user/local is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
            403,
          );
    },
  };
}

/** moto lets a task come to its end and its containers succeed, of which it has started none. */
export function noContainers(): Rule {
  return {
    name: 'no-containers',
    service: 'ecs',
    operations: ['DescribeTasks'],
    does: 'Gives no exit code to a container that never ran, and says why it did not.',
    sources: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Container.html'],
    response: (_, answer) => {
      const { tasks, ...others } = (outputOf(answer) ?? {}) as { tasks?: readonly MotoTask[] };
      if (tasks === undefined) return undefined;
      return withOutput(answer, { tasks: tasks.map(withoutContainers), ...others });
    },
  };
}

interface MotoTask {
  readonly lastStatus?: string;
  readonly containers?: readonly { readonly lastStatus?: string; readonly exitCode?: number }[];
}

/** What moto says of a task, where it leaves a container of one that has ended as it began. */
function withoutContainers(task: MotoTask): object {
  const { lastStatus, containers = [] } = task;
  if (lastStatus !== 'STOPPED' || !containers.some((each) => each.lastStatus === 'PENDING')) {
    return task;
  }
  return {
    ...task,
    stoppedReason: 'the local AWS runs no container, npx fargate-cron demo fires each job in one',
    containers: containers.map((container) => ({ ...container, exitCode: undefined })),
  };
}

/** moto answers such a call with status 500, after which AWS's clients ask again and again. */
export function unknownCalls(): Rule {
  return {
    name: 'unknown-calls',
    service: '*',
    does: 'Refuses at once what moto does not know or fails over, so that no client asks for ever.',
    sources: ['https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html'],
    response: (call, { body }) => {
      // The server's own page, and not an answer of moto, of which some are HTML by their type.
      if (!/<title>(?:500 Internal Server Error|404 Not Found)/.test(body.toString())) {
        return undefined;
      }
      const what = `${call.service}:${call.operation ?? `${call.method} ${call.url}`}`;
      return refusal(
        call,
        ['query', 'ec2'].includes(call.protocol) ? 'InvalidAction' : 'UnknownOperationException',
        `the local AWS cannot do ${what}: moto does not know it, or failed over it`,
      );
    },
  };
}
