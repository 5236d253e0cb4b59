import { join } from 'node:path';
import { Listr, PRESET_TIMER, type ListrTask } from 'listr2';
import config from '../config';
import { crawls } from '../stacks/settings/crawls';
import type { Settings } from '../stacks/settings/settings';
import { loadSettings } from '../stacks/settings/load-settings';
import { checkData } from './check-data';
import { buildCrawlerImage } from './container-image';
import { dataCopyOf } from './demo-files';
import { demoSummary } from './demo-summary';
import type { DemoFindings } from './demo-findings';
import { deployStacks, readOutputs } from './deployment';
import { fire } from './fargate/fire';
import { downloadObjects, listObjects, localS3 } from './data-bucket';
import { startLocalAws } from './local-aws';
import { localEnvironment } from './terraform';
import { terraformBinary } from './tools/terraform-binary';
import { startVendor } from './vendor';

const directory = join(__dirname, '..');

/** Deploys everything to a local AWS, fires the first job once and shows what came of it. */
async function demo(settings: Settings, realVendor: boolean): Promise<number> {
  const [job] = settings.jobs;
  if (job === undefined) throw new Error('config.ts has no job to fire');
  const steps: ListrTask<DemoFindings>[] = [
    {
      title: 'Find Terraform',
      task: async (_, step) => {
        step.title = `Terraform is ${await terraformBinary(directory, { say: (line) => (step.output = line) })}`;
      },
    },
    {
      title: 'Start a local AWS',
      task: async (findings, step) => {
        findings.aws = await startLocalAws(directory, process.env, (line) => (step.output = line));
        findings.env = localEnvironment(directory, findings.aws.endpoint, settings.region);
        step.title = `Local AWS at ${findings.aws.endpoint}`;
      },
    },
    {
      title: 'Deploy the four stacks with Terraform',
      task: async (findings, step) => {
        findings.changes = await deployStacks({
          directory,
          env: findings.env,
          onLine: (line) => (step.output = line),
        });
      },
    },
    {
      title: 'Build the container image',
      task: async (findings, step) => {
        const { image_uri: imageUri } = readOutputs(directory, 'image');
        findings.noImage = await buildCrawlerImage(directory, String(imageUri));
        if (findings.noImage !== undefined) {
          step.skip(`No container: ${findings.noImage}; the same bundle runs under node instead`);
        }
      },
    },
    {
      title: `Fire ${job.name} once, as Scheduler and Fargate would`,
      task: async (findings, step) => {
        findings.bucket = String(readOutputs(directory, 'task')['data_bucket']);
        const s3 = localS3(findings.aws.endpoint, settings.region);
        const vendor = realVendor ? undefined : await startVendor();
        const stop = new AbortController();
        const interrupt = (): void => {
          step.title = 'Stopping the task; once more ends everything at once';
          stop.abort();
        };
        process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
        try {
          findings.before = await listObjects(s3, findings.bucket);
          findings.firing = await fire({
            directory,
            endpoint: findings.aws.endpoint,
            region: settings.region,
            trigger: job.trigger,
            group: settings.prefix,
            name: job.trigger === 'scheduler' ? job.name : `${settings.prefix}-${job.name}`,
            environment: vendor === undefined ? {} : { SOURCE_BASE_URL: vendor.url },
            stop: stop.signal,
            onLine: (line) => (step.output = line),
          });
          findings.after = await listObjects(s3, findings.bucket);
          await downloadObjects(s3, findings.bucket, findings.after.keys(), dataCopyOf(directory));
        } finally {
          process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
          await vendor?.close();
          s3.destroy();
        }
      },
    },
    {
      title: 'Check what is stored',
      enabled: crawls(job, settings.jobs),
      task: async ({ aws, env, bucket, firing: { scheduledTime } }, step) => {
        const s3 = localS3(aws.endpoint, settings.region);
        const found = await checkData({ directory, env, s3, bucket, job, scheduledTime });
        s3.destroy();
        step.title = `Check what is stored: ${found}`;
      },
    },
  ];
  const findings = await new Listr<DemoFindings, 'default', 'simple'>(steps, {
    // Every step fills in its part before a later one reads it; a step that fails ends the list.
    ctx: {} as DemoFindings,
    // Without a terminal listr2 falls back to one line an event.
    fallbackRenderer: 'simple',
    // It would end the process at once, and leave the container.
    registerSignalListeners: false,
    rendererOptions: { timer: PRESET_TIMER },
    fallbackRendererOptions: { timer: PRESET_TIMER },
  }).run();
  console.log(await demoSummary(findings, job, directory, dataCopyOf(directory)));
  return findings.firing.exitCode;
}

demo(loadSettings(config, process.env), process.env['SOURCE'] === 'yahoo').then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
