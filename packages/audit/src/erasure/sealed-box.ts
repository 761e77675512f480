import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { SealedBox } from '@cloudops/spec';
import type { SubjectKey } from './subject-keys.ts';

/** Values by where they stand in a record, as JSON pointers (RFC 6901). */
export type SealedValues = Readonly<Record<string, string>>;

const version = 'v1.';
const nonceLength = 12;
const tagLength = 16;
/** Lengths of names are nobody's business. */
const blockLength = 64;

/**
 * Encrypts values with AES-256-GCM, bound to the record's id. The nonce is derived from key, record and values, so that
 * writing a record again gives the same bytes, and no nonce serves for two texts.
 */
export function sealValues({ pseudonym, key }: SubjectKey, auditId: string, values: SealedValues): SealedBox {
  const text = JSON.stringify(values);
  const plain = Buffer.from(
    text.padEnd(text.length + ((blockLength - (Buffer.byteLength(text) % blockLength)) % blockLength)),
  );
  const context = contextOf(auditId, pseudonym);
  const nonce = createHmac('sha256', key).update(context).update(plain).digest().subarray(0, nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context);
  const box = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { subject: pseudonym, box: version + box.toString('base64url') };
}

/** What was sealed; null when the box is not this key's, not this record's, or was altered. */
export function openValues({ pseudonym, key }: SubjectKey, auditId: string, { box }: SealedBox): SealedValues | null {
  const bytes = Buffer.from(box.slice(version.length), 'base64url');
  if (!box.startsWith(version) || bytes.length < nonceLength + tagLength) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength))
      .setAAD(contextOf(auditId, pseudonym))
      .setAuthTag(bytes.subarray(-tagLength));
    const plain = Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()]);
    return JSON.parse(plain.toString()) as SealedValues;
  } catch {
    return null;
  }
}

function contextOf(auditId: string, pseudonym: string): Buffer {
  return Buffer.from(`cloudops.audit/sealed/v1\n${auditId}\n${pseudonym}\n`);
}
