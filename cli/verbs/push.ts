import type { Command } from 'commander';
import type * as PushImages from '../push/push-images';
import { examples } from './verb';

export function define(command: Command): void {
  command.action(async () => {
    const { pushImages } = require('../push/push-images') as typeof PushImages;
    await pushImages();
  });
  examples(command, [
    [
      'npx fargate-cron push --env prod',
      "after `apply`, with images: 'prebuilt'; safe to run again",
    ],
  ]);
}
