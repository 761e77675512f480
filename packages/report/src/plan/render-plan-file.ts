import type { PlanFile } from '@cloudops/spec';
import type { TerminalOptions } from '../drawing/style.ts';
import { renderForm, type ValueForm } from '../render/forms.ts';
import { toPlanFileDocument } from './plan-file-document.ts';

/**
 * A saved plan: what will be different, where, how far it reaches, what it costs, how it is undone, until when, what the cloud
 * and policy said, and who may approve it. `json` is the file itself; `jsonl` is a line for plan, decision, each pre-flight
 * check and each approval.
 * @throws CloudOpsError `REPORT_FORM_UNKNOWN`.
 */
export function renderPlanFile(file: PlanFile, form: ValueForm, options: TerminalOptions = {}): string {
  return render(file, form, options, false);
}

/**
 * Exactly what an approver is shown, and what the digest in an approval is of: the human form at 80 columns, without colour,
 * whole, and without the approvals that the file has, so that each approver of a plan is shown the same bytes.
 */
export function renderForApproval(file: PlanFile): string {
  const options = { width: 80, color: false, unicode: true, verbose: true };
  return render({ ...file, approvals: [] }, 'human', options, true);
}

function render(file: PlanFile, form: ValueForm, options: TerminalOptions, isForApproval: boolean): string {
  const renderable = {
    json: () => file,
    lines: () => [
      { kind: 'plan', plan: file.plan },
      { kind: 'decision', decision: file.decision },
      ...file.preflight.map((check) => ({ kind: 'preflight', ...check })),
      ...file.approvals.map((envelope) => ({ kind: 'approval', envelope })),
    ],
    document: (verbose: boolean) => toPlanFileDocument(file, { verbose, isForApproval }),
  };
  return renderForm(renderable, form, options);
}
