import type { Verification } from '@cloudops/audit';
import { escapeForTerminal } from '@cloudops/report';

/** What verifying the log found, in words. */
export function describeVerification(verification: Verification): string {
  if (verification.kind === 'broken') {
    const place = verification.index === null ? '' : ` at record ${verification.index}`;
    return `BROKEN${place}: ${escapeForTerminal(verification.why)}.\n`;
  }
  const { size, root, anchored, unknown_outcome: unknown } = verification;
  const anchor =
    anchored === null
      ? 'Not anchored: this client had not seen the log before, so an exchange of the whole log would go unnoticed.'
      : `Records 0 to ${Math.max(0, anchored.size - 1)} are what this client saw at ${anchored.since}. Not anchored outside this machine.`;
  const outcomes = unknown.map((id) => `Outcome unknown: ${id} started and never finished.\n`).join('');
  return `Verified: ${size} records, root ${root}.\n${anchor}\n${outcomes}`;
}
