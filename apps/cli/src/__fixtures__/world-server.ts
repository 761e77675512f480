import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { World } from '@cloudops/spec';
import { createReplayTransport, parseWorld } from '@cloudops/testkit';
import { deriveRequest, type Narrowing, namespacesOf, narrow } from './narrow-answer.ts';

/** What goes wrong for requests whose `METHOD path?query` matches; the first fault that fits decides. */
export type Fault = { readonly on: RegExp } & (
  | { readonly kind: 'answer'; readonly status: number; readonly body?: string }
  /** A Kubernetes Status, as an API server words it. */
  | { readonly kind: 'refuse'; readonly status: number; readonly reason: string }
  | { readonly kind: 'change'; readonly change: (body: string) => string }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
);

/** How to serve a world. */
export interface WorldServerOptions {
  /** A shipped world; `hot-shard` unless stated. */
  readonly world?: string;
  readonly faults?: readonly Fault[];
  readonly tls?: ServerOptions;
}

/** A local API server that answers what a real one answered. */
export interface WorldServer {
  readonly url: string;
  /** `METHOD path?query` of each request, in the order they came. */
  readonly seen: readonly string[];
  /** Resolves with the first request that matches. */
  whenAsked(pattern: RegExp): Promise<void>;
  close(): Promise<void>;
}

/** Reads a shipped world. */
export function readWorld(name: string): World {
  const file = fileURLToPath(new URL(`../../../../playbooks/worlds/${name}.world.json`, import.meta.url));
  return parseWorld(readFileSync(file, 'utf8'), file);
}

/** Serves a recorded world on a free loopback port. What was not recorded is answered as an API server does: 404. */
export async function startWorldServer(options: WorldServerOptions = {}): Promise<WorldServer> {
  const { faults = [], tls } = options;
  const world = readWorld(options.world ?? 'hot-shard');
  const answer = createAnswers(world);
  const seen: string[] = [];
  const waiting: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const line = `${request.method} ${request.url}`;
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push(line);
    for (const { pattern, resolve } of waiting) if (pattern.test(line)) resolve();
    const fault = faults.find(({ on }) => on.test(line));
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') return void request.socket.destroy();
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    const found = faultAnswer(fault) ?? (await answer(request.method ?? 'GET', request.url ?? '/', body));
    const text = fault?.kind === 'change' ? fault.change(found.body) : found.body;
    response.sendDate = found.headers.date === undefined;
    response.writeHead(found.status, { 'content-type': 'application/json', ...found.headers }).end(text);
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    whenAsked: (pattern) => new Promise((resolve) => waiting.push({ pattern, resolve })),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function faultAnswer(fault: Fault | undefined): Answer | null {
  if (fault?.kind === 'answer') return { status: fault.status, headers: {}, body: fault.body ?? '' };
  if (fault?.kind === 'refuse') return toStatus(fault.status, fault.reason);
  return null;
}

function toStatus(code: number, reason: string): Answer {
  const message = `the server answers ${reason}`;
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return { status: code, headers: {}, body: JSON.stringify(status) };
}

/** Answers from the recording; a narrower question than the recorded one gets the part of its answer that fits. */
function createAnswers(world: World): (method: string, url: string, body: string) => Promise<Answer> {
  const replay = createReplayTransport(world, 'kubernetes');
  const send = async (method: string, path: string, body: string): Promise<Answer | null> => {
    const request = { method: method as 'GET', path, ...(body === '' ? {} : { body }) };
    const response = await replay.send(request, new AbortController().signal).catch(() => null);
    if (response === null) return null;
    let text = '';
    for await (const chunk of response.body) text += Buffer.from(chunk).toString();
    return { status: response.status, headers: response.headers, body: text };
  };
  return async (method, url, body) => {
    const whole = await send(method, url, body);
    if (whole !== null) return whole;
    const narrowing = deriveRequest(world, { method, url, body });
    const found = narrowing === null ? null : await send(method, narrowing.path, narrowing.body);
    return found === null || narrowing === null
      ? toStatus(404, 'NotFound')
      : { ...found, body: narrowed(found, narrowing) };
  };
  function narrowed(found: Answer, narrowing: Narrowing): string {
    return narrowing.listsNamespaces ? namespacesOf(found.body, narrowing) : narrow(found.body, narrowing);
  }
}
