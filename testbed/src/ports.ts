import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Whether a TCP port on 127.0.0.1 can be bound now. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Distinct ports on 127.0.0.1 that are free now, in 20000..29999: below the range from which systems take ports for
 * outgoing connections, so that none of these lands on one before its program binds it.
 */
export async function findFreePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(20_000, 30_000);
    if (!found.has(port) && (await isFree(port))) found.add(port);
  }
  return [...found];
}
