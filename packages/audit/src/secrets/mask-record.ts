import type { AuditRecord, Json } from '@cloudops/spec';
import { maskSecrets } from './find-secrets.ts';

/** What the project itself makes: ids and digests, never secrets. */
const ownName =
  /^(?:(?:hmac-)?sha256:[0-9a-f]{1,64}|pln_[0-9a-f]{64}|run_[0-9A-Za-z_-]{1,64}|aud_[0-9A-Za-z]{10,40}|sub_[0-9a-f]{32})$/;

/**
 * A record without anything that looks like a secret, wherever it stands. `extra.masked` then says of which kinds it
 * was. Names and digests of the project's own making stay.
 */
export function maskRecord(record: AuditRecord): AuditRecord {
  const kinds = new Set<string>();
  const { schema, audit_id, timestamp, event, sealed, ...rest } = record;
  const masked = mask(rest as unknown as Json, kinds) as unknown as typeof rest;
  if (kinds.size === 0) return record;
  const extra = { ...masked.extra, masked: [...kinds].sort() };
  return { ...masked, schema, audit_id, timestamp, event, ...(sealed === undefined ? {} : { sealed }), extra };
}

/** A value in which every text is masked, keys included. @param kinds takes the kinds of what was found. */
function mask(value: Json, kinds: Set<string>): Json {
  if (typeof value === 'string') return maskText(value, kinds);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mask(item, kinds));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [maskText(key, kinds), mask(item, kinds)]));
}

function maskText(text: string, kinds: Set<string>): string {
  if (ownName.test(text)) return text;
  const masked = maskSecrets(text);
  for (const kind of masked.kinds) kinds.add(kind);
  return masked.text;
}
