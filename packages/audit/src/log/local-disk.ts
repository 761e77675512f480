import { statfsSync } from 'node:fs';
import { auditError } from '../errors.ts';

/** `f_type` of file systems on which SQLite's locks or its shared memory do not hold (Linux, statfs(2)). */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9P'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x73757245, 'Coda'],
]);

/** The type of the file system that holds a folder; null where the system does not tell it by number. */
export function readFileSystemType(folder: string): number | null {
  // Only Linux gives the type a fixed number.
  return process.platform === 'linux' ? statfsSync(folder).type : null;
}

/**
 * Refuses a folder on a network file system, as far as its type tells (https://www.sqlite.org/wal.html, section 1).
 * @throws CloudOpsError `AUDIT_NETWORK_FILESYSTEM`.
 */
export function assertLocalDisk(folder: string, type: number | null): void {
  const name = networkFileSystems.get((type ?? 0) >>> 0);
  if (name === undefined) return;
  throw auditError({
    code: 'AUDIT_NETWORK_FILESYSTEM',
    message: `The audit log's folder ${folder} is on a network file system (${name}), where writers cannot lock it.`,
    nextSteps: ['Put the audit log on a local disk.'],
  });
}

/** The first SQLite without the WAL-reset bug, which could corrupt a database that several processes write. */
const minimum = [3, 51, 3] as const;

/** @throws CloudOpsError `AUDIT_SQLITE_TOO_OLD` unless the version, such as `3.53.4`, is 3.51.3 or later. */
export function assertSqliteVersion(version: string | undefined): void {
  const parts = (version ?? '').split('.').map(Number);
  const difference = minimum.map((least, place) => (parts[place] ?? -1) - least).find((part) => part !== 0) ?? 0;
  if (difference >= 0) return;
  throw auditError({
    code: 'AUDIT_SQLITE_TOO_OLD',
    message: `The audit log needs SQLite 3.51.3 or later; this Node.js has ${version ?? 'none'}.`,
    nextSteps: ['Use Node.js 26.10, 24.21 or 22.23.3, or a later one of these lines.'],
  });
}
