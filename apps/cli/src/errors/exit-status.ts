import { CloudOpsError } from '@cloudops/spec';

/** Exit statuses, as docs/cli.md promises them to scripts. */
export const exitStatus = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  notUnderstood: 3,
  denied: 4,
  needsApproval: 5,
  unreachable: 6,
  stale: 7,
  audit: 8,
  undelivered: 9,
  findings: 10,
  interrupted: 130,
} as const;

const byPrefix: readonly (readonly [prefix: string, status: number])[] = [
  ['AUDIT_', exitStatus.audit],
  ['JOURNAL_', exitStatus.audit],
  ['STALE_', exitStatus.stale],
  ['CLUSTER_', exitStatus.unreachable],
  ['AUTH_UNREACHABLE', exitStatus.unreachable],
  ['UPDATE_UNREACHABLE', exitStatus.unreachable],
  ['DECLINED', exitStatus.needsApproval],
  ['INTERRUPTED', exitStatus.interrupted],
];

/** The exit status of an error that ended a command. */
export function toExitStatus(error: unknown): number {
  if (!CloudOpsError.isInstance(error)) return isUsageError(error) ? exitStatus.usage : exitStatus.unexpected;
  const match = byPrefix.find(([prefix]) => error.code.startsWith(prefix));
  if (match !== undefined) return match[1];
  return error.source === 'user' ? exitStatus.usage : exitStatus.unexpected;
}

/** Whether the argument parser threw it: unknown flags, missing arguments, unknown commands. */
export function isUsageError(error: unknown): boolean {
  return error instanceof Error && 'oclif' in error;
}
