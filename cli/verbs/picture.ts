import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { drawPictureFile } from '../picture/draw';
import { graphOf } from '../picture/graph';
import { loadProject } from '../deployed/project';
import { synthesizedStacks } from '../deployed/resources';
import { print, withSpinner } from '../terminal/terminal';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .option('--out <file>', 'write the SVG to a file')
    .action(async ({ out }: { out?: string }) => {
      const settings = loadProject();
      const svg = await withSpinner('Drawing', () =>
        drawPictureFile(graphOf(synthesizedStacks(settings))),
      );
      if (out === undefined) print(svg);
      else writeFileSync(out, svg);
    });
  examples(command, [
    ['npx fargate-cron picture --out docs/architecture.svg', 'the picture in the README'],
    ['FARGATE_CRON_ENV=prod npx fargate-cron picture > prod.svg', 'of another environment'],
  ]);
}
