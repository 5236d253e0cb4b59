import type { ContainerDefinition, Volume } from '@aws-sdk/client-ecs';

/**
 * What comes with each image: how it is run, unless the container says otherwise.
 * https://github.com/opencontainers/image-spec/blob/main/config.md
 */
export interface ImageConfig {
  readonly architecture?: string | undefined;
  readonly config?: {
    readonly User?: string;
    readonly Volumes?: Readonly<Record<string, unknown>> | null;
  };
}

/** What an image expects and its container does not give it, each to be read after "it". */
export function unmetExpectations(
  { config = {} }: ImageConfig,
  container: ContainerDefinition,
  volumes: readonly Volume[],
): string[] {
  const declared = Object.keys(config.Volumes ?? {}).map(clean);
  return [
    ...otherUser(config.User ?? '', container.user),
    ...declared.flatMap((path) => unwritable(path, container)),
    ...foreignFolders(declared, container, volumes),
  ];
}

function otherUser(made: string, runs: string | undefined): string[] {
  const [user = ''] = made.split(':');
  return user === '' || runs === undefined || runs.split(':')[0] === user
    ? []
    : [
        `is made for the user ${made}, and it runs as ${runs}: if it must be that one, write user: '${made}' (docs/containers.md)`,
      ];
}

/** Where nothing is mounted, what an image declares with `VOLUME` lies on the container's own file system. */
function unwritable(path: string, { readonlyRootFilesystem, mountPoints }: ContainerDefinition) {
  const isMounted = mountPoints?.some(({ containerPath = '' }) =>
    `${path}/`.startsWith(`${clean(containerPath)}/`),
  );
  return readonlyRootFilesystem !== true || isMounted === true
    ? []
    : [
        `declares that it writes to ${path}, where nothing is mounted, on a file system that is read-only: write volumes: [{ name: '${nameOf(path)}', mountPath: '${path}' }], or readonlyRootFilesystem: false`,
      ];
}

/**
 * On the task's disk a volume belongs to root, unless the image declares its folder.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
 */
function foreignFolders(
  declared: readonly string[],
  { user, mountPoints = [] }: ContainerDefinition,
  volumes: readonly Volume[],
): string[] {
  const [id = ''] = (user ?? '').split(':');
  if (['', '0', 'root'].includes(id)) return [];
  const onDisk = volumes.filter(({ efsVolumeConfiguration: efs }) => efs === undefined);
  return mountPoints
    .filter(
      ({ sourceVolume, readOnly }) =>
        readOnly !== true && onDisk.some(({ name }) => name === sourceVolume),
    )
    .map(({ containerPath = '' }) => clean(containerPath))
    .filter((path) => !declared.includes(path))
    .map(
      (path) =>
        `does not declare ${path}, where a volume is mounted that belongs to root then, and the user ${id} may only read it: make the folder in the Dockerfile, give it to ${id}, and write VOLUME ${path}`,
    );
}

function clean(path: string): string {
  return path.replace(/(.)\/+$/, '$1');
}

function nameOf(path: string): string {
  return path.replace(/^\W+|\W+$/g, '').replaceAll(/[^\w-]+/g, '-') || 'data';
}
