import type { Clock, Exchange, RecordedResponse, WireRequest, WireResponse, WireTransport } from '@cloudops/spec';
import { scrubBody } from '../scrub/scrub-body.ts';
import { scrubText } from '../scrub/scrub-text.ts';
import { sortExchanges } from '../world/sort-exchanges.ts';
import { readBody, toBody } from './read-body.ts';
import { type KeptRequest, toKeptRequest, toRequestKey } from './request-key.ts';

/** The headers that a world keeps. */
const keptHeaders: readonly string[] = ['content-type', 'date', 'retry-after', 'warning'];

/** What a recorder needs to know. */
export interface RecorderOptions {
  /** The provider whose requests go through the transport. */
  readonly provider: string;
  readonly clock: Pick<Clock, 'now'>;
}

/** A transport that remembers what was answered, without its secrets. */
export interface Recorder {
  /** Passes every request on; the answer's body is read whole before it is handed on. */
  readonly transport: WireTransport;
  /** What was answered until now, sorted by method, path and body; several answers to one request in their order. */
  exchanges(): readonly Exchange[];
}

interface Kept {
  readonly request: KeptRequest;
  readonly responses: { readonly number: number; readonly response: RecordedResponse }[];
}

function keepHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept = keptHeaders.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, scrubText(value)] as const];
  });
  return Object.fromEntries(kept);
}

/**
 * Wraps a transport so that its answers can be made into a world. Secrets are redacted before anything is kept: nothing
 * that was not scrubbed stays in memory. What never became an answer is not recorded.
 */
export function createRecorder(transport: WireTransport, { provider, clock }: RecorderOptions): Recorder {
  const kept = new Map<string, Kept>();
  let sent = 0;
  const keep = (request: WireRequest, number: number, response: RecordedResponse): void => {
    const keptRequest = toKeptRequest(request);
    const key = toRequestKey(keptRequest);
    const entry = kept.get(key) ?? { request: keptRequest, responses: [] };
    entry.responses.push({ number, response });
    kept.set(key, entry);
  };
  const send = async (request: WireRequest, signal: AbortSignal): Promise<WireResponse> => {
    sent += 1;
    const number = sent;
    const { status, headers, body } = await transport.send(request, signal);
    const bytes = await readBody(body);
    const text = scrubBody(new TextDecoder().decode(bytes), request.path);
    keep(request, number, { status, headers: keepHeaders(headers), body: text, at: clock.now() });
    return { status, headers, body: toBody(bytes) };
  };
  const exchanges = (): readonly Exchange[] =>
    sortExchanges(
      [...kept.values()].map(({ request, responses }) => ({
        provider,
        ...request,
        // In the order they were asked for, which is the order that a replay asks in.
        responses: [...responses].sort((left, right) => left.number - right.number).map(({ response }) => response),
      })),
    );
  return { transport: { endpoint: transport.endpoint, send, close: () => transport.close() }, exchanges };
}
