import type { Evidence, UnknownReason, WireRequest } from '@cloudops/spec';
import type { Fields } from '../../api/object-fields.ts';
import { parseObject } from '../../api/read-object.ts';
import { type Asked, describeAsked, reasonFromAnswer, reasonFromError } from '../../api/reason.ts';
import type { ApiAnswer } from '../../api/session.ts';
import { parseStatus } from '../../api/status.ts';
import { printable } from '../../printable.ts';
import type { Reach } from './read-kind.ts';

/** One request that changes something, or would without `dryRun=All`. */
export interface ChangeRequest {
  readonly asked: Asked;
  readonly request: WireRequest;
}

/** What became of it. `refused`: nothing was done, and the server said so. `lost`: nobody knows. */
export type ChangeAnswer =
  | { readonly kind: 'done'; readonly object: Fields }
  /** 409: somebody else was quicker. */
  | { readonly kind: 'conflict'; readonly reason: UnknownReason }
  /** 404. */
  | { readonly kind: 'gone' }
  /** 429: not now, as a disruption budget or a busy server says. */
  | { readonly kind: 'later'; readonly reason: UnknownReason }
  | { readonly kind: 'refused' | 'lost'; readonly reason: UnknownReason };

/** The server answers these before it does anything. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 405, 406, 410, 413, 415, 422]);

function judge(answer: ApiAnswer, asked: Asked): ChangeAnswer {
  if (answer.status >= 200 && answer.status < 300) {
    const object = parseObject(answer.body);
    if (object !== null) return { kind: 'done', object };
    const message = `${describeAsked(asked)}: HTTP ${answer.status}, and the answer is no JSON object`;
    return { kind: 'lost', reason: { kind: 'invalid', message } };
  }
  const { message } = parseStatus(answer.body);
  if (answer.status === 404) return { kind: 'gone' };
  if (answer.status === 409) {
    const text = `${describeAsked(asked)}: ${printable(message) || 'it changed meanwhile'}; nothing was done`;
    return { kind: 'conflict', reason: { kind: 'stale', message: text } };
  }
  const reason = reasonFromAnswer(answer, asked);
  if (answer.status === 429) return { kind: 'later', reason };
  return { kind: refusals.has(answer.status) ? 'refused' : 'lost', reason };
}

/** Sends it exactly once: no retry here or below, since a change whose answer is lost may have happened. */
export async function sendChange({ session, context }: Reach, change: ChangeRequest): Promise<ChangeAnswer> {
  const { asked, request } = change;
  try {
    return judge(await session.exchange(request, context, { once: true }), asked);
  } catch (error) {
    return { kind: 'lost', reason: reasonFromError(error, context.signal, asked) };
  }
}

/** Evidence of an answer that is not `done`. */
export function toUnknown(answer: Exclude<ChangeAnswer, { kind: 'done' }>, asked: Asked): Evidence<never> {
  if (answer.kind !== 'gone') return { status: 'unknown', reason: answer.reason };
  const message = `${describeAsked(asked)}: it is gone; nothing was done`;
  return { status: 'unknown', reason: { kind: 'stale', message } };
}
