import { bindChange } from '@cloudops/planner';
import {
  type ActionContext,
  type AuditIdentity,
  type Evidence,
  type Observation,
  observationSchema,
  type Plan,
  type PlannedChange,
  type PlannedStepChange,
  type PreflightCheck,
  type Principal,
  type Provider,
  type Step,
  type UnknownReason,
} from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';
import { findActing } from './acting.ts';
import { callOnce, findProtocol } from './call-protocol.ts';
import { locatePlaces } from './locate.ts';

/** How long a saved plan may be applied, in milliseconds: a day. */
const planLifetimeMs = 24 * 60 * 60 * 1000;

/** What became of looking at what a plan would change. */
export type Preparation =
  | {
      readonly kind: 'prepared';
      /** The plan, bound to what was seen. */
      readonly plan: Plan;
      readonly preflight: readonly PreflightCheck[];
      readonly principal: Principal;
      readonly identities: Readonly<Record<string, string | null>>;
      readonly established: readonly AuditIdentity[];
    }
  /** What it is about could not be read. */
  | { readonly kind: 'unreadable'; readonly provider: string; readonly reason: UnknownReason }
  /** It cannot be changed so: there is no such object, or the change makes no sense there. */
  | { readonly kind: 'impossible'; readonly why: string };

/** Whether a plan changes something. */
export function changesSomething(plan: Plan): boolean {
  return plan.steps.some((step) => step.risk_level !== 'read');
}

/** Looks at everything that a plan would change, and asks the clouds whether they would let it; changes nothing. */
export async function prepareChange(
  plan: Plan,
  providers: readonly Provider[],
  engine: EngineOptions,
  signal: AbortSignal,
): Promise<Preparation> {
  const flaw = plan.steps.map((step) => findFlaw(plan, step, providers)).find((found) => found !== null);
  if (flaw !== undefined && flaw !== null) return { kind: 'impossible', why: flaw };
  const changing = new Set(
    plan.steps.filter(({ risk_level }) => risk_level !== 'read').map(({ provider }) => provider),
  );
  // Whoever acts is what one target says; of two, each could be somebody else.
  if (changing.size > 1)
    return { kind: 'impossible', why: 'A plan changes things at one provider; plan each by itself' };
  const acting = await findActing(plan, providers, engine, signal);
  if (acting.kind === 'unreachable') return { ...acting, kind: 'unreadable' };
  const places = await locatePlaces(plan, providers, engine, signal);
  if (places.kind === 'unknown') return { kind: 'unreadable', provider: places.provider, reason: places.reason };
  const steps: PlannedStepChange[] = [];
  const preflight: PreflightCheck[] = [];
  for (const step of plan.steps) {
    if (step.risk_level === 'read') continue;
    const seen = await observeStep(plan, step, providers, engine, signal);
    if (seen.kind !== 'seen') return seen;
    steps.push(seen.change);
    preflight.push(seen.check);
  }
  const now = engine.clock.now();
  const change: PlannedChange = {
    requester: acting.principal.id,
    prepared_at: new Date(now).toISOString(),
    expires_at: new Date(now + planLifetimeMs).toISOString(),
    places: places.places,
    steps,
    blast_radius: steps.reduce((sum, step) => sum + step.blast_radius, 0),
    monthly_cents: steps.reduce((sum, step) => sum + step.monthly_cents, 0),
  };
  const { principal, identities, established } = acting;
  return { kind: 'prepared', plan: bindChange(plan, change), preflight, principal, identities, established };
}

/** Why a step cannot be changed by anybody, told without touching anything. */
function findFlaw(plan: Plan, step: Step, providers: readonly Provider[]): string | null {
  if (step.risk_level === 'read') return null;
  const found = findProtocol(plan, step, providers);
  return found.kind === 'impossible' ? found.why : null;
}

type Seen =
  | { readonly kind: 'seen'; readonly change: PlannedStepChange; readonly check: PreflightCheck }
  | Exclude<Preparation, { kind: 'prepared' }>;

async function observeStep(
  plan: Plan,
  step: Step,
  providers: readonly Provider[],
  engine: EngineOptions,
  signal: AbortSignal,
): Promise<Seen> {
  const found = findProtocol(plan, step, providers);
  if (found.kind === 'impossible') return found;
  const { protocol, input } = found;
  const call = <Output>(work: (context: ActionContext) => Promise<Evidence<Output>>): Promise<Evidence<Output>> =>
    callOnce({ plan, step, provider: found.provider, engine, signal }, work);
  const evidence = await call((context) => protocol.doObserve(input, context));
  if (evidence.status !== 'present') return unseen(step, evidence);
  const checked = observationSchema.safeParse(evidence.output);
  if (!checked.success) return { kind: 'unreadable', provider: step.provider, reason: brokenPromise(step) };
  const before = checked.data;
  return { kind: 'seen', change: toPlanned(step, before), check: await check(step, before) };

  async function check({ id }: Step, observed: Observation): Promise<PreflightCheck> {
    if (observed.in_place) return { step: id, outcome: 'accepted', message: 'it is that way already' };
    const answer = await call((context) => protocol.doDryRun(input, observed, context));
    if (answer.status === 'present') return { step: id, outcome: 'accepted', message: answer.output };
    const reason = answer.reason ?? { kind: 'not-found' as const, message: 'there is nothing to change' };
    const isRefused = reason.kind === 'denied' || reason.kind === 'invalid';
    return { step: id, outcome: isRefused ? 'refused' : 'unknown', message: reason.message };
  }
}

/** A plan is bound to what a provider says, so it must be what the protocol promises. */
function brokenPromise({ action }: Step): UnknownReason {
  return { kind: 'invalid', message: `${action} broke its promise: doObserve returned what it must not` };
}

function unseen(step: Step, evidence: Exclude<Evidence<Observation>, { status: 'present' }>): Seen {
  if (evidence.status === 'absent') return { kind: 'impossible', why: `${step.title}: there is nothing like that` };
  const { kind, message } = evidence.reason;
  if (kind === 'invalid' || kind === 'not-found') return { kind: 'impossible', why: `${step.title}: ${message}` };
  return { kind: 'unreadable', provider: step.provider, reason: evidence.reason };
}

function toPlanned(step: Step, before: Observation): PlannedStepChange {
  const { objects, blast_radius, monthly_cents, in_place, undo } = before;
  return { step: step.id, objects, blast_radius, monthly_cents, in_place, undo };
}
