import type { AttributeChange } from '../attributes';
import type { ResourceChange } from '../changes';
import { code } from '../markdown';
import { at, isObject, listOf } from '../values';
import type { Finding, RiskContext, RiskKind } from './risk';

/** One thing that protects what a resource holds or does. */
interface Protection {
  /** The resource's type and the path of the attribute, without the indices of lists. */
  readonly where: RegExp;
  /** Whether it protects less than it did; nothing stands for what has no value. */
  readonly isWeaker: (was: string | undefined, becomes: string | undefined) => boolean;
  readonly text: (was: string, becomes: string, attribute: string) => string;
  /** @default 'protection-weakened' */
  readonly kind?: RiskKind;
  /** Attribute of the resource that protects in its place where it has a value. */
  readonly unless?: string;
}

const on: Protection['isWeaker'] = (_, becomes) => becomes === 'true';
const off: Protection['isWeaker'] = (was) => was === 'true';
const fewer: Protection['isWeaker'] = (was, becomes) => Number(becomes ?? 0) < Number(was ?? 0);
// Without days, or with 0, things are kept for ever.
const fewerDays: Protection['isWeaker'] = (was = '0', becomes = '0') =>
  becomes !== '0' && (was === '0' || Number(becomes) < Number(was));

/** @param values the strongest first */
function ranked(...values: readonly string[]): Protection['isWeaker'] {
  const rank = (value = values.at(-1) ?? ''): number =>
    values.includes(value) ? values.indexOf(value) : values.length;
  return (was, becomes) => rank(was) < rank(becomes);
}

const changed = (what: string) => (was: string, becomes: string) =>
  `${what}: ${code(was)} becomes ${becomes === '' ? 'nothing' : code(becomes)}`;
const turnedOff = (what: string) => (_: string, __: string, attribute: string) =>
  `\`${attribute}\` is turned off: ${what}`;
const turnedOn = (what: string) => (_: string, __: string, attribute: string) =>
  `\`${attribute}\` is turned on: ${what}`;
const shortened = (what: string) => (was: string, becomes: string, attribute: string) =>
  `${what}: \`${attribute}\` becomes ${becomes || '0'}, not ${was}`;

/** By attribute rather than by type, so that what a project adds of its own is seen, too. */
const protections: readonly Protection[] = [
  {
    where: /[._]kms_(master_)?key(_id|_arn|_identifier)?$|^aws_ssm_parameter\.key_id$/,
    isWeaker: losesKey,
    text: (was, becomes) =>
      becomes === ''
        ? `is no longer encrypted with the key ${code(was)}`
        : `is encrypted with another key, ${code(becomes)}, not ${code(was)}`,
  },
  {
    where: /\.sse_algorithm$/,
    isWeaker: ranked('aws:kms:dsse', 'aws:kms', 'AES256'),
    text: changed('is encrypted less well'),
  },
  {
    where: /\.encryption_type$/,
    isWeaker: ranked('KMS_DSSE', 'KMS', 'AES256', 'NONE'),
    text: changed('is encrypted less well'),
  },
  {
    where: /\.encryption_configuration\.type$/,
    isWeaker: ranked('CUSTOMER_MANAGED_KMS_KEY', 'AWS_OWNED_KEY'),
    text: changed('is encrypted less well'),
  },
  {
    where: /[._](encrypted|(sse|encryption)_enabled|server_side_encryption\.enabled)$/,
    isWeaker: off,
    text: turnedOff('it is encrypted less well'),
    unless: 'kms_master_key_id',
  },
  {
    where: /^aws_ssm_parameter\.type$/,
    isWeaker: ranked('SecureString', 'String'),
    text: changed('is no longer encrypted'),
  },
  {
    where: /\.transit_encryption$/,
    isWeaker: ranked('ENABLED', 'DISABLED'),
    text: changed('is no longer encrypted on the way'),
  },
  {
    where: /\.enable_key_rotation$/,
    isWeaker: off,
    text: turnedOff('the key stays the same for ever'),
  },
  {
    where: /\.(enable_)?deletion_protection(_enabled)?$/,
    isWeaker: off,
    text: turnedOff('it may be deleted'),
  },
  {
    where: /\.(recovery|deletion)_window_in_days$/,
    isWeaker: fewer,
    text: shortened('can be had back for a shorter time'),
  },
  {
    where: /\.point_in_time_recovery(\.enabled)?$/,
    isWeaker: off,
    text: turnedOff('no earlier state of it can be had back'),
  },
  {
    where: /\.(backup_retention_period|recovery_period_in_days)$/,
    isWeaker: fewer,
    text: shortened('has backups for a shorter time'),
  },
  {
    where: /\.mfa_delete$/,
    isWeaker: ranked('Enabled', 'Disabled'),
    text: changed('versions may be deleted without a second factor'),
  },
  {
    where: /\.default_retention\.(days|years)$/,
    isWeaker: fewer,
    text: shortened('objects may be deleted earlier'),
  },
  {
    where: /\.default_retention\.mode$/,
    isWeaker: ranked('COMPLIANCE', 'GOVERNANCE'),
    text: changed('objects may be deleted by who may bypass it'),
  },
  {
    where: /\.object_ownership$/,
    isWeaker: ranked('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'),
    text: changed('lists of access count again'),
  },
  {
    where: /\.scan_on_push$/,
    isWeaker: off,
    text: turnedOff('nobody looks for known holes in new images'),
  },
  {
    where: /\.image_tag_mutability$/,
    isWeaker: ranked('IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION', 'MUTABLE'),
    text: changed('a tag may come to mean another image'),
  },
  {
    where: /\.readonlyRootFilesystem$/,
    isWeaker: off,
    text: turnedOff('the container may write to its own files'),
  },
  {
    where: /\.privileged$/,
    isWeaker: on,
    text: turnedOn('the container has the rights of its host'),
  },
  {
    where: /\.linuxParameters\.capabilities\.drop$/,
    isWeaker: (was = '', becomes = '') =>
      becomes !== 'ALL' && was.split(', ').some((name) => !becomes.split(', ').includes(name)),
    text: changed('the container keeps capabilities that were dropped'),
  },
  {
    where: /\.tracing_configuration\.enabled$/,
    isWeaker: off,
    text: turnedOff('it is no longer traced'),
  },
  {
    where: /\.tracing_config(\.mode)?$/,
    isWeaker: ranked('Active', 'PassThrough'),
    text: changed('is no longer traced'),
  },
  {
    where: /\.logging_configuration\.level$/,
    isWeaker: ranked('ALL', 'ERROR', 'FATAL', 'OFF'),
    text: changed('logs less'),
  },
  {
    where: /\.(enable_logging|(access|connection)_logs\.enabled)$/,
    isWeaker: off,
    text: turnedOff('it no longer logs'),
  },
  {
    where: /^aws_s3_bucket_logging\.target_bucket$/,
    isWeaker: (was, becomes) => was !== undefined && becomes === undefined,
    text: (was) => `no longer logs to ${code(was)}`,
  },
  {
    where: /^aws_flow_log\.traffic_type$/,
    isWeaker: (was) => was === 'ALL',
    text: changed('logs less of the traffic'),
  },
  {
    where: /^aws_ecs_cluster\.setting\.value$/,
    isWeaker: ranked('enhanced', 'enabled', 'disabled'),
    text: changed('measures less'),
  },
  {
    where: /^aws_cloudwatch_metric_alarm\.actions_enabled$/,
    isWeaker: off,
    text: turnedOff('the alarm tells nobody'),
  },
  {
    kind: 'data-loss',
    where: /^aws_cloudwatch_log_group\.retention_in_days$/,
    isWeaker: fewerDays,
    text: (was, becomes) =>
      `keeps log lines for ${becomes} days, not ${was === '0' ? 'for ever' : was}: older ones would be deleted`,
  },
  {
    kind: 'data-loss',
    where:
      /^aws_s3_bucket_lifecycle_configuration\.rule\.(expiration\.days|noncurrent_version_expiration\.noncurrent_days)$/,
    isWeaker: fewerDays,
    text: (was, becomes, attribute) =>
      `\`${attribute}\` becomes ${becomes}, not ${was || '0'}: what is older would be deleted`,
  },
  {
    kind: 'data-loss',
    where: /\.(message_retention_seconds|retention_period)$/,
    isWeaker: fewer,
    text: shortened('is kept for a shorter time'),
  },
  {
    kind: 'data-loss',
    where: /^aws_s3_bucket_versioning\.versioning_configuration\.status$/,
    isWeaker: (was) => was === 'Enabled',
    text: () => 'ends versioning: what is overwritten from then on cannot be had back',
  },
  {
    kind: 'data-loss',
    where: /^aws_s3_bucket\.force_destroy$|^aws_ecr_repository\.force_delete$/,
    isWeaker: on,
    text: turnedOn('destroying it would take its content along'),
  },
  {
    kind: 'data-loss',
    where: /^aws_cloudwatch_log_group\.skip_destroy$/,
    isWeaker: off,
    text: turnedOff('destroying it would take its lines along'),
  },
  {
    kind: 'network-opened',
    where: /^aws_s3_bucket_public_access_block\./,
    isWeaker: off,
    text: (_, __, attribute) => `public access is no longer blocked: \`${attribute}\``,
  },
  {
    kind: 'network-opened',
    where: /\.publicly_accessible$/,
    isWeaker: on,
    text: () => 'can be reached from the internet',
  },
];

/** A change after which something protects less: encryption, retention, deletion, records. */
export function protectionRisks(change: ResourceChange, { changes }: RiskContext): Finding[] {
  const { type, action, before, after, attributes } = change;
  // What is new protected nothing before, and what goes has nothing left to protect.
  if (before === undefined || action === 'forget') return [];
  if (action === 'destroy' && !outlived(change, changes)) return [];
  return attributes.flatMap((attribute) => {
    if (isOfContainerThatGoes(change, attribute)) return [];
    const path = attribute.path.replaceAll(/\[[^\]]*\]/g, '');
    return protections
      .filter(({ where }) => where.test(`${type}.${path}`))
      .filter(({ isWeaker }) => isWeaker(attribute.before, known(attribute)))
      .filter(({ unless = '' }) => !isObject(after) || (after[unless] ?? '') === '')
      .map(({ kind = 'protection-weakened', text }) => ({
        kind,
        text:
          attribute.afterUnknown === true
            ? `\`${attribute.path}\` is known only after apply: it cannot be compared with ${code(attribute.before ?? '')}`
            : text(attribute.before ?? '', attribute.after ?? '', attribute.path),
      }));
  });
}

function known({ after, afterUnknown }: AttributeChange): string | undefined {
  return afterUnknown === true ? undefined : after;
}

/** Whether a resource is a setting of a bucket that stays, so that AWS's default takes its place. */
function outlived({ type, before }: ResourceChange, changes: readonly ResourceChange[]): boolean {
  return (
    type.startsWith('aws_s3_bucket_') &&
    !changes.some(
      (other) =>
        other.type === 'aws_s3_bucket' &&
        other.action === 'destroy' &&
        other.before?.['bucket'] === before?.['bucket'],
    )
  );
}

function isOfContainerThatGoes({ after }: ResourceChange, { path }: AttributeChange): boolean {
  const [, container] = /^container_definitions\[([^\]]*)\]/.exec(path) ?? [];
  return (
    container !== undefined &&
    !listOf(after?.['container_definitions']).some((item) => at(item, 'name') === container)
  );
}

/** A key of AWS's own, which everybody of the account may use, is no loss against another. */
function losesKey(was: string | undefined, becomes: string | undefined): boolean {
  if (was === undefined || (becomes !== undefined && /(^|:)alias\/aws\//.test(was))) return false;
  const keyOf = (name: string): string => name.replace(/^.*:key\//, '');
  return becomes === undefined || keyOf(was) !== keyOf(becomes);
}
