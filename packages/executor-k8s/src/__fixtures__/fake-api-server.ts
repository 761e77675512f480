import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as the fake server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A local server that plays the API server, with what it was asked. */
export interface FakeApiServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

/** Answers one request. */
export type Handler = (request: SeenRequest, response: ServerResponse) => void | Promise<void>;

function listenerOf(seen: SeenRequest[], handler: Handler): RequestListener {
  return async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    const url = new URL(incoming.url ?? '/', 'http://fake');
    const request = { method: incoming.method ?? 'GET', url, headers: incoming.headers, body };
    seen.push(request);
    await handler(request, response);
  };
}

/** Starts a server on a free loopback port; with `tls`, an https one. */
export async function startFakeApiServer(handler: Handler, tls?: ServerOptions): Promise<FakeApiServer> {
  const seen: SeenRequest[] = [];
  const listener = listenerOf(seen, handler);
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with JSON and a fixed Date. */
export function answerJson(response: ServerResponse, status: number, body: unknown, headers: object = {}): void {
  response.sendDate = false;
  response.writeHead(status, {
    'content-type': 'application/json',
    date: 'Sun, 22 Nov 2026 12:00:00 GMT',
    ...headers,
  });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** A Kubernetes Status object for an error. */
export function status(code: number, reason: string, message: string, details: object = {}): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code };
}
