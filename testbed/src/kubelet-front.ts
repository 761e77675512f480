import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, request as sendRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';

/** What the front needs to stand in for every kubelet. */
export interface KubeletFrontOptions {
  /** Where the API server's CONNECT requests arrive, on 127.0.0.1. */
  readonly port: number;
  /** Where kwok serves, on 127.0.0.1. */
  readonly kubeletPort: number;
  /** PEM texts for the kubelets' side of TLS. */
  readonly certificate: string;
  readonly key: string;
  /** Who must have signed the API server's client certificate. */
  readonly authority: string;
  /** The node that has an InternalIP, or null. */
  findNode(address: string): Promise<string | null>;
}

const perNode = ['/metrics/cadvisor', '/metrics/resource'];
const mostAttempts = 20;

function isPerNode(kwokPath: string): boolean {
  return kwokPath.startsWith('/metrics/nodes/');
}

/** A kubelet's own path, or kwok's path for what a kubelet serves about its node alone. */
export function toKwokPath(path: string, node: string): string {
  const [bare = ''] = path.split('?');
  return perNode.includes(bare) ? `/metrics/nodes/${encodeURIComponent(node)}${path}` : path;
}

function ask(options: KubeletFrontOptions, path: string, incoming: IncomingMessage): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = sendRequest({
      host: '127.0.0.1',
      port: options.kubeletPort,
      method: incoming.method,
      path,
      headers: { ...incoming.headers, host: 'localhost', 'accept-encoding': 'identity' },
      // Both ends of this connection are ours, on this machine.
      rejectUnauthorized: false,
    });
    outgoing.on('response', resolve).on('error', reject);
    if (incoming.readableEnded) outgoing.end();
    else incoming.pipe(outgoing);
  });
}

function forward(options: KubeletFrontOptions, node: string, incoming: IncomingMessage, answer: ServerResponse): void {
  const path = toKwokPath(incoming.url ?? '/', node);
  const answered = isPerNode(path)
    ? forwardMetrics(options, path, incoming, answer)
    : pass(options, path, incoming, answer);
  answered.catch((error: Error) => answer.headersSent || answer.writeHead(502).end(error.message));
}

async function pass(
  options: KubeletFrontOptions,
  path: string,
  incoming: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const response = await ask(options, path, incoming);
  answer.writeHead(response.statusCode ?? 502, response.headers);
  response.pipe(answer);
}

/**
 * kwok 0.8 keeps one set of figures per node and fills it anew for each request, so two requests for different paths of
 * one node at once get each other's answer. Such an answer is asked for again.
 */
async function forwardMetrics(
  options: KubeletFrontOptions,
  path: string,
  incoming: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await ask(options, path, incoming);
    const body = await text(response);
    if (attempt < mostAttempts && response.statusCode === 200 && !belongsTo(path, body)) continue;
    const type = response.headers['content-type'] ?? 'text/plain';
    answer.writeHead(response.statusCode ?? 502, { 'content-type': type }).end(body);
    return;
  }
}

/** Whether figures are those of the path: `scrape_error` stands in what metrics-server reads, and only there. */
export function belongsTo(path: string, body: string): boolean {
  return path.includes('/metrics/resource') === /^scrape_error /m.test(body);
}

/**
 * Starts the way by which the API server reaches kubelets: a CONNECT proxy. The API server refuses to proxy to loopback
 * addresses, so nodes have addresses of their own that lead here; and kwok serves all nodes at one address, so what a
 * kubelet says of its node alone is asked of kwok by the node's name. Loopback targets are connected through.
 */
export function startKubeletFront(options: KubeletFrontOptions): void {
  const kubelets = new Map<string, Server>();
  const kubeletOf = (address: string, node: string): Server => {
    const known = kubelets.get(address);
    if (known !== undefined) return known;
    const tls = { cert: options.certificate, key: options.key };
    const server = createServer(tls, (incoming, answer) => forward(options, node, incoming, answer));
    kubelets.set(address, server);
    return server;
  };
  const own = { cert: options.certificate, key: options.key, ca: options.authority, requestCert: true };
  const connectServer = createServer(own, (_, answer) => answer.writeHead(405).end());
  connectServer.on('connect', (incoming: IncomingMessage, client: Duplex) => {
    client.on('error', () => client.destroy());
    const { hostname, port } = new URL(`tcp://${incoming.url ?? ''}`);
    if (hostname === '127.0.0.1' || hostname === 'localhost') connectThrough(client, Number(port));
    else void serveKubelet(options, client, hostname, kubeletOf);
  });
  connectServer.listen(options.port, '127.0.0.1');
}

function connectThrough(client: Duplex, port: number): void {
  const target = connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connected\r\n\r\n');
    client.pipe(target).pipe(client);
  });
  target.on('error', () => client.destroy());
  client.on('close', () => target.destroy());
}

async function serveKubelet(
  options: KubeletFrontOptions,
  client: Duplex,
  address: string,
  kubeletOf: (address: string, node: string) => Server,
): Promise<void> {
  const node = await options.findNode(address).catch(() => null);
  if (node === null) {
    client.end('HTTP/1.1 502 No such node\r\n\r\n');
    return;
  }
  client.write('HTTP/1.1 200 Connected\r\n\r\n');
  kubeletOf(address, node).emit('connection', client as Socket);
}
