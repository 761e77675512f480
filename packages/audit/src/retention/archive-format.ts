import { decodeBase64 } from '../note/note-key.ts';

/** The first line of an archive: where its records stand in the log, and what proves it. */
export interface ArchiveHead {
  readonly schema: 'cloudops.audit-archive/v1';
  /** The log's name. */
  readonly origin: string;
  /** What the checkpoint is to be checked with; only as good as where it was taken from. */
  readonly verifier_key: string;
  /** The first record, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** The signed checkpoint of the whole log when the archive was made. */
  readonly checkpoint: string;
  /** Roots of the complete subtrees before the first record, the largest first; base64, as are the proofs. */
  readonly peaks: readonly string[];
  /** That the log of `start`, and the log of `end` records, begin the one of the checkpoint (RFC 6962, 2.1.2). */
  readonly start_proof: readonly string[];
  readonly end_proof: readonly string[];
}

/** The schema that this version reads and writes. */
export const archiveSchema = 'cloudops.audit-archive/v1';

/** Where the complete subtrees of a tree are, the largest first. */
export function peaksOf(size: number): readonly { readonly level: number; readonly index: number }[] {
  const peaks: { level: number; index: number }[] = [];
  for (let level = 52; level >= 0; level -= 1) {
    const count = Math.floor(size / 2 ** level);
    if (count % 2 === 1) peaks.push({ level, index: count - 1 });
  }
  return peaks;
}

/** Reads a head. @returns null when it is none. */
export function parseHead(line: string): ArchiveHead | null {
  const value = parseObject(line);
  const { schema, origin, verifier_key, start, end, checkpoint, peaks, start_proof, end_proof } = value;
  if (schema !== archiveSchema || !isText(origin) || !isText(verifier_key) || !isText(checkpoint)) return null;
  if (!isSize(start) || !isSize(end) || start >= end) return null;
  if (!isHashes(peaks) || !isHashes(start_proof) || !isHashes(end_proof)) return null;
  if (peaks.length !== peaksOf(start).length) return null;
  return { schema, origin, verifier_key, start, end, checkpoint, peaks, start_proof, end_proof };
}

/** A JSON object's fields; none for anything else. */
export function parseObject(line: string): Partial<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isHashes(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= 128 && value.every((hash) => isText(hash) && isHash(hash));
}

function isHash(text: string): boolean {
  return decodeBase64(text)?.length === 32;
}
