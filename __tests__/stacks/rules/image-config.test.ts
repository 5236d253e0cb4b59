import { unmetExpectations, type ImageConfig } from '../../../stacks/rules/image-config';

type Container = Parameters<typeof unmetExpectations>[1];

const cache = { sourceVolume: 'cache', containerPath: '/cache', readOnly: false };
const strict = { user: '65532:65532', readonlyRootFilesystem: true };

function unmet(
  config: ImageConfig['config'],
  container: Container,
  volumes: Parameters<typeof unmetExpectations>[2] = [{ name: 'cache' }],
) {
  return unmetExpectations({ config: config ?? {} }, container, volumes);
}

test.each<[string, ImageConfig['config'], Container, RegExp]>([
  ['another user', { User: 'node:node' }, strict, /^is made for the user node:node, and it runs/],
  [
    'a folder to write to',
    { Volumes: { '/var/lib/db': {} } },
    strict,
    /volumes: \[\{ name: 'var-lib-db', mountPath: '\/var\/lib\/db' \}\]/,
  ],
  [
    'that a volume belongs to its user',
    {},
    { ...strict, mountPoints: [cache] },
    /^does not declare \/cache, .* the user 65532 may only read it: .* VOLUME \/cache$/,
  ],
])('an image expects %s', (_, config, container, text) => {
  expect(unmet(config, container)).toEqual([expect.stringMatching(text)]);
});

test.each<[string, ImageConfig['config'], Container]>([
  ['nothing', { Volumes: null }, strict],
  ['its own user', { User: '65532' }, strict],
  ['a folder that it has', { Volumes: { '/cache/': {} } }, { ...strict, mountPoints: [cache] }],
  [
    'a folder within one',
    { Volumes: { '/cache/a': {}, '/cache': {} } },
    { ...strict, mountPoints: [cache] },
  ],
  [
    'a folder within one that ends with a slash',
    { Volumes: { '/cache/a': {}, '/cache': {} } },
    { ...strict, mountPoints: [{ ...cache, containerPath: '/cache/' }] },
  ],
  ['a file system that it may write', { Volumes: { '/x': {} } }, { user: '65532' }],
  ['a volume as root', {}, { ...strict, user: '0:0', mountPoints: [cache] }],
  ['a volume that it only reads', {}, { ...strict, mountPoints: [{ ...cache, readOnly: true }] }],
])('%s is no reason to say something', (_, config, container) => {
  expect(unmet(config, container)).toEqual([]);
});

test('whom a folder of EFS belongs to is for its access point to say', () => {
  const efs = { name: 'cache', efsVolumeConfiguration: { fileSystemId: 'fs-1' } };
  expect(unmet({}, { ...strict, mountPoints: [cache] }, [efs])).toEqual([]);
});
