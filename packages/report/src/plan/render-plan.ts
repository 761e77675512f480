import type { Decision, Plan } from '@cloudops/spec';
import type { TerminalOptions } from '../drawing/style.ts';
import { renderForm, type ValueForm } from '../render/forms.ts';
import { toPlanDocument } from './plan-document.ts';

/**
 * A plan and the decision on it (null when none was made) for review. `json` is `{schema_version, plan, decision}`; `jsonl`
 * is one line for the plan and one for the decision. With `verbose`, each step's input is shown.
 * @throws CloudOpsError `REPORT_FORM_UNKNOWN`.
 */
export function renderPlan(
  plan: Plan,
  decision: Decision | null,
  form: ValueForm,
  options: TerminalOptions = {},
): string {
  const renderable = {
    json: () => ({ schema_version: 1, plan, decision }),
    lines: () => [{ kind: 'plan', plan }, ...(decision === null ? [] : [{ kind: 'decision', decision }])],
    document: (verbose: boolean) => toPlanDocument(plan, decision, { verbose }),
  };
  return renderForm(renderable, form, options);
}
