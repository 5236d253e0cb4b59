import { messageOf } from '../errors';

/**
 * What an object holds. One that cannot be read may be all that there is of a history, so nothing takes
 * its place before a person has looked at it.
 *
 * @throws Error that names the object where it cannot be read
 */
export async function decoded<Value>(key: string, decoding: Promise<Value>): Promise<Value> {
  try {
    return await decoding;
  } catch (error) {
    throw new Error(
      `${key} is no Parquet that we can read (${messageOf(error)}) and stays as it is: move it away or delete it`,
    );
  }
}
