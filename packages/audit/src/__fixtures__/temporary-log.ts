import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '@cloudops/spec';
import { onTestFinished } from 'vitest';
import type { AuditLog, AuditLogOptions } from '../log/audit-log.ts';
import { memoryPath } from '../log/memory.ts';
import { openAuditLog } from '../log/open-audit-log.ts';
import { auditRecord } from './audit-record.ts';

export const origin: string = 'cloudops.test/audit';

/** A clock that stands still and really sleeps. */
export const clock: Clock = {
  now: () => Date.UTC(2026, 0, 2),
  sleep: async (ms) => {
    await setTimeout(ms);
  },
};

/** A real folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloudops-audit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Where a log in a folder lives. */
export function logOptions(folder: string): AuditLogOptions {
  return { path: join(folder, 'audit.db'), keyFolder: join(folder, 'keys'), origin, clock, busyTimeoutMs: 2000 };
}

/** A log in a new folder, closed after the test. */
export interface TemporaryLog {
  readonly log: AuditLog;
  readonly folder: string;
  readonly options: AuditLogOptions;
  readonly memoryFile: string;
}

export function temporaryLog(changes: Partial<AuditLogOptions> = {}): TemporaryLog {
  const folder = temporaryFolder();
  const options = { ...logOptions(folder), ...changes };
  const log = openAuditLog(options);
  onTestFinished(async () => log.close().catch(() => undefined));
  return { log, folder, options, memoryFile: memoryPath(options.keyFolder, options.origin) };
}

/** Appends the records `from` up to, without, `to`. */
export async function fill(log: AuditLog, to: number, from = 0): Promise<void> {
  for (let index = from; index < to; index += 1) await log.append(auditRecord(index));
}

/** The code of the error that a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error && 'code' in error ? error.code : error;
}
