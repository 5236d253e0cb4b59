import type { Problem } from '../../config/config-error';
import type { Settings } from '../settings';
import { ofKind } from './imports';
import { at } from './problems';

/** What is wrong with the names of what others keep. */
export function existingProblems({ existing, imports, environment }: Settings): Problem[] {
  const { cluster, dataBucket } = existing;
  return [
    ...(cluster === undefined ? [] : at(['existing', 'cluster'], ofKind('cluster', cluster))),
    ...(dataBucket === undefined
      ? []
      : at(['existing', 'dataBucket'], ofKind('bucket', dataBucket))),
    ...(['cluster', 'dataBucket'] as const).flatMap((what) =>
      existing[what] === undefined || imports[what] === undefined
        ? []
        : at(
            ['environments', environment, 'imports', what],
            [
              `must not stand beside existing.${what}, which is used and stays its owner's; leave one of them out, got "${imports[what]}"`,
            ],
          ),
    ),
  ];
}
