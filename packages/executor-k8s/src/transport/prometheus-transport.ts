import type { WireTransport } from '@cloudops/spec';
import { kubernetesError } from '../errors.ts';
import { connectionError } from './connection-error.ts';

/** Where Prometheus answers, and how to log in. */
export interface PrometheusTransportOptions {
  /** Base address, such as `https://prometheus.example.com/prefix`. */
  readonly url: string;
  /** Header name to the environment variable that holds its value: values never stand in configuration. */
  readonly headersFromEnvironment?: Readonly<Record<string, string>>;
  /** Environment variables; this process's unless stated. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

function baseUrl(text: string): URL {
  if (URL.canParse(text) && /^https?:\/\//.test(text) && new URL(text).username === '') return new URL(text);
  throw kubernetesError({
    code: 'PROMETHEUS_INVALID',
    message: 'The address of Prometheus must read http(s)://HOST[:PORT][/PREFIX], without user name or password.',
    nextSteps: [
      'Correct it in the configuration; put secrets into environment variables named by headersFromEnvironment.',
    ],
  });
}

function loginHeaders(options: PrometheusTransportOptions): Record<string, string> {
  const environment = options.environment ?? process.env;
  const headers: Record<string, string> = {};
  for (const [name, variable] of Object.entries(options.headersFromEnvironment ?? {})) {
    const value = environment[variable];
    if (value === undefined || value === '') {
      throw kubernetesError({
        code: 'PROMETHEUS_INVALID',
        message: `Header "${name}" for Prometheus comes from the environment variable ${variable}, which is not set.`,
        nextSteps: [`Set ${variable}, or take the header out of the configuration.`],
      });
    }
    headers[name.toLowerCase()] = value;
  }
  return headers;
}

function plainHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].map(([name, value]) => [name.toLowerCase(), value]));
}

/** A transport to Prometheus's HTTP API. Opens nothing until the first request; follows no redirect. */
export function createPrometheusTransport(options: PrometheusTransportOptions): WireTransport {
  const endpoint = options.url.replace(/\/+$/, '');
  return {
    endpoint,
    async send(request, signal) {
      const base = baseUrl(endpoint);
      const url = `${base.origin}${base.pathname.replace(/\/+$/, '')}${request.path}`;
      try {
        const answer = await fetch(url, {
          method: request.method,
          headers: { ...request.headers, ...loginHeaders(options) },
          body: request.body ?? null,
          redirect: 'manual',
          signal,
        });
        const body = answer.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
        return { status: answer.status, headers: plainHeaders(answer.headers), body };
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw connectionError(error, endpoint);
      }
    },
    close: async () => undefined,
  };
}
