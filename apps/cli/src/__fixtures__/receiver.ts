import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes what is posted, on this machine. */
export interface Receiver {
  readonly url: string;
  readonly seen: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** What is answered next; 204 after them. */
  readonly statuses: number[];
  close(): void;
}

/** Starts a receiver of webhooks. */
export async function startReceiver(statuses: readonly number[] = []): Promise<Receiver> {
  const seen: Receiver['seen'] = [];
  const left = [...statuses];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      seen.push({ headers: request.headers, body });
      response.writeHead(left.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/hook/only-we-know-this`, seen, statuses: left, close };
}
