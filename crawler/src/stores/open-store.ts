import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, messageOf } from '../errors';
import type { Store } from '../store';

/**
 * Opens what `s3://bucket/prefix` or `file:///directory` names.
 *
 * @param pathStyle see `S3StoreOptions`
 * @throws ConfigError where it cannot be used
 */
export async function openStore(uri: string, pathStyle: boolean): Promise<Store> {
  if (uri.startsWith('file:')) {
    const { openFileStore } = await import('./file-store');
    return openFileStore(fileURLToPath(uri));
  }
  // The SDK takes longer to load than all the rest; a lake on a disk does not need it.
  const { openS3Store } = await import('./s3-store');
  const [bucket = '', ...folders] = uri.slice('s3://'.length).split('/');
  const prefix = folders.filter((folder) => folder !== '').join('/');
  return openS3Store({ bucket, prefix: prefix === '' ? '' : `${prefix}/`, pathStyle });
}

/**
 * Reads one object as text.
 *
 * @param name the variable that holds the URI, for messages
 * @throws ConfigError where there is nothing to read
 */
export async function readText(name: string, uri: string, pathStyle: boolean): Promise<string> {
  try {
    if (uri.startsWith('file:')) {
      const { readFile } = await import('node:fs/promises');
      return await readFile(fileURLToPath(uri), 'utf8');
    }
    const store = await openStore(dirname(uri), pathStyle);
    const object = await store.read(basename(uri));
    if (object === undefined) throw new Error('there is no such object');
    return new TextDecoder().decode(object.bytes);
  } catch (error) {
    throw new ConfigError([
      `${name} must name a list we may read, got ${uri}: ${messageOf(error)}`,
    ]);
  }
}
