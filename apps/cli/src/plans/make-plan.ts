import type { Investigation } from '@cloudops/engine';
import { renderPlanFile } from '@cloudops/report';
import { CloudOpsError, type PlanFile } from '@cloudops/spec';
import type { AskContext } from '../investigation/ask.ts';
import { renderInvestigation } from '../investigation/render-investigation.ts';
import type { OutputForm } from '../output.ts';
import type { Screen } from '../screen.ts';
import { writePlanFile } from './write-plan-file.ts';

/** What of the flags says what to plan, and where to keep it. */
export interface PlanFlags {
  readonly from: string | undefined;
  readonly fix: number | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
}

/**
 * What is to be planned: the question, or a proposal of a stored run.
 * @throws CloudOpsError `USAGE` when both or neither are given.
 */
export function toPlanned(
  words: readonly string[],
  { from, fix }: PlanFlags,
): Pick<AskContext, 'fix'> & { question: string } {
  const question = words.join(' ');
  const isFix = from !== undefined && fix !== undefined;
  if (isFix && words.length === 0) return { question, fix: { run: from, number: fix } };
  if (from === undefined && fix === undefined && words.length > 0) return { question };
  throw new CloudOpsError({
    code: 'USAGE',
    message: 'Either a question is planned, or a proposal of a run.',
    nextSteps: ['cloudops plan "QUESTION"', 'cloudops plan --from RUN --fix N'],
  });
}

/** Keeps what was planned, if that is asked for; null where there is nothing to keep. */
export async function keepPlan(investigation: Investigation, { out, force }: PlanFlags): Promise<PlanFile | null> {
  const file = toPlanFile(investigation);
  if (file !== null && out !== undefined) await writePlanFile(out, file, force ? 'anything' : 'unapproved-plan');
  return file;
}

/** A plan that only reads has nothing that was prepared; one that changes something and was not prepared is none to keep. */
function toPlanFile({ file, plan, decision }: Investigation): PlanFile | null {
  if (file !== null || plan === null || decision === null) return file;
  if (plan.steps.some((step) => step.risk_level !== 'read')) return null;
  return { schema_version: 1, kind: 'cloudops.plan', plan, decision, preflight: [], approvals: [] };
}

/** What was planned, or why nothing was. */
export async function renderPlanned(
  investigation: Investigation,
  file: PlanFile | null,
  flags: { readonly output: OutputForm; readonly explain: boolean },
  screen: Screen,
): Promise<string> {
  const isPlanned = ['planned', 'denied', 'needs-approval'].includes(investigation.kind);
  if (file === null || !isPlanned) return renderInvestigation(investigation, flags, screen);
  return renderPlanFile(file, flags.output, screen);
}
