import type { Investigation } from '@cloudops/engine';
import type { ModelPrompt } from '@cloudops/intent';
import { type ReportForm, renderPlan, renderPlanFile, renderReportPieces } from '@cloudops/report';
import type { FindingDefinition } from '@cloudops/spec';
import { listFindings } from '../findings.ts';
import type { Screen } from '../screen.ts';
import type { QuestionFlags } from './question-flags.ts';
import { renderExplanation } from './render-explanation.ts';

/** The forms that carry what the codes mean. */
const exportForms: ReadonlySet<string> = new Set(['sarif', 'ocsf', 'asff']);

/** What the codes mean, for a form that carries it. */
export async function definitionsFor(form: ReportForm): Promise<readonly FindingDefinition[]> {
  return exportForms.has(form) ? listFindings() : [];
}

/** An answer in the form asked for. Of what only was planned, or waits, a person sees the plan; a program gets the report. */
export async function renderInvestigation(
  investigation: Investigation,
  flags: Pick<QuestionFlags, 'output' | 'explain'>,
  screen: Screen,
  sent: ModelPrompt | null = null,
): Promise<string> {
  return [...(await renderInvestigationPieces(investigation, flags, screen, sent))].join('');
}

/** What {@link renderInvestigation} gives, in pieces: for programs the answer may be tens of megabytes. */
export async function renderInvestigationPieces(
  investigation: Investigation,
  flags: Pick<QuestionFlags, 'output' | 'explain'>,
  screen: Screen,
  sent: ModelPrompt | null = null,
): Promise<Iterable<string>> {
  const { report, summary } = investigation;
  const form = flags.output;
  const definitions = await definitionsFor(form);
  if (form !== 'human') return renderReportPieces(report, form, { run: summary, definitions, ...screen });
  const explanation = flags.explain ? renderExplanation(investigation, screen, sent) : '';
  const shown = renderShownPlan(investigation, screen);
  const text = shown ?? [...renderReportPieces(report, form, { run: summary, ...screen })].join('');
  return [`${text}${explanation}`];
}

/** The plan, where a person is to read it before anything is done; null where there is an answer. */
function renderShownPlan({ kind, plan, file, decision }: Investigation, screen: Screen): string | null {
  const isRead = kind === 'planned' || kind === 'needs-approval';
  if (isRead && file !== null) return renderPlanFile(file, 'human', screen);
  return kind === 'planned' && plan !== null ? renderPlan(plan, decision, 'human', screen) : null;
}
