import type { Investigation, InvestigationKind } from '@cloudops/engine';
import { renderPlanFile, renderReportPieces } from '@cloudops/report';
import type { Json, PlanFile } from '@cloudops/spec';
import { cleanJson, cleanText } from './clean-text.ts';
import { markData } from './mark-data.ts';
import { type CutSection, shortenReport } from './shorten-report.ts';
import type { ToolAnswer } from './tool.ts';

const plain = { width: 100, color: false, unicode: true, verbose: false } as const;

/** What is no failure of the call: an answer, a plan, or a question back. */
const fine: ReadonlySet<InvestigationKind> = new Set([
  'answered',
  'planned',
  'needs-approval',
  'clarify',
  'unsupported',
]);

/** An investigation as a tool's answer. @param saved where the plan was kept. */
export function answerInvestigation(investigation: Investigation, saved: string | null): ToolAnswer {
  const { kind, report, summary, file } = investigation;
  const { report: short, cut } = shortenReport(report);
  const plan = kind === 'needs-approval' && file !== null ? toPlan(file, saved) : null;
  return {
    text: [headline(investigation, cut), toText(investigation), ...nextSteps(investigation, saved)].join('\n'),
    structured: {
      kind,
      report: short as unknown as Json,
      cut: cut as unknown as Json,
      run_id: summary.id,
      plan_id: summary.plan_id,
      audit_ids: [...summary.audit_ids],
      targets: cleanJson(summary.targets as unknown as Json),
      ...(plan === null ? {} : { plan }),
    },
    ...(fine.has(kind) ? {} : { isError: true }),
  };
}

function headline({ kind, summary }: Investigation, cut: readonly CutSection[]): string {
  const run = summary.id === null ? 'nothing ran' : `run ${summary.id}`;
  const lists = cut.map(({ section, shown, total }) => `${shown} of ${total} ${section}`).join(', ');
  const rest = cut.length === 0 ? '' : ` The structured content holds ${lists}; show_run has the rest.`;
  return `${kind} (${run}).${rest}`;
}

function toText({ kind, report, summary, file }: Investigation): string {
  const rest = summary.id === null ? '' : `All of it: show_run with run ${summary.id} and a section.`;
  if (kind === 'needs-approval' && file !== null) return markData([renderPlanFile(file, 'human', plain)], rest);
  return markData(renderReportPieces(report, 'human', { run: summary, ...plain }), rest);
}

function nextSteps({ kind }: Investigation, saved: string | null): readonly string[] {
  if (kind === 'denied')
    return ['Refused. Calling again changes nothing; a person may change the policies or the server’s settings.'];
  if (kind !== 'needs-approval') return [];
  const where = saved === null ? 'Call again with save_plan to keep it in a file.' : `The plan is kept in ${saved}`;
  return [
    `Nothing was changed, and no tool here can. ${where}`,
    'A person reads it (cloudops plan show FILE), approves it where that is needed (cloudops approve FILE) and runs it (cloudops apply FILE).',
  ];
}

/** The most objects of a step that are listed. */
const mostObjects = 20;

function toPlan({ plan, decision }: PlanFile, saved: string | null): Json {
  const { change } = plan;
  const requirements = decision.steps.flatMap(({ requirement }) => (requirement === undefined ? [] : [requirement]));
  return {
    id: plan.id,
    summary: cleanText(plan.human_summary),
    decision: decision.outcome,
    why: cleanText(decision.why),
    approvals_needed: Math.max(0, ...requirements.map(({ count }) => count)),
    saved_to: saved,
    ...(change === undefined ? {} : toChange(change)),
  };
}

function toChange(change: NonNullable<PlanFile['plan']['change']>): Readonly<Record<string, Json>> {
  const { expires_at, blast_radius, monthly_cents, steps } = change;
  const listed = steps.map(({ step, objects, undo }) => ({
    ...{ step, undo, total: objects.length },
    objects: objects.slice(0, mostObjects).map(({ resource, effects }) => ({ resource, effects })),
  }));
  return { expires_at, blast_radius, monthly_cents, changes: cleanJson(listed as unknown as Json) };
}
