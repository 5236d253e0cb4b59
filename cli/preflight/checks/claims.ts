import type { Settings } from '../../../stacks/settings/settings';
import { foreignClaims } from '../../deployed/foreign-claims';
import type { Finding } from '../finding';

/** Whether what the stacks make or import is another project's by its tags. */
export async function checkClaims(settings: Settings): Promise<Finding[]> {
  return (await foreignClaims(settings)).map((detail) => ({ result: 'failed', detail }));
}
