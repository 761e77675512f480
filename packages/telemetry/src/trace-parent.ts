import { isSpanContextValid, type SpanContext } from '@opentelemetry/api';

/**
 * Reads a W3C `traceparent` (https://www.w3.org/TR/trace-context-2/#traceparent-header), as a CI job hands it on in the
 * environment variable TRACEPARENT.
 * @returns null for what is none: then a trace of its own begins.
 */
export function readTraceParent(text: string | undefined): SpanContext | null {
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(text ?? '');
  const [, version, traceId = '', spanId = '', flags = '', rest] = match ?? [];
  // Version ff is forbidden; version 00 has exactly four parts.
  if (match === null || version === 'ff' || (version === '00' && rest !== undefined)) return null;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(context) ? context : null;
}
