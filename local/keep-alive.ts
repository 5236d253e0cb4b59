import type { ServerOptions } from 'node:http';

/**
 * For a server on loopback: Node's five seconds end a connection just when a client that had to wait
 * for the processor sends its next request on it.
 */
export const keepAlive: ServerOptions = { keepAliveTimeout: 120_000 };
