import type { ResourceChange } from '../changes';
import type { Finding } from './risk';

/** Another beginning of all names, told once: by the schedule group, which is called as they begin. */
export function nameRisks({ type, action, before, after }: ResourceChange): Finding[] {
  const [was, becomes] = [String(before?.['name']), String(after?.['name'])];
  if (type !== 'aws_scheduler_schedule_group' || action !== 'replace' || was === becomes) return [];
  return [
    {
      kind: 'names-changed',
      text: `names in AWS begin with \`${becomes}\` and no more with \`${was}\`, as \`names.prefix\` in \`config.ts\` says: AWS renames nothing, so every stack makes anew what is called so; bucket, repository and log groups keep name and data under \`imports\``,
    },
  ];
}
