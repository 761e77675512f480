import { randomUUID } from 'node:crypto';
import { type Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';

/** Clients of the protocol up to 2025-11-25: they begin with `initialize` and keep a session, by which a call can be cancelled. */
export interface Sessions {
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

/** How many sessions there may be, and when one has ended by itself. */
export interface SessionOptions {
  readonly most: number;
  /** Without a request for so many milliseconds. */
  readonly idleMs: number;
  readonly mostBytes: number;
  createServer(): Server;
  now(): number;
}

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly server: Server;
  usedAt: number;
}

/** Keeps sessions by their id. */
export function createSessions({ most, idleMs, mostBytes, createServer, now }: SessionOptions): Sessions {
  const sessions = new Map<string, Session>();
  const end = async (id: string): Promise<void> => {
    const session = sessions.get(id);
    sessions.delete(id);
    await session?.server.close();
  };
  const endIdle = async (): Promise<void> => {
    const idle = [...sessions].filter(([, { usedAt }]) => now() - usedAt > idleMs);
    await Promise.all(idle.map(([id]) => end(id)));
  };
  const begin = async (): Promise<Session> => {
    const server = createServer();
    const transport: WebStandardStreamableHTTPServerTransport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: mostBytes,
      onsessioninitialized: (id) => void sessions.set(id, session),
      onsessionclosed: (id) => end(id),
    });
    const session: Session = { transport, server, usedAt: now() };
    await server.connect(transport);
    return session;
  };
  return {
    async fetch(request) {
      await endIdle();
      const id = request.headers.get('mcp-session-id');
      if (id !== null) {
        const session = sessions.get(id);
        if (session === undefined) return refuse(404, 'This session has ended; begin a new one with initialize.');
        session.usedAt = now();
        return session.transport.handleRequest(request);
      }
      if (request.method !== 'POST') return refuse(405, 'Without a session only POST is answered.');
      if (sessions.size >= most) return refuse(503, `There are ${most} sessions already; end one or try again later.`);
      const session = await begin();
      const response = await session.transport.handleRequest(request);
      // Anything but a well-formed initialize leaves no session behind.
      if (session.transport.sessionId === undefined) await session.server.close();
      return response;
    },
    async close() {
      await Promise.all([...sessions.keys()].map(end));
    },
  };
}

function refuse(status: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null }, { status });
}
