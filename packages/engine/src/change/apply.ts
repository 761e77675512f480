import type { Plan, PlanFile, Provider } from '@cloudops/spec';
import { answerInterrupted, answerRefused, answerUnreachable } from '../answers.ts';
import type { EngineOptions } from '../engine-options.ts';
import type { Investigation } from '../investigation.ts';
import { createQuestion, type Question } from '../question.ts';
import { findActing } from './acting.ts';
import type { ChangeOptions } from './change-options.ts';
import { checkClock } from './check-clock.ts';
import { checkOrigin } from './check-origin.ts';
import { checkPlaces } from './check-places.ts';
import { checkAgainstPlaybook, checkPlan } from './check-plan.ts';
import { checkProviders } from './check-providers.ts';
import { type ChangeDecision, decideChange } from './decide-change.ts';
import { executeChange } from './execute-change.ts';
import { recordFailure, refuse } from './refuse.ts';

/**
 * Runs exactly a saved plan, or says why not. Every way out is in the log: a refusal as `plan.refused`, a run as
 * `execution.started` and `execution.finished`.
 */
export async function applyPlan(file: PlanFile, engine: EngineOptions, options: ChangeOptions): Promise<Investigation> {
  const { plan } = file;
  const question: Question = { ...createQuestion(plan.intent.question, engine), intent: plan.intent, plan, file };
  const early = checkPlan(plan, engine.clock.now()) ?? (await checkClock(engine));
  if (early !== null) return refuse(question, early);
  const { scope } = plan.intent.target;
  const providers = await recordFailure(question, () => engine.connect(scope, providersOf(plan)));
  try {
    const moved =
      checkProviders(providers) ?? (await recordFailure(question, () => checkAgainstPlaybook(plan, providers, engine)));
    if (moved !== null) return await refuse(question, moved);
    return await decideAndRun({ ...question, plan, file }, providers, engine, options);
  } finally {
    await Promise.all(providers.map((provider) => provider.close()));
  }
}

function providersOf(plan: Plan): readonly string[] {
  return [...new Set(plan.steps.map(({ provider }) => provider))].sort();
}

/** A question whose plan is there. */
export type SavedQuestion = Question & { readonly plan: Plan; readonly file: PlanFile };

async function decideAndRun(
  question: SavedQuestion,
  providers: readonly Provider[],
  engine: EngineOptions,
  options: ChangeOptions,
): Promise<Investigation> {
  const { plan, file } = question;
  const acting = await recordFailure(question, () => findActing(plan, providers, engine, options.signal));
  if (options.signal.aborted) return interrupted(question);
  if (acting.kind === 'unreachable') {
    await question.records.write({
      ...{ event: 'plan.refused', question: question.text, plan, status: 'unreachable' },
      identities: acting.established,
    });
    return answerUnreachable(question, acting.provider, acting.reason);
  }
  const known = { ...question, identities: acting.identities };
  const misplaced = await recordFailure(
    question,
    async () =>
      (await checkPlaces(plan, providers, engine, options.signal)) ??
      (await checkOrigin(plan, providers, engine, options.signal)),
  );
  if (options.signal.aborted) return interrupted(known);
  if (misplaced !== null) return refuse(known, misplaced);
  const decided = await decideChange(plan, acting.principal, file.approvals, engine);
  const { decision, approvals, refused } = decided;
  options.onEvent?.({ kind: 'plan-decided', decision });
  await question.records.write({
    ...{ event: 'plan.decided', question: question.text, plan, decision, status: decision.outcome },
    ...{ approvals, identities: acting.established },
    ...(refused.length === 0 ? {} : { extra: { approvals_refused: refused.length } }),
  });
  const hindrance = findHindrance(plan, decided, options);
  if (hindrance !== null) return answerRefused({ ...known, decision }, hindrance.kind, hindrance.why);
  return executeChange({ ...known, decision, approvals, acting }, providers, engine, options);
}

async function interrupted(question: Question & { readonly plan: Plan }): Promise<Investigation> {
  const { plan, records, text } = question;
  await records.write({ event: 'plan.refused', question: text, plan, status: 'interrupted' });
  return answerInterrupted(question);
}

/** What policy or the user's own wish has against a run. */
export function findHindrance(
  plan: Plan,
  { decision, refused }: ChangeDecision,
  options: ChangeOptions,
): { readonly kind: 'denied' | 'needs-approval'; readonly why: string } | null {
  const unfit = refused.length === 0 ? '' : ` Not counted: ${refused.map((why) => why.replace(/\.$/, '')).join('; ')}.`;
  if (decision.outcome === 'deny')
    return { kind: 'denied', why: `Denied by policy: ${decision.why.replace(/\.?$/, '.')}${unfit}` };
  const change = plan.steps.find((step) => step.risk_level !== 'read');
  if (options.readOnly === true && change !== undefined) {
    return {
      kind: 'denied',
      why: `Only reads are allowed here (read-only): step "${change.id}" is a ${change.risk_level}.`,
    };
  }
  if (decision.outcome === 'needs-approval') return { kind: 'needs-approval', why: `${decision.why}${unfit}` };
  return null;
}
