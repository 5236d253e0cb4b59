import type { Command } from 'commander';
import type * as WritePicture from '../picture/write-picture';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .option('--out <file>', 'write the SVG to a file')
    .action(async (options: WritePicture.PictureOptions) => {
      const { writePicture } = require('../picture/write-picture') as typeof WritePicture;
      await writePicture(options);
    });
  examples(command, [
    ['npx fargate-cron picture --out docs/architecture.svg', 'the picture in the README'],
    ['npx fargate-cron picture --env prod > prod.svg', 'of another environment'],
  ]);
}
