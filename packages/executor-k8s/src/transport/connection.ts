import type { Socket } from 'node:net';
import type { buildConnector, Dispatcher } from 'undici';
import { kubernetesError } from '../errors.ts';
import type { KubeconfigCluster, ResolvedContext } from '../kubeconfig/kubeconfig.ts';
import { fileOrData } from './credential-file.ts';
import type { Credentials } from './credentials.ts';

/** A pool of connections to one API server with one client certificate. */
export interface Connection {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly basePath: string;
  /** Ends all of it, half-open sockets too. */
  close(): Promise<void>;
  /** Whether compressed answers pay: not on this machine's own loopback. */
  readonly compress: boolean;
}

/** What {@link openConnection} needs. */
export interface ConnectionOptions {
  readonly context: ResolvedContext;
  readonly credentials: Credentials;
  readonly connectTimeoutMs: number;
}

function serverUrl(cluster: KubeconfigCluster, contextName: string): URL {
  const text = cluster.server.includes('://') ? cluster.server : `https://${cluster.server}`;
  if (URL.canParse(text) && /^https?:\/\//.test(text)) return new URL(text);
  throw kubernetesError({
    code: 'CONTEXT_INCOMPLETE',
    message: `Context "${contextName}" cannot be used: its cluster's server is no http(s) address.`,
    nextSteps: ['Correct `server` of the cluster in the kubeconfig; it reads https://HOST:PORT.'],
  });
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}

async function tlsOptions(options: ConnectionOptions): Promise<Record<string, unknown>> {
  const { cluster } = options.context;
  const ca = await fileOrData(cluster.certificateAuthority, cluster.certificateAuthorityData, 'certificate-authority');
  const { certificate, key } = options.credentials;
  return {
    ...(ca === null ? {} : { ca }),
    ...(certificate === null ? {} : { cert: certificate }),
    ...(key === null ? {} : { key }),
    ...(cluster.tlsServerName === undefined ? {} : { servername: cluster.tlsServerName }),
    ...(cluster.insecureSkipTlsVerify ? { rejectUnauthorized: false } : {}),
  };
}

/** undici forgets a socket until it is connected: one whose handshake never ends would keep the process alive. */
function trackOpening(connector: buildConnector.connector): { connector: buildConnector.connector; destroy(): void } {
  const opening = new Set<Socket>();
  return {
    connector: (options, callback) => {
      const socket: unknown = connector(options, (...outcome) => {
        opening.delete(socket as Socket);
        callback(...outcome);
      });
      opening.add(socket as Socket);
      return socket as undefined;
    },
    destroy: () => {
      for (const socket of opening) socket.destroy();
    },
  };
}

/**
 * Prepares a pool with keep-alive, through the kubeconfig's proxy if it names one. Opens nothing yet.
 * HTTP/1.1 on purpose: several sockets carry big lists side by side, one HTTP/2 stream window does not.
 * @throws CloudOpsError `CONTEXT_INCOMPLETE`, `CREDENTIAL_UNREADABLE`.
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { Agent, buildConnector, ProxyAgent, Socks5ProxyAgent } = await import('undici');
  const { cluster, name } = options.context;
  const url = serverUrl(cluster, name);
  const tls = await tlsOptions(options);
  const connect = { ...tls, timeout: options.connectTimeoutMs, keepAlive: true, keepAliveInitialDelay: 30_000 };
  const pool = { allowH2: false, keepAliveTimeout: 60_000, headersTimeout: 0, bodyTimeout: 0 };
  const proxy = cluster.proxyUrl;
  const opening = trackOpening(buildConnector({ ...connect, allowH2: false }));
  let dispatcher: Dispatcher;
  if (proxy === undefined) dispatcher = new Agent({ ...pool, connect: opening.connector });
  else if (proxy.startsWith('socks')) dispatcher = new Socks5ProxyAgent(proxy, { ...pool, requestTls: connect });
  else
    dispatcher = new ProxyAgent({
      ...pool,
      uri: proxy,
      requestTls: connect,
      proxyTls: { timeout: options.connectTimeoutMs },
    });
  return {
    dispatcher,
    async close() {
      opening.destroy();
      await dispatcher.destroy();
    },
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ''),
    compress: !cluster.disableCompression && !isLoopback(url.hostname),
  };
}
