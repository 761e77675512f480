import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudOpsError } from '@cloudops/spec';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { createMcpServer } from './create-server.ts';
import { answer, createGuard, endpoint, type GuardOptions } from './guard-request.ts';
import type { ServerContext } from './server-context.ts';
import { createSessions, type Sessions } from './sessions.ts';
import type { Tool } from './tool.ts';

/** The largest request, in bytes: arguments are a few words. */
const mostBytes = 1024 * 1024;

/** Where to listen, and whom to let in. */
export interface HttpOptions extends GuardOptions {
  readonly address: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Told the address once requests are answered there. */
  onListening(url: string): void;
}

/** Serves clients over streamable HTTP until the signal aborts. @throws CloudOpsError `MCP_ADDRESS_UNUSABLE`. */
export async function serveOnHttp(
  tools: readonly Tool[],
  context: ServerContext,
  options: HttpOptions,
  signal: AbortSignal,
): Promise<void> {
  const { handle, close } = createHandler(tools, context);
  const isAllowed = createGuard(options);
  const server = createServer({ connectionsCheckingInterval: 2000 }, (request, response) => {
    if (isAllowed(request, response)) handle(request, response);
  });
  limit(server);
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  options.onListening(
    `http://${options.address.includes(':') ? `[${options.address}]` : options.address}:${port}${endpoint}`,
  );
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await context.queue.close(5000);
  await close();
  server.closeAllConnections();
  await closed;
}

interface Handler {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

function createHandler(tools: readonly Tool[], context: ServerContext): Handler {
  const create = (): ReturnType<typeof createMcpServer> => createMcpServer(tools, context);
  const onerror = (error: Error): void => context.note(`A request could not be answered: ${error.message}`);
  const modern = createMcpHandler(create, { legacy: 'reject', maxSubscriptions: 64, maxRequestBodySize: mostBytes });
  const sessions = createSessions({
    ...{ most: 32, idleMs: 30 * 60_000, mostBytes },
    createServer: create,
    now: () => performance.now(),
  });
  const node = toNodeHandler(
    { fetch: (request) => route(request, modern, sessions) },
    { maxRequestBodySize: mostBytes, onerror },
  );
  return {
    handle: (request, response) => {
      node(request as NodeIncomingMessageLike, response).catch((error: Error) => {
        onerror(error);
        if (!response.headersSent) answer(response, 500, 'The request could not be answered.');
      });
    },
    close: async () => {
      await Promise.all([modern.close(), sessions.close()]);
    },
  };
}

async function route(
  request: Request,
  modern: ReturnType<typeof createMcpHandler>,
  sessions: Sessions,
): Promise<Response> {
  const isLegacy = await isLegacyRequest(request, undefined, { maxRequestBodySize: mostBytes });
  return isLegacy ? sessions.fetch(request) : modern.fetch(request);
}

/** Who holds connections open or sends slowly takes none from others. */
function limit(server: Server): void {
  server.maxConnections = 128;
  server.headersTimeout = 5000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 10_000;
}

async function listen(server: Server, { address, port }: HttpOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host: address, port }, resolve);
  try {
    await promise;
  } catch (cause) {
    throw new CloudOpsError({
      code: 'MCP_ADDRESS_UNUSABLE',
      message: `Nothing can be served on ${address}:${port}: ${(cause as Error).message}`,
      nextSteps: ['Choose another port with --port; 0 takes any free one.'],
      cause,
    });
  }
  server.off('error', reject);
}
