import type { Evidence, WireRequest } from '@cloudops/spec';
import { type Asked, describeAsked, reasonFromAnswer, reasonFromError } from './reason.ts';
import { serverTime } from './server-time.ts';
import type { ApiAnswer, ApiSession, RequestContext } from './session.ts';

/** One request and what it asks, for messages. */
export interface ReadRequest {
  readonly session: ApiSession;
  readonly context: RequestContext;
  readonly request: WireRequest;
  readonly asked: Asked;
}

/** A whole answer as evidence: 2xx is present, 404 is absent, all else is unknown. */
export async function readAnswer({ session, context, request, asked }: ReadRequest): Promise<Evidence<ApiAnswer>> {
  try {
    const answer = await session.exchange(request, context);
    if (answer.status === 404) return { status: 'absent' };
    if (answer.status >= 200 && answer.status < 300) return { status: 'present', output: answer };
    return { status: 'unknown', reason: reasonFromAnswer(answer, asked) };
  } catch (error) {
    return { status: 'unknown', reason: reasonFromError(error, context.signal, asked) };
  }
}

/** A JSON object out of an answer, with the server's clock. */
export interface ReadObject {
  readonly object: Readonly<Record<string, unknown>>;
  readonly serverTime: string | null;
}

/** As {@link readAnswer}, for JSON objects; anything else is `unknown`, kind `invalid`. */
export async function readObject(request: ReadRequest): Promise<Evidence<ReadObject>> {
  const evidence = await readAnswer(request);
  if (evidence.status !== 'present')
    return evidence.status === 'absent' ? evidence : { status: 'unknown', reason: evidence.reason };
  const object = parseObject(evidence.output.body);
  if (object === null) {
    const message = `${describeAsked(request.asked)}: the answer is no JSON object`;
    return { status: 'unknown', reason: { kind: 'invalid', message } };
  }
  return { status: 'present', output: { object, serverTime: serverTime(evidence.output.headers) } };
}

/** Parses a body as a JSON object; null when it is none. */
export function parseObject(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
    return parsed as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

/** As {@link readAnswer}, for plain text such as logs and metrics: an answer in JSON or HTML comes from somebody else. */
export async function readText(request: ReadRequest): Promise<Evidence<ApiAnswer>> {
  const evidence = await readAnswer(request);
  if (evidence.status !== 'present') return evidence;
  const type = evidence.output.headers['content-type'] ?? 'text/plain';
  if (/^text\/plain|^application\/openmetrics-text/.test(type)) return evidence;
  const message = `${describeAsked(request.asked)}: the answer is no plain text`;
  return { status: 'unknown', reason: { kind: 'invalid', message } };
}
