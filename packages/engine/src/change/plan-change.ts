import type { Decision, Plan, PlanFile, Provider, Target } from '@cloudops/spec';
import { answerAsked, answerImpossible, answerRefusal, answerRefused, answerUnreachable } from '../answers.ts';
import type { EngineOptions, InvestigateOptions } from '../engine-options.ts';
import type { Investigation } from '../investigation.ts';
import type { Question } from '../question.ts';
import { preparedMark } from './check-origin.ts';
import { findMisfit } from './check-places.ts';
import { refused } from './check-plan.ts';
import { decideChange, decideReading } from './decide-change.ts';
import { type Preparation, prepareChange } from './prepare.ts';
import { refuse } from './refuse.ts';

type Planned = Question & { readonly plan: Plan };

/** Looks at what a plan would change, binds it to that, and has it decided. Changes nothing. */
export async function planChange(
  question: Planned,
  providers: readonly Provider[],
  engine: EngineOptions,
  options: InvestigateOptions,
): Promise<Investigation> {
  const { plan } = question;
  const elsewhere = findElsewhere(plan, options);
  if (elsewhere !== null) return refuse(question, refused('target-moved', elsewhere));
  const reading = await decideReading(plan, engine);
  if (reading.outcome !== 'auto-approve') {
    const { records, text } = question;
    await records.write({ event: 'plan.decided', question: text, plan, decision: reading, status: reading.outcome });
    return answerRefused({ ...question, decision: reading }, 'denied', `Not even looked at: ${reading.why}`);
  }
  if (options.readOnly === true) return refuseChange({ ...question, decision: reading }, reading, options);
  const prepared = await prepareChange(plan, providers, engine, options.signal);
  if (prepared.kind !== 'prepared') return answerUnprepared(question, prepared);
  const bound = { ...question, plan: prepared.plan, identities: prepared.identities };
  const misfit = findMisfit(prepared.plan, engine);
  if (misfit !== null) return refuse(bound, refused('place-moved', misfit));
  return decide(bound, prepared, engine, options);
}

/** A fix for one cluster must not land on another one that happens to be the current one. */
function findElsewhere(plan: Plan, { onlyTargets }: InvestigateOptions): string | null {
  if (onlyTargets === undefined) return null;
  const nameOf = ({ provider, name }: Target): string => `${provider} ${name}`;
  const known = new Set(onlyTargets.map(nameOf));
  const other = plan.targets.find((target) => !known.has(nameOf(target)));
  if (other === undefined) return null;
  const seen = [...known].join(', ');
  return `The run looked at ${seen}, and this would go to ${nameOf(other)}. Name the target with --context or --profile.`;
}

/** Who may only read is told so before anything is looked at for a change. */
async function refuseChange(question: Planned, reading: Decision, options: InvestigateOptions): Promise<Investigation> {
  const { records, text, plan } = question;
  await records.write({ event: 'plan.refused', question: text, plan, decision: reading, status: 'read-only' });
  return answerRefusal(question, reading, options) ?? answerAsked(question);
}

async function answerUnprepared(
  question: Planned,
  prepared: Exclude<Preparation, { kind: 'prepared' }>,
): Promise<Investigation> {
  const { records, text, plan } = question;
  await records.write({ event: 'plan.refused', question: text, plan, status: prepared.kind });
  if (prepared.kind === 'impossible') return answerImpossible(question, prepared.why);
  return answerUnreachable(question, prepared.provider, prepared.reason);
}

async function decide(
  question: Planned,
  { preflight, principal, established }: Extract<Preparation, { kind: 'prepared' }>,
  engine: EngineOptions,
  options: InvestigateOptions,
): Promise<Investigation> {
  const { plan, records, text } = question;
  const { decision } = await decideChange(plan, principal, [], engine);
  options.onEvent?.({ kind: 'plan-decided', decision });
  await records.write({
    ...{ event: 'plan.decided', question: text, plan, decision, status: decision.outcome },
    ...{ identities: established, extra: preparedMark },
  });
  const file: PlanFile = { schema_version: 1, kind: 'cloudops.plan', plan, decision, preflight, approvals: [] };
  const decided = { ...question, decision, file };
  return answerRefusal(decided, decision, options) ?? answerAsked(decided);
}
