import { printable } from '../printable.ts';
import { isProtobuf } from '../protobuf/protobuf-list.ts';
import { readProtobufStatus } from '../protobuf/protobuf-status.ts';

/** The parts of a Kubernetes `Status` object that say why a request failed. Text is the cluster's: hostile. */
export interface ApiStatus {
  /** Such as `Forbidden`, `Expired`; empty when the answer was no Status. */
  readonly reason: string;
  /** One printable line. */
  readonly message: string;
  /** Seconds to wait, as the server suggests. */
  readonly retryAfterSeconds: number | null;
}

/** Reads an error answer; what is no Status becomes its first printable words. */
export function parseStatus(body: Buffer): ApiStatus {
  if (isProtobuf(body)) return toStatus(readProtobufStatus(body) ?? {});
  const text = body.subarray(0, 64_000).toString('utf8');
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'kind' in parsed && parsed.kind === 'Status') {
      return toStatus(parsed as Readonly<Record<string, unknown>>);
    }
  } catch {
    // Proxies answer in HTML or plain text; that is shown as it is, shortened.
  }
  return { reason: '', message: printable(text, 160), retryAfterSeconds: null };
}

function toStatus({ reason, message, details }: Readonly<Record<string, unknown>>): ApiStatus {
  const seconds =
    typeof details === 'object' && details !== null && 'retryAfterSeconds' in details
      ? details.retryAfterSeconds
      : null;
  return {
    reason: typeof reason === 'string' ? printable(reason, 60) : '',
    message: typeof message === 'string' ? printable(message) : '',
    retryAfterSeconds: typeof seconds === 'number' && seconds > 0 ? seconds : null,
  };
}
