import { spotShare } from '../prices';
import { hoursAMonth } from '../runs-a-month';
import type { Assumptions } from './assumptions';
import type { Job } from './jobs';
import { line, type CostLine } from './line';
import { block, ofType, text, type PricedResource } from './values';

// The first 20 GB are part of every task.
const includedGb = 20;

/** What a job's runs cost. */
export function runLines(
  { name, runs, hours, tasks, spot, publicIp, task = {} }: Job,
  resources: readonly PricedResource[],
  assumed: Assumptions,
): CostLine[] {
  const arm = block(task['runtime_platform'])['cpu_architecture'] === 'ARM64';
  const taskHours = hours * tasks;
  const share = spot ? spotShare : 1;
  const kind = spot ? 'Fargate Spot' : 'Fargate';
  const extraStorage = Math.max(
    0,
    Number(block(task['ephemeral_storage'])['size_in_gib'] ?? includedGb) - includedGb,
  );
  const privately = resources.some(({ type }) => type === 'aws_nat_gateway');
  const reachesByAddress = publicIp ?? assumed.publicIp ?? !privately;
  const logGb = (runs * tasks * assumed.logMbPerRun) / 1000;
  const group = ofType(resources, 'aws_cloudwatch_log_group').find((candidate) =>
    text(candidate['name']).endsWith(`/${name}`),
  );
  const keptMonths = (Number(group?.['retention_in_days'] ?? 30) * 24) / hoursAMonth;
  return [
    line(
      `${kind} vCPU`,
      arm ? 'vcpuArm' : 'vcpuX86',
      (taskHours * Number(task['cpu'] ?? 0)) / 1024,
      name,
      share,
    ),
    line(
      `${kind} memory`,
      arm ? 'memoryArm' : 'memoryX86',
      (taskHours * Number(task['memory'] ?? 0)) / 1024,
      name,
      share,
    ),
    line('Ephemeral storage', 'ephemeralStorage', taskHours * extraStorage, name),
    line('Public IPv4 address', 'publicIpv4', reachesByAddress ? taskHours : 0, name),
    line('Log ingestion', 'logIngestion', logGb, name),
    line('Log storage', 'logStorage', logGb * keptMonths, name),
    line('Objects written', 'bucketWrites', (runs * tasks * assumed.writesPerRun) / 1000, name),
  ];
}
