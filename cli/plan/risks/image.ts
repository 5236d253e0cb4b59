import type { ResourceChange } from '../changes';
import type { Finding } from '../risks';
import { isObject, listOf } from '../values';

/** A container that will run another image. */
export function imageRisks({ type, before, after }: ResourceChange): Finding[] {
  if (type !== 'aws_ecs_task_definition') return [];
  const [old, fresh] = [imagesOf(before), imagesOf(after)];
  return [...fresh].flatMap(([container, image]) => {
    const was = old.get(container);
    return was === undefined || was === image
      ? []
      : [
          {
            kind: 'image-changed' as const,
            text: `the container \`${container}\` runs another image`,
            rows: [['image', was, image] as const],
          },
        ];
  });
}

function imagesOf(task: Readonly<Record<string, unknown>> | undefined): Map<string, string> {
  const containers = listOf(task?.['container_definitions']).filter(isObject);
  return new Map(containers.map(({ name, image }) => [String(name), String(image)]));
}
