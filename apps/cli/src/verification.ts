import type { Verification } from '@cloudops/audit';
import { escapeForTerminal } from '@cloudops/report';
import { type OutputForm, renderJson, renderListing } from './output.ts';
import type { Screen } from './screen.ts';

/** What verifying the log found: in words, as a value, or as a table of its facts. */
export function renderVerification(verification: Verification, form: OutputForm, screen: Screen): string {
  if (form === 'human') return describeVerification(verification);
  if (form === 'json') return renderJson({ verification });
  if (form === 'jsonl') return `${JSON.stringify(verification)}\n`;
  const rows = Object.entries(verification).map(([fact, value]) => ({
    fact,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
  const columns = (['fact', 'value'] as const).map((key) => ({
    header: key.toUpperCase(),
    value: (row: (typeof rows)[number]) => row[key],
  }));
  return renderListing({ name: 'verification', rows, columns, empty: '' }, form, screen);
}

/** In words. */
function describeVerification(verification: Verification): string {
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
