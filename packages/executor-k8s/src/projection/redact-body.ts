import type { WireRequest } from '@cloudops/spec';
import { sanitize } from './sanitize.ts';

/**
 * For recorders: the body of an API answer without what {@link sanitize} takes out, so that no environment value and
 * no Secret reaches a recording. Bodies that are no JSON (logs, metrics text) come back unchanged.
 */
export function redactKubernetesBody(request: WireRequest, body: string): string {
  if (!/^\s*\{/.test(body)) return body;
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return body;
  }
  if (typeof parsed !== 'object' || parsed === null) return body;
  const secret = /\/secrets(?:[/?]|$)/.test(request.path);
  const items = 'items' in parsed && Array.isArray(parsed.items) ? parsed.items : [];
  for (const item of items) sanitize(item, secret);
  return JSON.stringify(sanitize(parsed, secret));
}
