import { readFile } from 'node:fs/promises';
import type { WireTransport } from '@cloudops/spec';
import type { Agent } from 'undici';
import { codeOf, kubernetesError } from '../errors.ts';
import { metricsConnectionError } from './connection-error.ts';
import { sendHttp } from './http-send.ts';
import { readSecret, type SecretSource } from './secret-source.ts';

/** How to log in to Prometheus or Alertmanager. */
export type MetricsLogin =
  | { readonly kind: 'basic'; readonly username: string; readonly password: SecretSource }
  | { readonly kind: 'bearer'; readonly token: SecretSource };

/** Where Prometheus or Alertmanager answers, and how to log in. */
export interface PrometheusTransportOptions {
  /** Base address, such as `https://prometheus.example.com/prefix`. */
  readonly url: string;
  /** None unless stated. */
  readonly login?: MetricsLogin;
  /** Further headers, such as a tenant's, by name. */
  readonly headers?: Readonly<Record<string, SecretSource>>;
  /** Header name to the environment variable that holds its value: values never stand in configuration. */
  readonly headersFromEnvironment?: Readonly<Record<string, string>>;
  /** File with certificate authorities to trust instead of the system's, PEM. */
  readonly caFile?: string;
  /** What it is called in messages; `Prometheus` unless stated. */
  readonly product?: string;
  /** Environment variables; this process's unless stated. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const connectTimeoutMs = 10_000;
/** Commands that hand out secrets may be slow, or ask a person. */
const keepSecretMs = 60_000;

type Environment = Readonly<Record<string, string | undefined>>;

function invalid(message: string, nextStep: string, cause?: unknown): Error {
  return kubernetesError({ code: 'PROMETHEUS_INVALID', message, nextSteps: [nextStep], cause });
}

function baseUrl(text: string, product: string): URL {
  if (URL.canParse(text) && /^https?:\/\//.test(text)) {
    const url = new URL(text);
    if (url.username === '' && url.password === '') return url;
  }
  throw invalid(
    `The address of ${product} must read http(s)://HOST[:PORT][/PREFIX], without user name or password.`,
    'Correct it in the configuration; state a login beside it.',
  );
}

function headerSources(options: PrometheusTransportOptions): readonly (readonly [string, SecretSource])[] {
  const fromEnvironment = Object.entries(options.headersFromEnvironment ?? {}).map(
    ([name, variable]) => [name, { kind: 'environment', variable }] as const,
  );
  return [...fromEnvironment, ...Object.entries(options.headers ?? {})];
}

/** Reads what a request's headers need; what a command printed is kept for a minute. */
function createHeaderReader(
  options: PrometheusTransportOptions,
  environment: Environment,
): (signal: AbortSignal) => Promise<Record<string, string>> {
  const { product = 'Prometheus', login } = options;
  const kept = new Map<string, { readonly value: string; readonly at: number }>();
  const read = async (source: SecretSource, purpose: string, signal: AbortSignal): Promise<string> => {
    if (source.kind !== 'command') return readSecret({ source, purpose, environment, signal });
    const known = kept.get(purpose);
    if (known !== undefined && performance.now() - known.at < keepSecretMs) return known.value;
    const value = await readSecret({ source, purpose, environment, signal });
    kept.set(purpose, { value, at: performance.now() });
    return value;
  };
  return async (signal) => {
    const headers: Record<string, string> = {};
    for (const [name, source] of headerSources(options))
      headers[name.toLowerCase()] = await read(source, `Header "${name}" for ${product}`, signal);
    if (login?.kind === 'bearer')
      headers.authorization = `Bearer ${await read(login.token, `The token for ${product}`, signal)}`;
    if (login?.kind === 'basic') {
      const password = await read(login.password, `The password for ${product}`, signal);
      headers.authorization = `Basic ${Buffer.from(`${login.username}:${password}`).toString('base64')}`;
    }
    return headers;
  };
}

async function openAgent({ caFile, product = 'Prometheus' }: PrometheusTransportOptions): Promise<Agent> {
  const { Agent: UndiciAgent } = await import('undici');
  const ca = caFile === undefined ? undefined : await readAuthority(caFile, product);
  return new UndiciAgent({
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: connectTimeoutMs, ...(ca === undefined ? {} : { ca }) },
  });
}

async function readAuthority(path: string, product: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const why = codeOf(cause) || 'unknown reason';
    const message = `The certificate authority for ${product}, ${path}, cannot be read (${why}).`;
    throw invalid(message, 'Check the path in the configuration and the rights of the file.', cause);
  }
}

/**
 * A transport to Prometheus's or Alertmanager's HTTP API. Opens nothing and reads no secret until the first request;
 * follows no redirect. Its `send` throws `PROMETHEUS_INVALID` and what is wrong with the connection.
 */
export function createPrometheusTransport(options: PrometheusTransportOptions): WireTransport {
  const { product = 'Prometheus', environment = process.env } = options;
  const endpoint = options.url.replace(/\/+$/, '');
  const readHeaders = createHeaderReader(options, environment);
  let agent: Promise<Agent> | null = null;
  return {
    endpoint,
    async send(request, signal) {
      const base = baseUrl(endpoint, product);
      const headers = await readHeaders(signal);
      agent ??= openAgent(options);
      const dispatcher = await agent;
      const basePath = base.pathname.replace(/\/+$/, '');
      try {
        return await sendHttp({ dispatcher, origin: base.origin, basePath, headers, request, signal });
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw metricsConnectionError(error, endpoint, product);
      }
    },
    async close() {
      const opened = await agent?.catch(() => null);
      await opened?.destroy();
    },
  };
}
