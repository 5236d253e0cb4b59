import { Command, CommanderError } from 'commander';
import { ConfigError } from '../stacks/config-error';
import type * as Next from './next';
import { UsageError } from './usage-error';

const failed = 1;
const wrongUse = 2;

// Set before the verbs, which inherit it: commander would end with 1 for wrong use.
const program = new Command('fargate-cron')
  .description('Scheduled container jobs on AWS Fargate')
  .exitOverride();

program
  .command('next')
  .description('show when a schedule runs next')
  .argument('[job]', 'a job of config.ts')
  .option(
    '--expression <expression>',
    "a schedule instead of a job's, such as 'cron(0 18 ? * FRI *)'",
  )
  .option('--rule', 'read the expression by the rules of EventBridge rules')
  .option('--time-zone <zone>', 'IANA zone of the expression (default: UTC)')
  .option('--from <time>', 'first moment that counts, such as 2026-11-27T00:00:00Z (default: now)')
  .option('-n, --count <number>', 'how many runs', '5')
  .option('--json', 'print JSON')
  .action((job: string | undefined, options: Next.NextOptions) => {
    // Each verb is loaded when it is called; import() would leave tsx, which hooks into require.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { next } = require('./next') as typeof Next;
    process.stdout.write(next(job, options));
  });

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // Commander has printed it, with the nearest verb; help and version end with 0.
    process.exitCode = error.exitCode === 0 ? 0 : wrongUse;
    return;
  }
  const expected = error instanceof UsageError || error instanceof ConfigError;
  console.error(expected ? error.message : error);
  process.exitCode = expected ? wrongUse : failed;
});
