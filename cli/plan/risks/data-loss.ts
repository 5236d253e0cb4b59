import { crawlerName } from '../../../stacks/settings/images';
import type { ResourceChange } from '../changes';
import type { Finding } from './risk';

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

/** A change that takes data along. */
export function dataRisks(change: ResourceChange): Finding[] {
  const { type, action, imported, before, attributes } = change;
  const lost = holdings[type];
  if (lost !== undefined && (action === 'destroy' || action === 'replace')) {
    if (before?.['skip_destroy'] === true) return [stays(change, String(before['name']))];
    const forcing = attributes
      .filter(({ forcesReplacement }) => forcesReplacement === true)
      .map(({ path }) => `\`${path}\``);
    const why =
      action === 'destroy' ? 'is destroyed' : `is replaced because ${forcing.join(', ')} changes`;
    return [risk(`${why}: ${lost} would be lost${keptBy(change)}`)];
  }
  return before !== undefined && type === 'aws_s3_bucket' && imported === true
    ? [
        risk(
          'is taken over: its policy, lifecycle rules and access become what the resources of the bucket in this plan say, whatever they were; look for objects that the rules would delete',
        ),
      ]
    : [];
}

/** What `imports` keeps under its name, where another name is why it would be replaced. */
function keptBy({ stack, type, action, before, attributes }: ResourceChange): string {
  const renamed = attributes.find(
    ({ path, forcesReplacement }) => /^(bucket|name)$/.test(path) && forcesReplacement === true,
  );
  if (action !== 'replace' || renamed === undefined) return '';
  const name = String(before?.[renamed.path]);
  const fields: Readonly<Record<string, string | undefined>> = {
    aws_s3_bucket: `dataBucket: '${name}'`,
    aws_ecr_repository: name.endsWith(`-${crawlerName}`) ? `repository: '${name}'` : undefined,
    // That of the network's flows is no job's.
    aws_cloudwatch_log_group: stack === 'task' ? `logGroups: { <job>: '${name}' }` : undefined,
  };
  const field = fields[type];
  return field === undefined ? '' : `; \`imports: { ${field} }\` in \`config.ts\` keeps it`;
}

/** Of a log group: nothing else that the project makes and that holds data has the switch. */
function stays({ stack, address }: ResourceChange, name: string): Finding {
  const taken =
    stack === 'task'
      ? `\`imports.logGroups: { <job>: '${name}' }\` in \`config.ts\` takes it back`
      : `where it is made again, \`terraform import '${address}' ${name}\` takes it back first`;
  return {
    kind: 'data-kept',
    text: `leaves Terraform's state and stays in AWS with its lines, which go after its retention; ${taken}`,
  };
}

function risk(text: string): Finding {
  return { kind: 'data-loss', text };
}
