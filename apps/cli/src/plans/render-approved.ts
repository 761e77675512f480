import { escapeForTerminal } from '@cloudops/report';
import { wrapLines } from '../audit/wrap-lines.ts';
import { exitStatus } from '../errors/exit-status.ts';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import type { Approved } from './approve-plan-file.ts';

/** An approval or a revocation as programs read it. */
interface ApprovedRow {
  readonly outcome: Approved['kind'];
  readonly plan_id?: string;
  readonly by?: string;
  readonly key?: string;
  readonly approvals?: number;
  readonly file?: string;
  /** What is still missing, or why it was refused; empty when nothing is to be said. */
  readonly why: string;
}

/** What became of an approval: two lines for a person, the facts for a program. */
export function renderApproved(approved: Approved, form: OutputForm, screen: Screen): string {
  const row = toRow(approved);
  if (form === 'json') return renderJson({ approval: row });
  if (form === 'human') return `${wrapLines(describe(approved), screen)}\n`;
  const columns = (['outcome', 'by', 'key', 'approvals', 'why'] as const).map((name) => ({
    header: name.toUpperCase(),
    value: (one: ApprovedRow) => String(one[name] ?? ''),
  }));
  return renderListing({ name: 'approval', rows: [row], columns, empty: '' }, form, screen);
}

/** 0, or 4 where policy refuses it. */
export function toApprovedExit({ kind }: Approved): number {
  return kind === 'refused' ? exitStatus.denied : exitStatus.ok;
}

function toRow(approved: Approved): ApprovedRow {
  if (approved.kind === 'refused') return { outcome: 'refused', why: approved.why };
  const { by, key, file, name } = approved;
  const common = { plan_id: file.plan.id, by, key, file: name };
  if (approved.kind === 'revoked') return { outcome: 'revoked', ...common, approvals: approved.approvals, why: '' };
  return { outcome: 'approved', ...common, approvals: file.approvals.length, why: approved.missing };
}

function describe(approved: Approved): readonly string[] {
  const line = (text: string): string => escapeForTerminal(text, { maximum: 2000 });
  if (approved.kind === 'refused') return [`Refused: ${line(approved.why)}`];
  const who = `${line(approved.by)} (key ${line(approved.key)})`;
  if (approved.kind === 'revoked') {
    const what = approved.approvals === 1 ? 'one approval' : `${approved.approvals} approvals`;
    return [`Revoked ${what} of ${who}. The log and the file hold it; the plan cannot be applied on their strength.`];
  }
  const { name, missing } = approved;
  const next = missing === '' ? `Nothing is missing. Run: cloudops apply ${line(name)}` : `Missing: ${line(missing)}`;
  return [`Approved by ${who}, in ${line(name)}.`, next];
}
