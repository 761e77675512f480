import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, request as sendRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

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

/** A kubelet's own path, or kwok's path for what a kubelet serves about its node alone. */
export function toKwokPath(path: string, node: string): string {
  const [bare = ''] = path.split('?');
  return perNode.includes(bare) ? `/metrics/nodes/${encodeURIComponent(node)}${path}` : path;
}

function forward(options: KubeletFrontOptions, node: string, incoming: IncomingMessage, answer: ServerResponse): void {
  const outgoing = sendRequest(
    {
      host: '127.0.0.1',
      port: options.kubeletPort,
      method: incoming.method,
      path: toKwokPath(incoming.url ?? '/', node),
      headers: { ...incoming.headers, host: 'localhost' },
      // Both ends of this connection are ours, on this machine.
      rejectUnauthorized: false,
    },
    (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    },
  );
  outgoing.on('error', (error) => answer.headersSent || answer.writeHead(502).end(error.message));
  incoming.pipe(outgoing);
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
