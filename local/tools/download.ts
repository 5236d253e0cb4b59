import { createHash } from 'node:crypto';
import type { EnvHttpProxyAgent } from 'undici';
import { ToolError } from './tool-error';

const connectMs = 20_000;
const silenceMs = 60_000;
/** Far more than any archive that is downloaded, and little enough for the memory. */
const maxBytes = 256 * 1024 * 1024;

/**
 * Downloads a file whose digest is known, through the proxy that the usual variables name.
 *
 * @param digest its SHA-256
 * @throws ToolError when it cannot be had whole or is another file
 */
export async function download(url: string, digest: string): Promise<Buffer> {
  const bytes = await get(url);
  const got = createHash('sha256').update(bytes).digest('hex');
  if (got === digest) return bytes;
  throw new ToolError(
    `${url} is not the file that it should be: its SHA-256 is ${got}, not ${digest}; nothing was installed`,
  );
}

async function get(url: string): Promise<Buffer> {
  // Only who downloads something pays for its start.
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = withProxy(EnvHttpProxyAgent);
  const chunks: Uint8Array[] = [];
  try {
    const response = await fetch(url, { dispatcher });
    if (!response.ok) throw new ToolError(`${url} answers ${response.status}`);
    let size = 0;
    const body: AsyncIterable<Uint8Array> | null = response.body;
    for await (const chunk of body ?? []) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) throw new ToolError(`${url} is larger than any release`);
    }
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError(
      chunks.length === 0
        ? `${url} cannot be reached (${reasonOf(error)})`
        : `the download of ${url} was cut off (${reasonOf(error)})`,
    );
  } finally {
    await dispatcher.destroy();
  }
  return Buffer.concat(chunks);
}

/** Follows the usual variables, one of which may hold what is no URL. */
function withProxy(Agent: typeof EnvHttpProxyAgent): EnvHttpProxyAgent {
  try {
    return new Agent({
      connect: { timeout: connectMs },
      headersTimeout: silenceMs,
      bodyTimeout: silenceMs,
    });
  } catch (error) {
    throw new ToolError(
      `HTTP_PROXY and HTTPS_PROXY must be like http://proxy.example.com:3128 where they are set (${(error as Error).message})`,
    );
  }
}

/** What lies under undici's `fetch failed`. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  const { code, message } = (cause ?? error) as { code?: string; message?: string };
  return code ?? message ?? String(error);
}
