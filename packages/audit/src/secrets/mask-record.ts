import type { AuditRecord, Json } from '@cloudops/spec';
import { maskSecrets } from './find-secrets.ts';

/** What the project itself makes: ids and digests, never secrets. */
const ownName =
  /^(?:(?:hmac-)?sha256:[0-9a-f]{1,64}|pln_[0-9a-f]{64}|run_[0-9A-Za-z_-]{1,64}|aud_[0-9A-Za-z]{10,40}|sub_[0-9a-f]{32})$/;

const mostRemembered = 4096;
const longestRemembered = 128;

/** Takes secrets out of records, one after the other. */
export interface RecordMask {
  /**
   * The record without anything that looks like a secret, wherever it stands. `extra.masked` then says of which kinds
   * it was. Names and digests of the project's own making stay.
   */
  mask(record: AuditRecord): AuditRecord;
}

/** A {@link RecordMask}. It remembers names that it found clean, since they come again in every record. */
export function createRecordMask(): RecordMask {
  const clean = new Set<string>();
  return {
    mask: (record) => {
      const kinds = new Set<string>();
      const { schema, audit_id, timestamp, event, sealed, ...rest } = record;
      const masked = maskValue(rest as unknown as Json, (text) =>
        maskText(text, clean, kinds),
      ) as unknown as typeof rest;
      if (kinds.size === 0) return record;
      const extra = { ...masked.extra, masked: [...kinds].sort() };
      return { ...masked, schema, audit_id, timestamp, event, ...(sealed === undefined ? {} : { sealed }), extra };
    },
  };
}

/** A value in which every text is changed, keys included. */
function maskValue(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => maskValue(item, change));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), maskValue(item, change)]));
}

function maskText(text: string, clean: Set<string>, kinds: Set<string>): string {
  if (clean.has(text) || ownName.test(text)) return text;
  const masked = maskSecrets(text);
  for (const kind of masked.kinds) kinds.add(kind);
  if (masked.kinds.length === 0 && text.length <= longestRemembered) {
    if (clean.size >= mostRemembered) clean.clear();
    clean.add(text);
  }
  return masked.text;
}
