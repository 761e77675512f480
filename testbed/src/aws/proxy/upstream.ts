import { request as send } from 'node:http';
import type { WireAnswer } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';

/** Where requests go on to. */
export interface Upstream {
  /** @throws the socket's error. */
  forward(request: Forwarded): Promise<WireAnswer>;
}

/** The part of a request that goes on. */
export type Forwarded = Pick<AwsRequest, 'method' | 'path' | 'headers' | 'body'>;

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date', 'server']);

/** Answers of moto take minutes on a big fleet, and never longer. */
const timeoutMs = 300_000;

function exchange(url: URL, request: Forwarded): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    // The host header stays the caller's: it is signed.
    const headers = { ...request.headers, connection: 'close', 'content-length': String(request.body.length) };
    const { hostname, port } = url;
    const outgoing = send({ hostname, port, method: request.method, path: request.path, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
      incoming.once('error', reject).once('end', () => {
        const kept = Object.entries(incoming.headers).filter(([name]) => !hopByHop.has(name));
        const answered = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
        resolve({ status: incoming.statusCode ?? 502, headers: answered, body: Buffer.concat(chunks) });
      });
    });
    outgoing.setTimeout(timeoutMs, () => outgoing.destroy());
    outgoing.once('error', reject).end(request.body);
  });
}

/** An upstream that is asked one thing at a time, in the order of asking: moto is not thread-safe. */
export function createSerialUpstream(url: string): Upstream {
  const parsed = new URL(url);
  let last: Promise<unknown> = Promise.resolve();
  return {
    forward: (request) => {
      const answer = last.then(() => exchange(parsed, request));
      last = answer.catch(() => undefined);
      return answer;
    },
  };
}

/** An upstream that may be asked many things at once. */
export function createUpstream(url: string): Upstream {
  const parsed = new URL(url);
  return { forward: (request) => exchange(parsed, request) };
}
