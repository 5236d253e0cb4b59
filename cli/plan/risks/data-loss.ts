import type { ResourceChange } from '../changes';
import type { Finding } from './risk';
import { at } from '../values';

/** What is lost with a resource of each type. */
const holdings: Readonly<Record<string, string>> = {
  aws_s3_bucket: 'every object in the bucket',
  aws_ecr_repository: 'every image in the repository',
  aws_cloudwatch_log_group: 'the log lines of all runs',
  aws_sqs_queue: 'the firings that wait in the queue',
  aws_dynamodb_table: 'every item of the table',
  aws_efs_file_system: 'every file',
  aws_ebs_volume: 'everything on the volume',
  aws_db_instance: 'the database',
  aws_rds_cluster: 'the databases',
  aws_secretsmanager_secret: 'the secret',
  aws_ssm_parameter: 'the parameter',
  aws_kms_key: 'everything that was encrypted with the key',
};

/** A change that takes data along, at once or the next time something is destroyed. */
export function dataRisks(change: ResourceChange): Finding[] {
  const { type, action, imported, before, after, attributes } = change;
  const lost = holdings[type];
  if (lost !== undefined && (action === 'destroy' || action === 'replace')) {
    if (before?.['skip_destroy'] === true) return [stays(String(before['name']))];
    const forcing = attributes
      .filter(({ forcesReplacement }) => forcesReplacement === true)
      .map(({ path }) => `\`${path}\``);
    const why =
      action === 'destroy' ? 'is destroyed' : `is replaced because ${forcing.join(', ')} changes`;
    return [risk(`${why}: ${lost} would be lost`)];
  }
  if (before === undefined) return [];
  if (type === 'aws_s3_bucket' && imported === true) {
    return [
      risk(
        'is taken over: its policy, lifecycle rules, encryption and access become what the resources of the bucket in this plan say, whatever they were; look for objects that the rules would delete',
      ),
      ...turnedOn('force_destroy', before, after),
    ];
  }
  switch (type) {
    case 'aws_cloudwatch_log_group':
      return [
        ...shortened(before['retention_in_days'], after?.['retention_in_days']),
        ...(before['skip_destroy'] === true && after?.['skip_destroy'] !== true
          ? [risk('`skip_destroy` is turned off: destroying it would take its lines along')]
          : []),
      ];
    case 'aws_s3_bucket':
      return turnedOn('force_destroy', before, after);
    case 'aws_ecr_repository':
      return turnedOn('force_delete', before, after);
    case 'aws_s3_bucket_versioning': {
      const [was, becomes] = [before, after].map((side) =>
        at(side, 'versioning_configuration', 0, 'status'),
      );
      return was === 'Enabled' && becomes !== 'Enabled'
        ? [risk('ends versioning: what is overwritten from then on cannot be had back')]
        : [];
    }
    default:
      return [];
  }
}

/** Days after which log lines go; 0 keeps them for ever. */
function shortened(before: unknown, after: unknown): Finding[] {
  if (typeof before !== 'number' || typeof after !== 'number') return [];
  return after !== 0 && (before === 0 || after < before)
    ? [
        risk(
          `keeps log lines for ${after} days, not ${before === 0 ? 'for ever' : before}: older ones would be deleted`,
        ),
      ]
    : [];
}

function turnedOn(
  switchName: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>> | undefined,
): Finding[] {
  return after?.[switchName] === true && before[switchName] !== true
    ? [risk(`\`${switchName}\` is turned on: destroying it would take its content along`)]
    : [];
}

/** Of a log group: nothing else that the project makes and that holds data has the switch. */
function stays(name: string): Finding {
  return {
    kind: 'data-kept',
    text: `leaves Terraform's state and stays in AWS with its lines, which go after its retention; \`imports.logGroups: { <job>: '${name}' }\` in \`config.ts\` takes it back`,
  };
}

function risk(text: string): Finding {
  return { kind: 'data-loss', text };
}
