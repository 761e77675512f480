import type { IncomingMessage } from 'node:http';
import { Agent, request as sendRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestbedError } from './errors.ts';

/** Where an API server is, and who calls. PEM texts. */
export interface ApiClientOptions {
  readonly url: string;
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
  /** Connections at once; 32 unless stated. */
  readonly connections?: number;
}

/** One call to the API. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** Media type of the body; JSON unless stated. */
  readonly contentType?: string;
  readonly accept?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What the API said. Any status is an answer. */
export interface ApiAnswer {
  readonly status: number;
  /** Null when it was not JSON. */
  readonly body: unknown;
}

/** A small client for an API server, as its administrator. */
export interface ApiClient {
  /** @throws TestbedError `API_FAILED` when no answer came within three attempts. */
  send(call: ApiCall): Promise<ApiAnswer>;
  /** Like `send`, and a status from 400 on throws `API_FAILED` too. @returns the body. */
  expect(call: ApiCall): Promise<unknown>;
  close(): void;
}

const attempts = 5;

async function collect(response: IncomingMessage): Promise<ApiAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return { status: response.statusCode ?? 0, body: JSON.parse(text) };
  } catch {
    return { status: response.statusCode ?? 0, body: null };
  }
}

function sendOnce(options: ApiClientOptions, agent: Agent, call: ApiCall): Promise<ApiAnswer> {
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const limit = AbortSignal.timeout(call.timeoutMs ?? 30_000);
  return new Promise((resolve, reject) => {
    const outgoing = sendRequest(new URL(call.path, options.url), {
      agent,
      method: call.method,
      signal: call.signal === undefined ? limit : AbortSignal.any([call.signal, limit]),
      headers: {
        accept: call.accept ?? 'application/json',
        ...(body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
    });
    outgoing.once('error', reject).once('response', (response) => collect(response).then(resolve, reject));
    outgoing.end(body);
  });
}

function failed(options: ApiClientOptions, call: ApiCall, detail: string, cause?: unknown): TestbedError {
  return new TestbedError({
    code: 'API_FAILED',
    message: `${call.method} ${options.url}${call.path} failed: ${detail}`,
    nextSteps: ['Look at kube-apiserver.log in the test bed folder.'],
    ...(cause === undefined ? {} : { cause }),
  });
}

async function sendPatiently(options: ApiClientOptions, agent: Agent, call: ApiCall): Promise<ApiAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    call.signal?.throwIfAborted();
    try {
      const answer = await sendOnce(options, agent, call);
      if (answer.status !== 429 || attempt === attempts) return answer;
    } catch (cause) {
      call.signal?.throwIfAborted();
      // A POST may have been done although its answer was lost.
      if (attempt === attempts || call.method === 'POST') throw failed(options, call, String(cause), cause);
    }
    await sleep(150 * attempt, undefined, { ...(call.signal === undefined ? {} : { signal: call.signal }) });
  }
}

/** The message of a Kubernetes Status object, or the HTTP status. */
export function describeAnswer(answer: ApiAnswer): string {
  const { message } = (answer.body ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : `HTTP ${answer.status}`;
}

/** Makes a client. Nothing is sent before the first call. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: options.connections ?? 32,
    ca: options.authority,
    cert: options.certificate,
    key: options.key,
  });
  const send = (call: ApiCall): Promise<ApiAnswer> => sendPatiently(options, agent, call);
  return {
    send,
    expect: async (call) => {
      const answer = await send(call);
      if (answer.status >= 400) throw failed(options, call, describeAnswer(answer));
      return answer.body;
    },
    close: () => agent.destroy(),
  };
}
