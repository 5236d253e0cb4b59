import type { ResourceChange } from '../changes';
import type { Finding } from './risk';
import { isObject, listOf, unknown } from '../values';

/** A container that will run another image, or that was not there. */
export function imageRisks({ type, before, after }: ResourceChange): Finding[] {
  if (type !== 'aws_ecs_task_definition') return [];
  // What is new altogether runs nothing else than before.
  if (before === undefined || after === undefined) return [];
  if (after['container_definitions'] === unknown) {
    const text = '`container_definitions` is known only after apply: its images cannot be compared';
    return [{ kind: 'image-changed', text }];
  }
  const [old, fresh] = [imagesOf(before), imagesOf(after)];
  return [...fresh].flatMap(([container, image]) => {
    const was = old.get(container);
    if (was === image) return [];
    const text =
      was === undefined
        ? `the container \`${container}\` is new`
        : `the container \`${container}\` runs another image`;
    return [{ kind: 'image-changed' as const, text, rows: [['image', was ?? '', image] as const] }];
  });
}

function imagesOf(task: Readonly<Record<string, unknown>>): Map<string, string> {
  const containers = listOf(task['container_definitions']).filter(isObject);
  return new Map(containers.map(({ name, image }) => [String(name), String(image)]));
}
