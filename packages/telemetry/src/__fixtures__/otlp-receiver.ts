import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import {
  assertLogs,
  assertMetrics,
  assertTraces,
  type OtlpLog,
  type OtlpMetric,
  type OtlpSpan,
} from './otlp-shapes.ts';

/** One request as it came. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A receiver of OTLP/HTTP JSON that is as strict as the protocol: what does not fit is an error of the test. */
export interface OtlpReceiver {
  readonly url: string;
  readonly requests: readonly Received[];
  spans(): readonly OtlpSpan[];
  metrics(): readonly OtlpMetric[];
  logs(): readonly OtlpLog[];
}

/** What it answers with. */
export interface ReceiverOptions {
  readonly status?: number;
  /** Never answers. */
  readonly silent?: boolean;
}

/** Starts a receiver on a free port; it is gone after the test. */
export async function startOtlpReceiver({ status = 200, silent = false }: ReceiverOptions = {}): Promise<OtlpReceiver> {
  const requests: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    if (silent) return;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const bodies = (path: string): readonly unknown[] =>
    requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body));
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    spans: () => bodies('/v1/traces').flatMap(assertTraces),
    metrics: () => bodies('/v1/metrics').flatMap(assertMetrics),
    logs: () => bodies('/v1/logs').flatMap(assertLogs),
  };
}
