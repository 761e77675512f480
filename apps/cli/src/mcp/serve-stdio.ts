import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { createMcpServer } from './create-server.ts';
import type { ServerContext } from './server-context.ts';
import type { Tool } from './tool.ts';

/** The largest message of a client, in bytes: arguments are a few words. */
const mostBytes = 1024 * 1024;

/**
 * Serves one client on standard input and output until it ends its side, goes away, or the signal aborts. Standard output
 * carries protocol messages only.
 */
export async function serveOnStdio(tools: readonly Tool[], context: ServerContext, signal: AbortSignal): Promise<void> {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  // Elsewhere a reader that goes away ends the process at once. Here runs are brought to an end, and recorded, first.
  process.stdout.removeAllListeners('error');
  process.stdout.on('error', () => resolve());
  const transport = new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: mostBytes });
  const handle = serveStdio(() => createMcpServer(tools, context), {
    transport,
    onerror: (error) => context.note(`A message could not be read or sent: ${error.message}`),
  });
  for (const event of ['end', 'close', 'error']) process.stdin.once(event, () => resolve());
  signal.addEventListener('abort', () => resolve(), { once: true });
  await ended;
  await handle.close();
}
