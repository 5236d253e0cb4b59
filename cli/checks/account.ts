import { readCaller } from '../account';
import type { ProjectSubject } from '../preflight';
import type { Finding } from './finding';

/** Whose credentials these are, and whether it is the account that config.ts guards. */
export async function checkAccount({ settings }: ProjectSubject): Promise<Finding[]> {
  const { arn, wrong } = await readCaller(settings);
  return [
    wrong === undefined ? { result: 'ok', detail: arn } : { result: 'failed', detail: wrong },
  ];
}
