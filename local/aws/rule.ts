import type { Answer } from './answer';
import type { AwsCall } from './aws-call';

/** One thing in which AWS differs from moto. */
export interface Rule {
  /** In words with hyphens. */
  readonly name: string;
  /** Whose requests it is about, as they are signed; `*` for all. */
  readonly service: string;
  /** @default - all of the service */
  readonly operations?: readonly string[];
  /** What AWS does, in one sentence; it stands in docs/local-aws.md. */
  readonly does: string;
  /** Where that is known from: addresses, or what else can be looked up. */
  readonly sources: readonly string[];
  /** An answer in moto's place, or another request to it. */
  readonly request?: (call: AwsCall, moto: Moto) => Maybe<Answer | AwsCall>;
  /** Another answer than moto's. */
  readonly response?: (call: AwsCall, answer: Answer, moto: Moto) => Maybe<Answer>;
}

type Maybe<T> = T | undefined | Promise<T | undefined>;

/** The moto behind the rules, which it is asked without. */
export interface Moto {
  readonly endpoint: string;
  /** A call of a JSON protocol in the same region. */
  ask(call: AwsCall, operation: string, input: object): Promise<Answer>;
  /** A call of IAM. */
  askIam(action: string, input: Readonly<Record<string, string>>): Promise<Answer>;
}

export function isAbout({ service, operations }: Rule, call: AwsCall): boolean {
  if (service !== '*' && service !== call.service) return false;
  return operations === undefined || operations.includes(call.operation ?? '');
}
