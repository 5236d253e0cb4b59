import type { ResourceChange } from '../changes';
import { widenings, wildcards } from '../policy-document';
import type { Finding } from './risk';
import { isObject, listOf, unknown } from '../values';

const mostSentences = 8;

/** Where each type of resource keeps its policies. */
const policyAttributes: Readonly<Record<string, readonly string[]>> = {
  aws_iam_role: ['assume_role_policy'],
  aws_iam_role_policy: ['policy'],
  aws_iam_policy: ['policy'],
  aws_iam_user_policy: ['policy'],
  aws_iam_group_policy: ['policy'],
  aws_s3_bucket_policy: ['policy'],
  aws_sqs_queue: ['policy'],
  aws_sqs_queue_policy: ['policy'],
  aws_sns_topic_policy: ['policy'],
  aws_ecr_repository_policy: ['policy'],
  aws_kms_key: ['policy'],
  aws_kms_key_policy: ['policy'],
  aws_secretsmanager_secret_policy: ['policy'],
  aws_vpc_endpoint: ['policy'],
};

/** What each attachment is attached to: an ID that is not known yet belongs to something new. */
const holders: Readonly<Record<string, string>> = {
  aws_iam_role_policy: 'role',
  aws_iam_role_policy_attachment: 'role',
  aws_iam_user_policy: 'user',
  aws_iam_group_policy: 'group',
  aws_s3_bucket_policy: 'bucket',
  aws_sqs_queue_policy: 'queue_url',
  aws_sns_topic_policy: 'arn',
  aws_ecr_repository_policy: 'repository',
};

/** A change that lets somebody do what they could not do before. */
export function iamRisks(change: ResourceChange): Finding[] {
  const { type } = change;
  const found = (policyAttributes[type] ?? []).flatMap((attribute) =>
    policyRisks(change, attribute),
  );
  if (type === 'aws_iam_role_policy_attachment') found.push(...attachmentRisks(change));
  if (type === 'aws_iam_role') found.push(...boundaryRisks(change));
  return found;
}

function policyRisks(change: ResourceChange, attribute: string): Finding[] {
  const before = change.before?.[attribute];
  const after = change.after?.[attribute];
  if (after === unknown) {
    return before === undefined
      ? []
      : [
          {
            kind: 'iam-widened',
            text: `\`${attribute}\` is known only after apply: it cannot be compared`,
          },
        ];
  }
  const known = new Set(wildcards(before));
  // A policy of an endpoint gives no rights: it limits those of others, and without one all pass.
  const unlimited =
    change.type === 'aws_vpc_endpoint' ? [] : wildcards(after).filter((text) => !known.has(text));
  const wider = isNew(change) ? [] : widenings(before, after);
  const rest = wider.filter((text) => !unlimited.includes(text));
  return [...findings('iam-wildcard', unlimited), ...findings('iam-widened', rest)];
}

/** Whether nobody had the policy's holder before: what is new altogether is not widened. */
function isNew({ type, before, after }: ResourceChange): boolean {
  if (before !== undefined) return false;
  const holder = holders[type];
  return holder === undefined || after?.[holder] === unknown;
}

function attachmentRisks(change: ResourceChange): Finding[] {
  const { before, after } = change;
  if (after === undefined || before?.['policy_arn'] === after['policy_arn']) return [];
  const arn = String(after['policy_arn']);
  if (/:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$/.test(arn)) {
    return [{ kind: 'iam-wildcard', text: `attaches \`${arn}\`` }];
  }
  return isNew(change) ? [] : [{ kind: 'iam-widened', text: `attaches \`${arn}\`` }];
}

function boundaryRisks({ before, after }: ResourceChange): Finding[] {
  const was = before?.['permissions_boundary'];
  const becomes = after?.['permissions_boundary'];
  return typeof was === 'string' && was !== '' && isObject(after) && was !== becomes
    ? [{ kind: 'iam-widened', text: `drops the permissions boundary \`${was}\`` }]
    : [];
}

function findings(kind: Finding['kind'], sentences: readonly string[]): Finding[] {
  const unique = [...new Set(listOf(sentences).map(String))];
  if (unique.length === 0) return [];
  const more = unique.length - mostSentences;
  const text = unique.slice(0, mostSentences).join('; ');
  return [{ kind, text: more > 0 ? `${text}; and ${more} more` : text }];
}
