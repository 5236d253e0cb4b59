/** What AWS asks for one unit, in US dollars without tax and without the free tier. */
export interface Price {
  readonly usd: number;
  /** What one unit is. */
  readonly unit: string;
  /** The page that says so, and the day it was read. */
  readonly source: string;
  readonly asOf: string;
}

/** The region whose prices these are. Most others cost up to a third more. */
export const pricesRegion = 'us-east-1';

const asOf = '2026-06-17';
const fargate = { source: 'https://aws.amazon.com/fargate/pricing/', asOf };
const vpc = { source: 'https://aws.amazon.com/vpc/pricing/', asOf };
const privateLink = { source: 'https://aws.amazon.com/privatelink/pricing/', asOf };
const cloudWatch = { source: 'https://aws.amazon.com/cloudwatch/pricing/', asOf };
const s3 = { source: 'https://aws.amazon.com/s3/pricing/', asOf };
const ecr = { source: 'https://aws.amazon.com/ecr/pricing/', asOf };
const secrets = { source: 'https://aws.amazon.com/secrets-manager/pricing/', asOf };
const kms = { source: 'https://aws.amazon.com/kms/pricing/', asOf };
const stepFunctions = { source: 'https://aws.amazon.com/step-functions/pricing/', asOf };

export const prices = {
  vcpuX86: { usd: 0.04048, unit: 'vCPU-hour', ...fargate },
  vcpuArm: { usd: 0.03238, unit: 'vCPU-hour', ...fargate },
  memoryX86: { usd: 0.004445, unit: 'GB-hour', ...fargate },
  memoryArm: { usd: 0.00356, unit: 'GB-hour', ...fargate },
  ephemeralStorage: { usd: 0.000111, unit: 'GB-hour', ...fargate },
  publicIpv4: { usd: 0.005, unit: 'address-hour', ...vpc },
  natGateway: { usd: 0.045, unit: 'gateway-hour', ...vpc },
  natGatewayData: { usd: 0.045, unit: 'GB', ...vpc },
  interfaceEndpoint: { usd: 0.01, unit: 'endpoint-zone-hour', ...privateLink },
  logIngestion: { usd: 0.5, unit: 'GB', ...cloudWatch },
  logStorage: { usd: 0.03, unit: 'GB-month', ...cloudWatch },
  alarm: { usd: 0.1, unit: 'alarm metric-month', ...cloudWatch },
  highResolutionAlarm: { usd: 0.3, unit: 'alarm metric-month', ...cloudWatch },
  compositeAlarm: { usd: 0.5, unit: 'alarm-month', ...cloudWatch },
  dashboard: { usd: 3, unit: 'dashboard-month', ...cloudWatch },
  customMetric: { usd: 0.3, unit: 'metric-month', ...cloudWatch },
  enhancedInsightsMetric: { usd: 0.07, unit: 'metric-month', ...cloudWatch },
  bucketStorage: { usd: 0.023, unit: 'GB-month', ...s3 },
  bucketWrites: { usd: 0.005, unit: 'thousand requests', ...s3 },
  imageStorage: { usd: 0.1, unit: 'GB-month', ...ecr },
  secret: { usd: 0.4, unit: 'secret-month', ...secrets },
  kmsKey: { usd: 1, unit: 'key-month', ...kms },
  stateTransitions: { usd: 0.025, unit: 'thousand transitions', ...stepFunctions },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

/** Fargate Spot's price moves; AWS promises up to 70 % off. */
export const spotShare = 0.3;
