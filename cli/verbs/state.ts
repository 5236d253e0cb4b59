import type { Command } from 'commander';
import { Failure } from '../failure';
import { loadProject } from '../deployed/project';
import { initStateBucket } from '../deployed/state-bucket';
import { print } from '../terminal/terminal';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .command('init')
    .description('make the state bucket of the environment; safe to run again')
    .action(initState);
  examples(command, [
    ['FARGATE_CRON_ENV=prod npx fargate-cron state init', 'once, before `deploy`'],
  ]);
}

async function initState(): Promise<void> {
  const settings = loadProject();
  const { state, environment } = settings;
  if (state.backend !== 's3') {
    throw new Failure(
      `environments.${environment}.state is of the kind ${state.backend}, which needs no bucket: there is nothing to do`,
    );
  }
  const made = await initStateBucket(settings, state);
  const encryption = state.kmsKeyId === undefined ? 'encrypted' : `encrypted by ${state.kmsKeyId}`;
  print(
    `${made ? 'made' : 'checked'} ${state.bucket}: versioned, ${encryption}, private, TLS only`,
  );
}
