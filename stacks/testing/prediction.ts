import type { Role } from './permissions';
import { kindOf, type StackId, type StackName } from '../settings/outputs';
import { partitionOf } from '../rules/partition';
import type { Grammar } from '../rules/schedule-expression';
import { arnOf, nameOf, type Attributes, type Surroundings } from '../rules/arns';

type Block = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

/** The Terraform JSON of one stack, as `Testing.synth` writes it. */
interface StackJson {
  readonly resource?: Block;
  readonly data?: Block;
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
}

/** The four stacks, and further schedule stacks where there are some. */
export type Stacks = Readonly<Record<StackId, StackJson> & Partial<Record<StackName, StackJson>>>;

/** When a schedule or a rule fires. */
export interface PredictedSchedule {
  readonly grammar: Grammar;
  readonly expression: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
}

/**
 * What an apply of synthesized stacks would make, as far as it can be known beforehand: names and
 * ARNs follow from the JSON once an account is given. So rights can be simulated across stacks, and
 * nothing has to be deployed.
 */
export class Prediction {
  readonly #stacks: Stacks;
  readonly #surroundings: Surroundings;

  constructor(stacks: Stacks, surroundings: Partial<Surroundings> = {}) {
    this.#stacks = stacks;
    this.#surroundings = {
      accountId: '123456789012',
      region: 'us-east-1',
      partition: partitionOf(surroundings.region ?? 'us-east-1'),
      ...surroundings,
    };
  }

  /** All IAM roles. */
  get roles(): Role[] {
    return Object.keys(this.#stacks).flatMap((id) => {
      const stack = id as StackName;
      return this.#all(stack, 'aws_iam_role').map((role) => {
        const name = nameOf('aws_iam_role', role);
        const policies = this.#all(stack, 'aws_iam_role_policy')
          .filter((policy) => this.#text(stack, policy['role']) === name)
          .map((policy) => ({
            name: String(policy['name']),
            policy: this.#json(stack, policy['policy']),
          }));
        return {
          arn: arnOf('aws_iam_role', role, this.#surroundings),
          trust: this.#json(stack, role['assume_role_policy']),
          policies,
        };
      });
    });
  }

  /** @throws when no stack makes a role of this name */
  role(name: string): Role {
    const role = this.roles.find(({ arn }) => arn.endsWith(`/${name}`));
    if (role === undefined) {
      const known = this.roles.map(({ arn }) => arn.split('/').at(-1)).join(', ');
      throw new Error(`no stack makes a role ${name}; there are ${known}`);
    }
    return role;
  }

  /** @throws when no stack schedules a job of this name */
  schedule(job: string): PredictedSchedule {
    const schedule = this.#scheduled('aws_scheduler_schedule').find(({ name }) => name === job);
    if (schedule !== undefined) {
      return {
        grammar: 'scheduler',
        expression: String(schedule['schedule_expression']),
        timeZone: optional(schedule['schedule_expression_timezone']) ?? 'UTC',
        enabled: schedule['state'] !== 'DISABLED',
        startDate: optional(schedule['start_date']),
        endDate: optional(schedule['end_date']),
      };
    }
    const prefix = this.#scheduled('aws_scheduler_schedule_group')[0]?.['name'];
    const rule = this.#scheduled('aws_cloudwatch_event_rule').find(
      ({ name }) => name === `${String(prefix)}-${job}`,
    );
    if (rule === undefined) {
      throw new Error(
        `no stack schedules a job ${job}; where it runs after another, ask for the schedule of that`,
      );
    }
    return {
      grammar: 'rule',
      expression: String(rule['schedule_expression']),
      timeZone: 'UTC',
      enabled: rule['state'] !== 'DISABLED',
    };
  }

  /** The resources of a type in every schedule stack. */
  #scheduled(type: string): Attributes[] {
    const stacks = Object.keys(this.#stacks) as StackName[];
    return stacks
      .filter((stack) => kindOf(stack) === 'schedule')
      .flatMap((stack) => this.#all(stack, type));
  }

  #all(stack: StackName, type: string): Attributes[] {
    return Object.values(this.#stacks[stack]?.resource?.[type] ?? {});
  }

  #json(stack: StackName, policy: unknown): unknown {
    return JSON.parse(this.#text(stack, policy));
  }

  /** Puts values in place of the references in a text, and takes escapes for what they mean. */
  #text(stack: StackName, text: unknown): string {
    return String(text)
      .replaceAll(/(?<!\$)\$\{([^}]*)\}/g, (_, reference: string) =>
        this.#value(stack, reference.trim()),
      )
      .replaceAll(/([$%])\1\{/g, '$1{');
  }

  #value(stack: StackName, reference: string): string {
    const { accountId, partition } = this.#surroundings;
    if (/^data\.aws_caller_identity\.[\w-]+\.account_id$/.test(reference)) return accountId;
    if (/^data\.aws_partition\.[\w-]+\.partition$/.test(reference)) return partition;

    const [, neighbour, output = '', key] =
      /^data\.terraform_remote_state\.(\w+)\.outputs\.(\w+)(?:\[\\?"([\w-]+)\\?"\])?$/.exec(
        reference,
      ) ?? [];
    if (neighbour !== undefined) {
      const other = neighbour as StackId;
      const value = this.#stacks[other].output?.[output]?.value;
      return this.#text(other, key === undefined ? value : (value as Attributes)[key]);
    }

    const [, isData, type = '', name = '', attribute = ''] =
      /^(data\.)?(aws_\w+)\.([\w-]+)\.(\w+)$/.exec(reference) ?? [];
    const { resource: made, data: read } = this.#stacks[stack] ?? {};
    const resource = (isData === undefined ? made : read)?.[type]?.[name];
    if (resource === undefined)
      throw new Error(`${stack} refers to ${reference}, which is unknown`);
    if (attribute === 'arn') return this.#text(stack, arnOf(type, resource, this.#surroundings));
    if (attribute === 'id') return this.#text(stack, nameOf(type, resource));
    return this.#text(stack, resource[attribute]);
  }
}

function optional(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
