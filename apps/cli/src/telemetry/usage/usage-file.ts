import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** How often one command ended in one way. */
export interface UsageCount {
  /** Such as `audit list`. */
  readonly command: string;
  /** Of a question that led to a shipped playbook. */
  readonly playbook: string | null;
  readonly exit_code: number;
  readonly duration: DurationBucket;
  readonly count: number;
}

/** How long a command took, coarsely. */
export type DurationBucket = '<0.1s' | '<1s' | '<10s' | '<60s' | '>=60s';

/** All buckets, shortest first. */
export const durationBuckets: readonly DurationBucket[] = ['<0.1s', '<1s', '<10s', '<60s', '>=60s'];

/** What is kept on this machine while the use of the program is shared. */
export interface UsageFile {
  readonly schema_version: 1;
  /** A random UUID, made by `cloudops telemetry on`; of nothing on this machine. */
  readonly install_id: string;
  /** The address that somebody said yes to. */
  readonly endpoint: string;
  /** What has not been sent. */
  readonly counts: readonly UsageCount[];
  /** Milliseconds since the Unix epoch when the first of it was counted. */
  readonly since: number;
  /** How often it was tried to send it, and when last. */
  readonly attempts: number;
  readonly tried_at: number;
}

/** More different rows than this are not kept. */
export const mostCounts = 100;

const schema: z.ZodType<UsageFile> = z.strictObject({
  schema_version: z.literal(1),
  install_id: z.uuid(),
  endpoint: z.url(),
  counts: z
    .array(
      z.strictObject({
        command: z.string().regex(/^[a-z][a-z -]{0,60}$/),
        playbook: z
          .string()
          .regex(/^[a-z][a-z0-9-]{0,80}$/)
          .nullable(),
        exit_code: z.int().min(0).max(255),
        duration: z.enum(durationBuckets),
        count: z.int().min(1).max(1_000_000),
      }),
    )
    .max(mostCounts),
  since: z.number().min(0),
  attempts: z.int().min(0),
  tried_at: z.number().min(0),
});

/** Reads it. @returns null where there is none, or none that can be read: then nobody said yes. */
export function readUsageFile(path: string): UsageFile | null {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Writes it, whole or not at all, for its owner's eyes. @throws the system's error. */
export function writeUsageFile(path: string, file: UsageFile): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}.new`;
  writeFileSync(fresh, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, path);
}

/** Forgets the yes, the id and what was counted. */
export function removeUsageFile(path: string): void {
  rmSync(path, { force: true });
}

/** Adds one ended command; what would be a row too many is not counted. */
export function addCount(file: UsageFile, row: Omit<UsageCount, 'count'>, now: number): UsageFile {
  const key = keyOf(row);
  const existing = file.counts.find((one) => keyOf(one) === key);
  if (existing === undefined && file.counts.length >= mostCounts) return file;
  const others = file.counts.filter((one) => one !== existing);
  const count = Math.min(1_000_000, (existing?.count ?? 0) + 1);
  const counts = [...others, { ...row, count }].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  return { ...file, counts, since: file.counts.length === 0 ? now : file.since };
}

/** Takes away what was sent, or given up; what was counted meanwhile stays. */
export function subtractCounts(file: UsageFile, sent: readonly UsageCount[], now: number): UsageFile {
  const gone = new Map(sent.map((row) => [keyOf(row), row.count]));
  const counts = file.counts
    .map((row) => ({ ...row, count: row.count - (gone.get(keyOf(row)) ?? 0) }))
    .filter(({ count }) => count > 0);
  return { ...file, counts, since: now, attempts: 0 };
}

function keyOf({ command, playbook, exit_code, duration }: Omit<UsageCount, 'count'>): string {
  return JSON.stringify([command, playbook, exit_code, durationBuckets.indexOf(duration)]);
}
