import { ECSClient } from '@aws-sdk/client-ecs';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Settings } from '../../stacks/settings/settings';
import { awsClient, sqsClient } from '../aws/aws-client';
import { requireAccount, whoCalls } from '../deployed/account';
import { readOutputs, type DeployedOutputs } from '../deployed/outputs';
import { findJob, loadProject } from '../deployed/project';
import { readTrigger } from '../deployed/trigger';
import { parseReason } from '../runs/by-hand';
import { print, printJson, withSpinner } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { describeMessage, describeOutcome } from './describe-undelivered';
import { readMessage, type Undelivered } from './message';
import { receiveAll, release, remove } from './queue';
import { redeliver, type Outcome } from './redeliver';

/** What the command line says; all texts are as they were typed. */
export interface UndeliveredOptions {
  readonly redeliver?: boolean;
  readonly discard?: boolean;
  readonly reason?: string;
  readonly json?: boolean;
}

/** What is done with a message; nothing where it is only shown. */
type Treatment = (message: Undelivered) => Promise<Outcome> | undefined;

/**
 * Prints what lies in the dead-letter queue, starts it again or takes it out.
 *
 * @returns the exit code: 1 when a run could not be started
 */
export async function showUndelivered(
  name: string | undefined,
  options: UndeliveredOptions,
): Promise<number> {
  const settings = loadProject();
  const reason = parseReason(options.reason);
  if (options.redeliver === true && options.discard === true) {
    throw new UsageError('--redeliver and --discard: choose one');
  }
  const schedule = await readOutputs(settings, 'schedule');
  const treat = await treatmentOf(options, settings, schedule, reason);
  const url = schedule.string('dead_letter_queue_url');
  const sqs = new SQSClient(sqsClient(settings));
  const received = await withSpinner('Reading the queue', () => receiveAll(sqs, url));
  const left = new Set(received.map(({ ReceiptHandle = '' }) => ReceiptHandle));
  const asked = received
    .map((message) => ({
      message: readMessage(message, settings),
      receipt: message.ReceiptHandle ?? '',
    }))
    .filter(({ message: { job } }) => name === undefined || job === name)
    .sort(({ message: a }, { message: b }) => (timeOf(a) < timeOf(b) ? -1 : 1));

  const treated: (Undelivered & Nullable<Outcome>)[] = [];
  try {
    // What a job that is gone from config.ts has left can be taken out by its name, too.
    if (name !== undefined && asked.length === 0) findJob(settings, name);
    for (const { message, receipt } of asked) {
      const outcome = await treat(message);
      if (outcome !== undefined && outcome.became !== 'kept') {
        await remove(sqs, url, receipt);
        left.delete(receipt);
      }
      treated.push({ ...message, ...(outcome ?? { became: null, detail: null }) });
      if (options.json === true) continue;
      print(outcome === undefined ? describeMessage(message) : describeOutcome(message, outcome));
    }
  } finally {
    await release(sqs, url, [...left]);
  }
  if (options.json === true) {
    printJson({ environment: settings.environment, messages: treated });
  } else if (asked.length === 0) {
    process.stderr.write('nothing is undelivered\n');
  } else if (options.redeliver !== true && options.discard !== true) {
    process.stderr.write('--redeliver starts these runs, --discard takes the messages out\n');
  }
  return treated.some(({ kind, became }) => kind === 'run' && became === 'kept') ? 1 : 0;
}

type Nullable<Kind> = { readonly [Key in keyof Kind]: Kind[Key] | null };

function timeOf({ scheduledTime, sentAt }: Undelivered): string {
  return scheduledTime ?? sentAt ?? '';
}

async function treatmentOf(
  { redeliver: again = false, discard = false }: UndeliveredOptions,
  settings: Settings,
  schedule: DeployedOutputs<'schedule'>,
  reason: string | null,
): Promise<Treatment> {
  if (!again && !discard) return () => undefined;
  await requireAccount(settings);
  if (discard) return () => Promise.resolve({ became: 'discarded', detail: '' });
  const props = {
    ecs: new ECSClient(awsClient(settings)),
    sfn: new SFNClient(awsClient(settings)),
    settings,
    byHand: { name: await whoCalls(settings), reason },
    targetOf: async (job: string) => (await readTrigger(settings, schedule, job)).target,
  };
  return (message) => redeliver(message, props);
}
