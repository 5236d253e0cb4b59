import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from './errors';
import { fileStore } from './file-store';
import type { Store } from './store';

/** The store that `s3://bucket/prefix` or `file:///dir` names. */
export async function openStore(uri: string, s3Endpoint: string | undefined): Promise<Store> {
  const { protocol, hostname, pathname } = new URL(uri);
  if (protocol === 'file:') return fileStore(fileURLToPath(uri));
  // Loading the SDK takes longer than all the rest; a lake on a disk does not need it.
  const { s3Store } = await import('./s3-store');
  const prefix = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
  return s3Store(hostname, prefix === '' ? '' : `${prefix}/`, s3Endpoint);
}

/** @throws ConfigError when there is nothing to read */
export async function readText(uri: string, s3Endpoint: string | undefined): Promise<string> {
  try {
    if (uri.startsWith('file:')) return await readFile(fileURLToPath(uri), 'utf8');
    const folder = dirname(uri);
    const object = await (await openStore(folder, s3Endpoint)).read(uri.slice(folder.length + 1));
    if (object === undefined) throw new Error('there is no such object');
    return Buffer.from(object.bytes).toString('utf8');
  } catch (error) {
    throw new ConfigError(
      `SYMBOLS_URI ${uri} cannot be read: ${error instanceof Error ? error.message : ''}`,
    );
  }
}
