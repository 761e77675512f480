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
  const bytes = Buffer.from(toSortedText(checked.data as unknown as Json));
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

/** What `JSON.stringify` gives, with every object's keys in the order of their UTF-16 code units. */
function toSortedText(value: Json): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(toSortedText).join(',')}]`;
  const object = value as Readonly<Record<string, Json | undefined>>;
  let fields = '';
  for (const key of Object.keys(object).sort()) {
    const item = object[key];
    if (item !== undefined) fields += `${fields === '' ? '' : ','}${quote(key)}:${toSortedText(item)}`;
  }
  return `{${fields}}`;
}

// Most texts need no escape, and asking for one each time took a third of an append in a batch.
const plain = /^[ !#-[\]-~]*$/;

function quote(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}
