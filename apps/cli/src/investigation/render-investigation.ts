import type { Investigation } from '@cloudops/engine';
import type { ModelPrompt } from '@cloudops/intent';
import { renderPlan, renderReport } from '@cloudops/report';
import { listFindings } from '../findings.ts';
import type { Screen } from '../screen.ts';
import type { QuestionFlags } from './question-flags.ts';
import { renderExplanation } from './render-explanation.ts';

/** The forms that carry what the codes mean. */
const exportForms: ReadonlySet<string> = new Set(['sarif', 'ocsf', 'asff']);

/** An answer in the form asked for. With `--dry-run` a person sees the plan; a program always gets the report. */
export async function renderInvestigation(
  investigation: Investigation,
  flags: Pick<QuestionFlags, 'output' | 'explain'>,
  screen: Screen,
  sent: ModelPrompt | null = null,
): Promise<string> {
  const { kind, plan, decision, report, summary } = investigation;
  const form = flags.output;
  const explanation = flags.explain && form === 'human' ? renderExplanation(investigation, screen, sent) : '';
  if (kind === 'planned' && plan !== null && form === 'human') {
    return `${renderPlan(plan, decision, 'human', screen)}${explanation}`;
  }
  const definitions = exportForms.has(form) ? await listFindings() : [];
  return `${renderReport(report, form, { run: summary, definitions, ...screen })}${explanation}`;
}
