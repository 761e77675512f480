import type { Anchorage, AnchorCheck, Verification } from '@cloudops/audit';
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
  const { size, root, anchored, anchors, anchorage, unknown_outcome: unknown } = verification;
  const seen =
    anchored === null
      ? 'This client had not seen the log before.'
      : `Records 0 to ${Math.max(0, anchored.size - 1)} are what this client saw at ${anchored.since}.`;
  const outcomes = unknown.map((id) => `Outcome unknown: ${id} started and never finished.\n`).join('');
  const checks = anchors.map((check) => `${describeCheck(check)}\n`).join('');
  return `Verified: ${size} records, root ${root}.\n${seen}\n${checks}${describeAnchorage(anchorage)}\n${outcomes}`;
}

/** How much of the log is held outside this machine. */
export function describeAnchorage(anchorage: Anchorage): string {
  if (anchorage.kind === 'empty') return 'Nothing to anchor yet.';
  if (anchorage.kind === 'anchored') {
    return `Anchored: all ${anchorage.size} records, at ${anchorage.at}, by ${anchorage.by.map(shown).join(', ')}.`;
  }
  const { since, records, last } = anchorage;
  const covered = last === null ? 'nothing was ever anchored' : `${last.size} are held by ${shown(last.anchor)}`;
  return `Not anchored outside this machine since ${since}: ${records} records could be rewritten by whoever has the key (${covered}).`;
}

function describeCheck(check: AnchorCheck): string {
  const name = shown(check.anchor);
  if (check.kind === 'continued') return `The log continues the ${check.size} records that ${name} holds.`;
  if (check.kind === 'nothing-held') return `${name} holds nothing of this log.`;
  return `Not checked: ${name} could not be asked: ${shown(check.why)}.`;
}

function shown(text: string): string {
  return escapeForTerminal(text, { maximum: 500 });
}
