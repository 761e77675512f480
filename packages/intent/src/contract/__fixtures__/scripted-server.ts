import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server does with one request. */
export type Scripted =
  | { readonly kind: 'body'; readonly status: number; readonly headers?: Record<string, string>; readonly body: string }
  /** Server-sent events; with `cutAfter` the connection breaks after that many. */
  | { readonly kind: 'events'; readonly events: readonly string[]; readonly cutAfter?: number }
  | { readonly kind: 'hang' }
  /** Promises more than it sends, then breaks the connection. */
  | { readonly kind: 'cut'; readonly body: string }
  /** Sends blanks until the client has had enough. */
  | { readonly kind: 'flood'; readonly bytes: number };

/** One request as it came. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A server on this machine that answers by a script; the last entry repeats. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
}

/** Starts one on a free port. */
export async function startScriptedServer(script: readonly Scripted[]): Promise<ScriptedServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      received.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) });
      play(script[received.length - 1] ?? script.at(-1) ?? { kind: 'hang' }, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function play(scripted: Scripted, response: ServerResponse): void {
  switch (scripted.kind) {
    case 'body':
      response
        .writeHead(scripted.status, { 'content-type': 'application/json', ...scripted.headers })
        .end(scripted.body);
      return;
    case 'events':
      playEvents(scripted, response);
      return;
    case 'hang':
      return;
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': scripted.body.length + 500 });
      response.write(scripted.body, () => setTimeout(() => response.destroy(), 20));
      return;
    case 'flood':
      flood(scripted.bytes, response);
  }
}

function playEvents({ events, cutAfter }: Extract<Scripted, { kind: 'events' }>, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events.slice(0, cutAfter)) response.write(event);
  if (cutAfter === undefined) response.end();
  else setTimeout(() => response.destroy(), 20);
}

function flood(bytes: number, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const piece = ' '.repeat(64 * 1024);
  let sent = 0;
  const more = (): void => {
    while (sent < bytes) {
      sent += piece.length;
      if (!response.write(piece)) {
        response.once('drain', more);
        return;
      }
    }
    response.end('{}');
  };
  more();
}
