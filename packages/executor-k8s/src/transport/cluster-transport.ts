import { CloudOpsError, type WireRequest, type WireResponse, type WireTransport } from '@cloudops/spec';
import { type KubernetesErrorCode, kubernetesError } from '../errors.ts';
import { chooseContext } from '../kubeconfig/choose-context.ts';
import type { ResolvedContext } from '../kubeconfig/kubeconfig.ts';
import type { ProtobufTransport } from '../protobuf/takes-protobuf.ts';
import { type Connection, openConnection } from './connection.ts';
import { connectionError } from './connection-error.ts';
import { CredentialKeeper } from './credential-keeper.ts';
import type { CredentialLifetime, LifetimeTransport } from './credential-lifetime.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { sendHttp } from './http-send.ts';

/** How to reach a cluster. Everything is optional; what is left out is found as kubectl finds it. */
export interface ClusterTransportOptions {
  /** One kubeconfig file; then KUBECONFIG and ~/.kube/config are not looked at. */
  readonly kubeconfigPath?: string;
  /** The kubeconfig context; its current one unless stated. */
  readonly context?: string;
  /** Environment variables; this process's unless stated. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** For opening a connection; 10 s unless stated. */
  readonly connectTimeoutMs?: number;
  /** For the kubeconfig's exec plugin or auth provider; 30 s unless stated. */
  readonly execTimeoutMs?: number;
  /** Sent as user-agent. */
  readonly userAgent?: string;
  /** Milliseconds since the Unix epoch; for expiry of credentials. */
  readonly now?: () => number;
}

/** What no later request of the same run can mend; remembered, so that thirty steps do not wait thirty times. */
const lasting: ReadonlySet<string> = new Set<KubernetesErrorCode>([
  'CONNECTION_REFUSED',
  'DNS_FAILED',
  'CONNECT_TIMED_OUT',
  'UNREACHABLE',
  'TLS_FAILED',
  'SERVER_CERTIFICATE_UNTRUSTED',
  'SERVER_CERTIFICATE_EXPIRED',
  'SERVER_NAME_MISMATCH',
]);

class ClusterTransport implements ProtobufTransport, LifetimeTransport {
  readonly takesProtobuf = true as const;
  readonly #options: ClusterTransportOptions;
  readonly #now: () => number;
  #context: Promise<ResolvedContext> | null = null;
  readonly #credentials: CredentialKeeper;
  #connection: Promise<Connection> | null = null;
  #connectedAs: string | null = null;
  readonly #opened: Connection[] = [];
  #answered = false;
  #failure: CloudOpsError | null = null;
  readonly #closing = new AbortController();
  endpoint = 'kubernetes';

  constructor(options: ClusterTransportOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#credentials = new CredentialKeeper(() => this.#readCredentials(), this.#now);
  }

  async send(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    const credentials = await this.#prepare(signal);
    const answer = await this.#sendWith(credentials, request, signal);
    if (answer.status !== 401 || !this.#credentials.refused(credentials)) return answer;
    for await (const _chunk of answer.body) signal.throwIfAborted();
    const others = await this.#prepare(signal);
    const second = await this.#sendWith(others, request, signal);
    if (second.status === 401) this.#credentials.refused(others);
    return second;
  }

  credentialLifetime(): CredentialLifetime {
    return this.#credentials.lifetime();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#connection?.catch(() => null);
    this.#connection = null;
    await Promise.all(this.#opened.splice(0).map((connection) => connection.close()));
  }

  async #resolve(): Promise<ResolvedContext> {
    const { kubeconfigPath, context, environment = process.env } = this.#options;
    const chosen = await chooseContext({
      environment,
      ...(kubeconfigPath === undefined ? {} : { kubeconfigPath }),
      ...(context === undefined ? {} : { context }),
    });
    this.endpoint = chosen.cluster.server;
    return chosen;
  }

  async #readCredentials(): Promise<Credentials> {
    this.#context ??= this.#resolve();
    const { environment = process.env, execTimeoutMs = 30_000 } = this.#options;
    const context = await this.#context;
    const { signal } = this.#closing;
    return readCredentials({ context, environment, execTimeoutMs, now: this.#now, signal });
  }

  async #prepare(signal: AbortSignal): Promise<Credentials> {
    signal.throwIfAborted();
    if (this.#closing.signal.aborted) {
      const message = `Connection to ${this.endpoint} is closed.`;
      throw kubernetesError({ code: 'PROVIDER_CLOSED', message, nextSteps: ['Create a new provider.'] });
    }
    if (this.#failure !== null) throw this.#failure;
    return this.#credentials.current(signal);
  }

  /** A new client certificate needs new sockets; those in use end with their requests. */
  #connect(credentials: Credentials): Promise<Connection> {
    const identity = `${credentials.certificate}\n${credentials.key}`;
    if (this.#connection === null || this.#connectedAs !== identity) this.#connection = this.#open(credentials);
    this.#connectedAs = identity;
    return this.#connection;
  }

  async #open(credentials: Credentials): Promise<Connection> {
    this.#context ??= this.#resolve();
    const context = await this.#context;
    const { connectTimeoutMs = 10_000 } = this.#options;
    const connection = await openConnection({ context, credentials, connectTimeoutMs });
    this.#opened.push(connection);
    return connection;
  }

  async #sendWith(credentials: Credentials, request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    const { dispatcher, origin, basePath, compress } = await this.#connect(credentials);
    const userAgent = this.#options.userAgent ?? 'cloudops';
    const headers = {
      ...credentials.headers,
      'user-agent': userAgent,
      ...(compress ? { 'accept-encoding': 'gzip' } : {}),
    };
    try {
      const answer = await sendHttp({ dispatcher, origin, basePath, headers, request, signal });
      this.#answered = true;
      return { ...answer, body: this.#guardBody(answer.body, signal) };
    } catch (error) {
      throw this.#explain(error, signal);
    }
  }

  #explain(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    if (CloudOpsError.isInstance(error)) return error;
    const explained = connectionError(error, this.endpoint);
    if (!this.#answered && lasting.has(explained.code)) this.#failure = explained;
    return explained;
  }

  /** Not a generator: each chunk would take three more turns. */
  #guardBody(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return {
      [Symbol.asyncIterator]: () => {
        const chunks = body[Symbol.asyncIterator]();
        return {
          next: () =>
            chunks.next().catch((error: unknown) => {
              throw this.#explain(error, signal);
            }),
          return: async () => (await chunks.return?.()) ?? { done: true, value: undefined },
        };
      },
    };
  }
}

/**
 * A transport to the cluster that a kubeconfig context (or the pod's own service account) names. Reads nothing and
 * opens nothing until the first request. Credentials stay inside: wrap it in a recorder without fear.
 */
export function createClusterTransport(options: ClusterTransportOptions = {}): WireTransport {
  return new ClusterTransport(options);
}
