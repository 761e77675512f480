import { verify } from 'node:crypto';
import { parseSignature } from './note.ts';
import type { NoteVerifier } from './note-key.ts';

/** Witnesses of today sign seconds since 1970; more than this is no time. */
const latest = 2 ** 48;

/**
 * Checks what a witness says of a checkpoint: that it has seen it as a continuation of all it saw before
 * (https://c2sp.org/tlog-cosignature).
 * @param text the checkpoint's text, without signatures. @param line one signature line, without its newline.
 * @returns when the witness saw it, in milliseconds since the Unix epoch; null when this key did not sign it.
 */
export function readCosignature(text: string, line: string, witness: NoteVerifier): number | null {
  const signature = parseSignature(line);
  if (signature?.name !== witness.name || signature.keyId !== witness.keyId) return null;
  if (signature.bytes.length !== 72) return null;
  const seconds = Number(signature.bytes.readBigUInt64BE(0));
  const signed = Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
  const isGood = seconds < latest && verify(null, signed, witness.publicKey, signature.bytes.subarray(8));
  return isGood ? seconds * 1000 : null;
}
