import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ConfigError, messageOf } from '../errors';
import type { Store } from './store';

/** Where S3 is, when it is needed. */
interface S3Place {
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}

/** The store that `s3://bucket/prefix` or `file:///dir` names. */
export async function openStore(uri: string, { region, endpoint }: S3Place): Promise<Store> {
  const { protocol, hostname, pathname } = new URL(uri);
  if (protocol === 'file:') return (await import('./file-store')).fileStore(fileURLToPath(uri));
  if (region === undefined) {
    throw new ConfigError('AWS_REGION is required for s3://, such as us-east-1');
  }
  const prefix = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
  const { s3Store } = await import('./s3-store');
  return s3Store({
    bucket: hostname,
    prefix: prefix === '' ? '' : `${prefix}/`,
    region,
    endpoint,
  });
}

/** @throws ConfigError when there is nothing to read */
export async function readText(uri: string, place: S3Place): Promise<string> {
  try {
    if (uri.startsWith('file:')) return await readFile(fileURLToPath(uri), 'utf8');
    const { hostname, pathname } = new URL(uri);
    const store = await openStore(`s3://${hostname}`, place);
    const object = await store.read(decodeURIComponent(pathname).replace(/^\/+/, ''));
    await store.close();
    if (object === undefined) throw new Error('there is no such object');
    return Buffer.from(object.bytes).toString('utf8');
  } catch (error) {
    throw new ConfigError(`SYMBOLS_URI ${uri} cannot be read: ${messageOf(error)}`);
  }
}
