import type { Anchorage, AnchorOutcome } from '@cloudops/audit';
import { exitStatus } from '../errors/exit-status.ts';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import { describeAnchorage } from '../verification.ts';

/** What anchoring did, and how the log stands now. */
export interface AnchoringResult {
  readonly outcomes: readonly AnchorOutcome[];
  readonly anchorage: Anchorage;
}

interface Row {
  readonly anchor: string;
  readonly outcome: string;
  readonly detail: string;
}

/** What became of the checkpoint at each anchor. */
export function renderAnchoring({ outcomes, anchorage }: AnchoringResult, form: OutputForm, screen: Screen): string {
  const rows = outcomes.map(toRow);
  if (form === 'json') return renderJson({ anchors: rows, anchorage });
  const columns = (['anchor', 'outcome', 'detail'] as const).map((key) => ({
    header: key.toUpperCase(),
    value: (row: Row) => row[key],
  }));
  const empty =
    'No anchor is configured: add one under audit.anchors, such as `- file: /mnt/share/audit-checkpoint`.\n';
  const listing = renderListing({ name: 'anchors', rows, columns, empty }, form, screen);
  return form === 'human' ? `${listing}${describeAnchorage(anchorage)}\n` : listing;
}

function toRow(outcome: AnchorOutcome): Row {
  const { anchor, kind } = outcome;
  if (outcome.kind === 'anchored') return { anchor, outcome: kind, detail: `${outcome.size} records` };
  return { anchor, outcome: kind, detail: outcome.kind === 'refused' ? outcome.why : outcome.error.message };
}

/** A refusal says that somebody changed something; a failure only that a place was out of reach. */
export function toAnchoringExit(outcomes: readonly AnchorOutcome[]): number {
  if (outcomes.some(({ kind }) => kind === 'refused' || kind === 'failed')) return exitStatus.audit;
  return exitStatus.ok;
}
