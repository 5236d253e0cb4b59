import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../local/aws/rule';
import { rulesAlways, rulesByChance } from '../local/aws/rules';
import { table } from './table';

/** The file that this makes. */
export const localAwsFile = join(__dirname, 'local-aws.md');

/** The page of the rules by which the local AWS answers as AWS does, made from the rules themselves. */
export function localAwsPage(): string {
  return [
    '# The local AWS',
    '',
    'The demo and the end-to-end tests run on [moto](https://docs.getmoto.org), which is kinder than AWS:',
    'it accepts what AWS refuses, fills in nothing that AWS fills in, and deletes at once. So a process of',
    'its own stands before it and follows the rules below. It is there wherever a local AWS is started,',
    'and its address is what `AWS_ENDPOINT_URL` is to be. Without that variable the verbs find the one that',
    'the demo of their project left running, in the environment `local` alone.',
    '',
    '## The rules',
    '',
    'Made from the code by `npm run docs`.',
    '',
    ...rows(rulesAlways()),
    '',
    '## What happens by chance',
    '',
    'With a whole number in `FARGATE_CRON_LOCAL_SEED`, a local AWS that starts also does what AWS does at',
    'times only. The same number does the same again.',
    '',
    ...rows(rulesByChance(0)),
    '',
  ].join('\n');
}

function rows(rules: readonly Rule[]): string[] {
  return table([
    ['rule', 'service', 'what AWS does', 'known from'],
    ...rules.map(({ name, service, does, sources }) => [
      `\`${name}\``,
      service === '*' ? 'all' : service,
      does,
      sources.map((source, index) => `[${index + 1}](${source})`).join(' '),
    ]),
  ]);
}

if (require.main === module) writeFileSync(localAwsFile, localAwsPage());
