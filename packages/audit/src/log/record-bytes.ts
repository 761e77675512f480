import { type AuditRecord, auditRecordSchema, type Json } from '@cloudops/spec';
import { auditError } from '../errors.ts';

/** A leaf's limit in a C2SP tlog-tiles entry bundle, in bytes. */
const maximumLength = 65_535;

/**
 * The bytes of a record: JSON in UTF-8 with sorted keys, so that equal records have equal bytes.
 * @throws CloudOpsError `AUDIT_RECORD_INVALID` for what the schema does not know, so that no secret slips in, and for
 * more than 65,535 bytes.
 */
export function toRecordBytes(record: AuditRecord): Uint8Array {
  const checked = auditRecordSchema.safeParse(record);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw invalid(`has a wrong field: ${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'invalid'}`, 'toolkit');
  }
  const bytes = Buffer.from(JSON.stringify(sorted(checked.data as unknown as Json)));
  if (bytes.length > maximumLength) throw invalid(`has ${bytes.length} bytes; ${maximumLength} are allowed`, 'toolkit');
  return bytes;
}

/** Reads a record back. @throws CloudOpsError `AUDIT_RECORD_INVALID` when it is not one that this version writes. */
export function fromRecordBytes(index: number, bytes: Uint8Array): AuditRecord {
  const checked = auditRecordSchema.safeParse(parseJson(bytes));
  if (checked.success) return checked.data;
  throw invalid(`${index} is not one that this version writes: it was altered or a newer version wrote it`, 'user');
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function invalid(why: string, source: 'user' | 'toolkit'): Error {
  return auditError({
    code: 'AUDIT_RECORD_INVALID',
    message: `The audit record ${why}.`,
    source,
    nextSteps:
      source === 'user'
        ? ['Run `cloudops audit verify` to learn whether it was altered.', 'Use the newest version to read it.']
        : ['Keep to the fields of the record and store bigger payloads by their digest.'],
  });
}

function sorted(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
