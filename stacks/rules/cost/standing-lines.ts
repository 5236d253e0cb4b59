import { historyName } from '../history-name';
import { isNotifier } from '../notifier-name';
import { hoursAMonth } from '../runs-a-month';
import type { Assumptions } from './assumptions';
import { watchedRunsOf, type Job } from './jobs';
import { line, type CostLine } from './line';
import { watchedJob } from '../missed-runs';
import { machineOf } from './machine';
import { metricsOf } from './metric-lines';
import { ofType, text, type PricedResource, type Values } from './values';

// About what ECS tells of a task that ended; of an execution it is less.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
const kbPerEnd = 5;

/** What is paid for as long as it stands. */
export function standingLines(
  { type, values }: PricedResource,
  resources: readonly PricedResource[],
  jobs: readonly Job[],
  assumed: Assumptions,
): CostLine[] {
  switch (type) {
    case 'aws_nat_gateway': {
      const gateways = ofType(resources, 'aws_nat_gateway').length;
      const started = sum(jobs.map(({ runs, tasks }) => runs * tasks));
      return [
        line('NAT gateway', 'natGateway', hoursAMonth),
        line('NAT gateway data', 'natGatewayData', (started * assumed.transferGbPerRun) / gateways),
      ];
    }
    case 'aws_eip':
      return [line('Elastic IP address', 'publicIpv4', hoursAMonth)];
    case 'aws_vpc_endpoint':
      return values['vpc_endpoint_type'] === 'Interface'
        ? [
            line(
              'Interface endpoint',
              'interfaceEndpoint',
              hoursAMonth * zonesOf(values, resources),
            ),
          ]
        : [];
    case 'aws_cloudwatch_metric_alarm':
      return [alarmLine(values)];
    case 'aws_cloudwatch_composite_alarm':
      return [line('Composite alarm', 'compositeAlarm', 1)];
    case 'aws_cloudwatch_dashboard':
      return [line('Dashboard', 'dashboard', 1)];
    case 'aws_cloudwatch_log_group': {
      if (!text(values['name']).endsWith(historyName)) return [];
      const gb = (sum(jobs.map(({ runs, tasks }) => runs * tasks)) * kbPerEnd) / 1_000_000;
      const months = (Number(values['retention_in_days']) * 24) / hoursAMonth;
      return [
        line('History of runs', 'logIngestion', gb),
        line('History storage', 'logStorage', gb * months),
      ];
    }
    case 'aws_s3_bucket':
      return [line('Data in S3', 'bucketStorage', assumed.bucketGb)];
    case 'aws_ecr_repository':
      return [line('Images in ECR', 'imageStorage', assumed.repositoryGb)];
    case 'aws_secretsmanager_secret':
      return [line('Secret', 'secret', 1)];
    case 'aws_kms_key':
      return [line('KMS key', 'kmsKey', 1)];
    case 'aws_sfn_state_machine': {
      const { transitions: each } = machineOf(values);
      if (watchedJob(text(values['name'])) !== undefined) {
        return watchedRunsOf(resources, assumed).map(({ job, runs }) =>
          line('Watch for missed runs', 'stateTransitions', (runs * each) / 1000, job),
        );
      }
      if (isNotifier(text(values['name']))) {
        const failed = assumed.failedShare * sum(jobs.map(({ runs, tasks }) => runs * tasks));
        return [line('Notifications', 'stateTransitions', (failed * each) / 1000)];
      }
      const job = jobs.find(({ machine }) => machine?.name === values['name']);
      const transitions = (job?.runs ?? 0) * (job?.machine?.transitions ?? 0);
      return [line('State transitions', 'stateTransitions', transitions / 1000, job?.name)];
    }
    default:
      return [];
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function alarmLine(alarm: Values): CostLine {
  const metrics = metricsOf(alarm);
  const fast = metrics.some(({ period }) => Number(period ?? 60) < 60);
  return line(
    fast ? 'High-resolution alarm' : 'Alarm',
    fast ? 'highResolutionAlarm' : 'alarm',
    // An anomaly detector watches its band as two more metrics.
    Math.max(1, metrics.length) + (alarm['threshold_metric_id'] === undefined ? 0 : 2),
  );
}

/** An endpoint has one interface in each of its subnets; what is not known yet has all. */
function zonesOf({ subnet_ids: ids }: Values, resources: readonly PricedResource[]): number {
  if (Array.isArray(ids) && ids.length > 0) return ids.length;
  return Math.max(1, ofType(resources, 'aws_subnet').length);
}
