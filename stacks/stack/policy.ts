import type { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';

/** One statement of an IAM policy, in IAM's own words. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Principal?: '*' | { readonly Service: string };
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** Renders a policy document. Values of other resources in it become Terraform references. */
export function policyDocument(...statements: Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/**
 * Lets one AWS service assume a role, and only on behalf of this account and one source, so that
 * nobody else can make the service use it (the confused deputy).
 */
export function trustService(
  service: string,
  caller: DataAwsCallerIdentity,
  sourceArn: string | readonly string[],
): string {
  return policyDocument({
    Effect: 'Allow',
    Action: ['sts:AssumeRole'],
    Principal: { Service: service },
    Condition: {
      StringEquals: { 'aws:SourceAccount': caller.accountId },
      ArnLike: { 'aws:SourceArn': sourceArn },
    },
  });
}
