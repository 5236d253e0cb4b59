/**
 * Services whose endpoints go by cn.com.amazonaws.… in China; all others go by com.amazonaws.… there,
 * too. As `aws ec2 describe-vpc-endpoint-services` lists them:
 * https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts
 */
const namedForChina = new Set([
  'account',
  'application-autoscaling',
  'appmesh-envoy-management',
  'athena',
  'autoscaling',
  'awsconnector',
  'backup',
  'batch',
  'cassandra',
  'cloudcontrolapi',
  'cloudformation',
  'codedeploy-commands-secure',
  'databrew',
  'dms',
  'ebs',
  'ec2',
  'ecr.api',
  'ecr.dkr',
  'eks',
  'elasticache',
  'elasticbeanstalk',
  'elasticfilesystem',
  'elasticfilesystem-fips',
  'emr-containers',
  'execute-api',
  'fsx',
  'imagebuilder',
  'iot.data',
  'iotsitewise.api',
  'iotsitewise.data',
  'kinesis-streams',
  'lambda',
  'license-manager',
  'monitoring',
  'polly',
  'rds',
  'redshift',
  'redshift-data',
  's3',
  'sagemaker.api',
  'sagemaker.featurestore-runtime',
  'sagemaker.runtime',
  'securityhub',
  'servicecatalog',
  'sms',
  'sqs',
  'states',
  'sts',
  'sync-states',
  'synthetics',
  'transcribestreaming',
  'transfer',
  'workspaces',
  'xray',
]);

/** Of the same source. */
const namedForEurope = new Set(['ecr.api', 'ecr.dkr', 'execute-api', 'securityhub']);

/**
 * The name of the service that an interface endpoint leads to.
 *
 * @param service what follows the region in it: `sqs`, `ecr.api`
 */
export function endpointServiceName(region: string, service: string): string {
  const name = `com.amazonaws.${region}.${service}`;
  if (region.startsWith('cn-')) {
    // https://github.com/aws/aws-cdk/pull/25333
    if (service === 'transcribe') return `cn.${name}.cn`;
    return namedForChina.has(service) ? `cn.${name}` : name;
  }
  if (region.startsWith('eusc-') && namedForEurope.has(service)) {
    return `eu.amazonaws.${region}.${service}`;
  }
  return name;
}
