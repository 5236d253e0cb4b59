import type { ResourceChange } from '../changes';
import type { Finding } from './risk';
import { isObject, listOf, unknown } from '../values';

/** A container that will run another image or was not there, and an image that the registry did not show. */
export function imageRisks(change: ResourceChange): Finding[] {
  const { type, before, after } = change;
  if (type === 'docker_registry_image') return lostImages(change);
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

/**
 * The Docker provider takes whatever a registry answers, and that it does not answer, for an image
 * that is gone: resource_docker_registry_image_funcs.go, resourceDockerRegistryImageRead.
 */
function lostImages({ vanished, after }: ResourceChange): Finding[] {
  const image = after?.['name'];
  // Another name is another image, which nobody has pushed yet.
  if (vanished === undefined || image !== vanished['name']) return [];
  const text =
    'the registry did not show the image, which was pushed: it is gone, or the registry could not be reached or refused the credentials, which look the same here; look before you apply, for ECR refuses to take a tag twice';
  return [{ kind: 'image-not-found', text, rows: [['image', String(image), '']] }];
}

/** By container. */
export function imagesOf(task: Readonly<Record<string, unknown>>): Map<string, string> {
  const containers = listOf(task['container_definitions']).filter(isObject);
  return new Map(containers.map(({ name, image }) => [String(name), String(image)]));
}
