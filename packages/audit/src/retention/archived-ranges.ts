import type { AuditRecord, Json } from '@cloudops/spec';

/** Records that a file outside the log holds. */
export interface ArchivedRange {
  /** The first record, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** `sha256:` of the file's bytes. */
  readonly digest: string;
}

/** The status of a `records.archived` record that says what is cut from the log, not what was written to a file. */
export const cutStatus = 'cut';

/** What a record of a cut says. */
export interface CutFacts {
  /** Records before this one may be gone. */
  readonly end: number;
  /** The archives that hold them, from the log's first record on, without a gap. */
  readonly archives: readonly ArchivedRange[];
}

/** The file's name of a range. */
export function archiveName({ start, end }: Pick<ArchivedRange, 'start' | 'end'>): string {
  return `audit-${start}-${end - 1}.jsonl`;
}

/** What is archived up to a number without a gap, from the log's first record on. */
export function coveredEnd(archives: readonly ArchivedRange[]): number {
  return archives.at(-1)?.end ?? 0;
}

/** Facts as a record's `extra`. */
export function toCutExtra({ end, archives }: CutFacts): Readonly<Record<string, Json>> {
  return { end, archives: archives.map((range) => ({ ...range })) };
}

/** What a record says of a cut. @returns null for any other record, and for one whose archives leave a gap. */
export function readCutFacts({ event, result, extra }: AuditRecord): CutFacts | null {
  if (event !== 'records.archived' || result.status !== cutStatus) return null;
  const { end, archives } = extra ?? {};
  if (!isNumber(end) || !Array.isArray(archives)) return null;
  const ranges = archives.flatMap((range: Json) => readRange(range) ?? []);
  const isWhole = ranges.every(({ start }, at) => start === (ranges[at - 1]?.end ?? 0));
  return isWhole && ranges.length === archives.length && coveredEnd(ranges) >= end ? { end, archives: ranges } : null;
}

/** The range that a record says was written to a file; null for any other record. */
export function readArchivedRange({ event, result, extra }: AuditRecord): ArchivedRange | null {
  return event === 'records.archived' && result.status !== cutStatus ? readRange(extra ?? null) : null;
}

function readRange(value: Json): ArchivedRange | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { start, end, digest } = value as Readonly<Record<string, Json>>;
  if (!isNumber(start) || !isNumber(end) || typeof digest !== 'string' || start >= end) return null;
  return { start, end, digest };
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
