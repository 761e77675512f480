import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { WireRequest, WireResponse } from '@cloudops/spec';
import type { Dispatcher } from 'undici';
import { untilAborted } from './until-aborted.ts';

/** A request with its credentials and the connection to use. */
export interface HttpExchange {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  /** Path in front of every request's path, for API servers behind a prefix; empty or without a slash at its end. */
  readonly basePath: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly request: WireRequest;
  readonly signal: AbortSignal;
}

function plainHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}

/** Sends one request; redirects are answers, not followed, since credentials must not leave for another host. */
export async function sendHttp(exchange: HttpExchange): Promise<WireResponse> {
  const { dispatcher, origin, basePath, request, signal } = exchange;
  const sent = dispatcher.request({
    origin,
    path: basePath + request.path,
    method: request.method,
    headers: { ...request.headers, ...exchange.headers } as Record<string, string | string[]>,
    body: request.body ?? null,
    signal,
  });
  // undici hears the signal only once a socket is there: a server that never ends its handshake would hold us up.
  const answer = await untilAborted(sent, signal);
  const headers = plainHeaders(answer.headers);
  if (headers['content-encoding'] !== 'gzip') return { status: answer.statusCode, headers, body: answer.body };
  const { 'content-encoding': _encoding, 'content-length': _length, ...rest } = headers;
  // pipeline() carries errors into the gunzip stream, where the reader of the body meets them.
  const body = pipeline(answer.body, createGunzip(), () => undefined);
  return { status: answer.statusCode, headers: rest, body };
}
