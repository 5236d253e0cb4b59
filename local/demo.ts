import { Listr, PRESET_TIMER, type ListrTask } from 'listr2';
import { optionalPackages } from '../stacks/settings/optional-packages';
import { jobsAfter } from '../stacks/settings/after';
import type { Settings } from '../stacks/settings/settings';
import { checkData } from './check-data';
import { downloadObjects, listObjects, localS3 } from './data-bucket';
import { dataCopyOf } from './demo-files';
import { isCrawler, wentWell, type DemoFindings } from './demo-findings';
import { demoSummary } from './demo-summary';
import { deployStacks, readOutputs } from './deployment';
import { fireJob } from './fire-job';
import { nameImages, prepareImages } from './job-images';
import { startLocalAws } from './local-aws';
import { localEnvironment } from './terraform';
import { terraformBinary } from './tools/terraform-binary';
import { startVendor } from './vendor';

export interface DemoOptions {
  /** Of the environment `local`. */
  readonly settings: Settings;
  /** Whether the crawler asks its vendor, and not the one on this machine. */
  readonly realVendor: boolean;
}

/**
 * Deploys everything to a local AWS, fires each job once and prints what came of it.
 *
 * @returns whether at least one job ran, and none failed
 */
export async function demo({ settings, realVendor }: DemoOptions): Promise<boolean> {
  const directory = settings.folder;
  const crawls = settings.jobs.some(isCrawler);
  // What is missing is better said before anything is deployed.
  if (crawls) optionalPackages['the demo of the crawler'].forEach((name) => require.resolve(name));
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
      title: 'Prepare the container images',
      task: async (findings, step) => {
        findings.images = await prepareImages(settings, (line) => (step.output = line));
        const { noContainer } = findings.images;
        if (noContainer !== undefined) step.skip(noContainer);
      },
    },
    {
      title: 'Deploy the stacks with Terraform',
      task: async (findings, step) => {
        findings.changes = await deployStacks({
          directory,
          env: findings.env,
          onLine: (line) => (step.output = line),
        });
        findings.bucket = String(readOutputs(directory, 'task')['data_bucket']);
        await nameImages(settings);
      },
    },
    {
      title: 'Fire each job once, as Scheduler and Fargate would',
      task: async (findings, step) => {
        const s3 = localS3(findings.aws.endpoint, settings.region);
        const vendor = crawls && !realVendor ? await startVendor() : undefined;
        const stop = new AbortController();
        const interrupt = (): void => {
          step.title = 'Stopping the task; once more ends everything at once';
          stop.abort();
        };
        process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
        try {
          findings.before = await listObjects(s3, findings.bucket);
          findings.outcomes = [];
          for (const job of settings.jobs.filter(({ after }) => after === undefined)) {
            if (stop.signal.aborted) break;
            step.title = `Fire ${job.name} once, as Scheduler and Fargate would`;
            const crawling = [job, ...jobsAfter(job, settings.jobs)].some(isCrawler);
            const url = crawling ? vendor?.url : undefined;
            const outcomes = await fireJob(job, {
              settings,
              endpoint: findings.aws.endpoint,
              lacking: findings.images.lacking,
              environment: url === undefined ? {} : { SOURCE_BASE_URL: url },
              stop: stop.signal,
              // What a terminal takes back; elsewhere it would stand there twice.
              ...(process.stdout.isTTY && { onLine: (line) => (step.output = line) }),
            });
            findings.outcomes.push(...outcomes);
          }
          findings.after = await listObjects(s3, findings.bucket);
          if (crawls) {
            const keys = findings.after.keys();
            await downloadObjects(s3, findings.bucket, keys, dataCopyOf(directory));
          }
        } finally {
          process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
          await vendor?.close();
          s3.destroy();
        }
        const ran = findings.outcomes.filter(({ kind }) => kind === 'ran').length;
        step.title = `Fire each job once, as Scheduler and Fargate would: ${ran} of ${settings.jobs.length} ran`;
      },
    },
    {
      title: 'Check what is stored',
      enabled: crawls,
      task: async ({ aws, env, bucket, outcomes }, step) => {
        const s3 = localS3(aws.endpoint, settings.region);
        const found: string[] = [];
        try {
          for (const outcome of outcomes) {
            if (outcome.kind !== 'ran' || !isCrawler(outcome.job)) continue;
            const { job, firing } = outcome;
            const { scheduledTime } = firing;
            found.push(await checkData({ env, s3, bucket, job, scheduledTime }));
          }
        } finally {
          s3.destroy();
        }
        step.title = `Check what is stored: ${[...new Set(found)].join('; ') || 'nothing ran'}`;
      },
    },
  ];

  const findings = await new Listr<DemoFindings>(steps, {
    // Every step fills in its part before a later one reads it; a step that fails ends the list.
    ctx: {} as DemoFindings,
    // Without a terminal listr2 falls back to one line an event.
    fallbackRenderer: 'simple',
    // It would end the process at once, and leave the container.
    registerSignalListeners: false,
    rendererOptions: { timer: PRESET_TIMER },
    fallbackRendererOptions: { timer: PRESET_TIMER },
  }).run();
  console.log(await demoSummary(findings, directory, dataCopyOf(directory)));
  return wentWell(findings.outcomes);
}
