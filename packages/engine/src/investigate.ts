import { createRunId } from '@cloudops/executor';
import { parseIntent } from '@cloudops/intent';
import type { Decision, Intent, IntentOutcome, Plan, PlanningWorld, Principal, Provider } from '@cloudops/spec';
import {
  answerInterrupted,
  answerOutcome,
  answerRefusal,
  answerRefused,
  answerRun,
  answerUnreachable,
} from './answers.ts';
import { reservationFor } from './change/budget.ts';
import { checkProviders } from './change/check-providers.ts';
import { toRefusal } from './change/execute-change.ts';
import { planChange } from './change/plan-change.ts';
import { changesSomething } from './change/prepare.ts';
import { recordFailure, refuse } from './change/refuse.ts';
import type { EngineOptions, InvestigateOptions } from './engine-options.ts';
import { identify } from './identify.ts';
import type { Investigation } from './investigation.ts';
import { matchByName } from './named-playbook.ts';
import { assertProviderNames, describeWorld, providersOf } from './planning-world.ts';
import { createQuestion, type Question } from './question.ts';
import type { RecordFacts } from './records.ts';
import { decidePlan, planQuestion, runPlan } from './stages.ts';

/** Question → intent → plan → decision → run → report, with a record around each arrow. */
export async function investigate(
  text: string,
  engine: EngineOptions,
  options: InvestigateOptions,
): Promise<Investigation> {
  const question = createQuestion(text, engine);
  const outcome =
    options.playbook === undefined
      ? await parse(question, engine, options)
      : matchByName(options.playbook, question.text, engine.catalog);
  options.onEvent?.({ kind: 'intent-parsed', outcome });
  const playbook = outcome.kind === 'matched' ? outcome.playbook : null;
  await question.records.write({
    ...{ event: 'question.asked', question: text, playbook, status: outcome.kind },
    ...{ parser: outcome.intent.parser, costUsd: outcome.intent.parser.cost_usd ?? 0 },
  });
  if (outcome.kind !== 'matched') return answerOutcome(question, outcome);
  const intent = withScope(outcome.intent, options.scope);
  const { scope } = intent.target;
  const providers = await recordFailure(question, () =>
    engine.connect(scope, providersOf(engine.catalog, outcome.playbook)),
  );
  try {
    const inputs = { ...declaredDefaults(outcome.playbook, engine, options), ...options.inputs };
    return await planAndRun(question, intent, providers, engine, { ...options, inputs });
  } finally {
    await Promise.all(providers.map((provider) => provider.close()));
  }
}

function parse(question: Question, engine: EngineOptions, options: InvestigateOptions): Promise<IntentOutcome> {
  const { catalog, parser, environments, providers, executionClock, clock } = engine;
  return parseIntent(question.text, {
    ...{ catalog, parser, environments, signal: options.signal },
    now: (executionClock ?? clock).now(),
    ...(providers === undefined ? {} : { providers }),
  });
}

/** Defaults that the playbook does not declare are none of its business; an unknown input given by hand is an error. */
function declaredDefaults(
  name: string,
  { catalog }: EngineOptions,
  { defaults = {} }: InvestigateOptions,
): Readonly<Record<string, string | number | boolean>> {
  const playbook = catalog.entries.find((entry) => entry.playbook.metadata.name === name)?.playbook;
  return Object.fromEntries(Object.entries(defaults).filter(([input]) => playbook?.inputs[input] !== undefined));
}

function withScope(intent: Intent, scope: string | undefined): Intent {
  return scope === undefined ? intent : { ...intent, target: { ...intent.target, scope } };
}

async function planAndRun(
  question: Question,
  intent: Intent,
  providers: readonly Provider[],
  engine: EngineOptions,
  options: InvestigateOptions,
): Promise<Investigation> {
  await recordFailure(question, async () => assertProviderNames(providers));
  const untrue = checkProviders(providers);
  if (untrue !== null) return refuse({ ...question, intent }, untrue);
  const world = await describeWorld(providers, engine.catalog, options.inputs ?? {});
  const planned = await recordFailure(question, async () => planQuestion(intent, engine, world));
  if (planned.kind === 'unsupported') return answerOutcome(question, { ...planned, intent });
  if (planned.kind === 'unclear') {
    return answerOutcome(question, { kind: 'clarify', question: planned.question, choices: [], intent });
  }
  const { plan, match } = planned;
  options.onEvent?.({ kind: 'plan-created', plan, why: match.why });
  if (changesSomething(plan)) {
    const typical = await planAgain(intent, engine, world, plan);
    return planChange({ ...question, intent, plan: typical, why: match.why }, providers, engine, options);
  }
  const decision = await decidePlan(plan, engine);
  options.onEvent?.({ kind: 'plan-decided', decision });
  await question.records.write({
    event: 'plan.decided',
    question: question.text,
    plan,
    decision,
    status: decision.outcome,
  });
  const decided: Question = { ...question, intent, plan, decision, why: match.why };
  const refusal = answerRefusal(decided, decision, options);
  if (refusal !== null) return refusal;
  return execute({ ...decided, plan, decision }, providers, engine, options);
}

/** A plan that changes something says how long it took before, where it ran before. */
async function planAgain(intent: Intent, engine: EngineOptions, world: PlanningWorld, plan: Plan): Promise<Plan> {
  const typical = await engine.journal.typicalDuration(plan.playbook.id);
  if (typical === undefined) return plan;
  const seconds = Math.ceil(typical.median_ms / 1000);
  const planned = planQuestion(intent, engine, { ...world, typical_duration_sec: seconds });
  return planned.kind === 'planned' ? planned.plan : plan;
}

function hasTimedOut({ reason }: AbortSignal): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

type Decided = Question & { readonly plan: Plan; readonly decision: NonNullable<Question['decision']> };

async function execute(
  question: Decided,
  providers: readonly Provider[],
  engine: EngineOptions,
  options: InvestigateOptions,
): Promise<Investigation> {
  const { plan, decision, records } = question;
  const runId = createRunId(engine.clock, engine.randomBytes);
  const facts = { question: question.text, plan, decision, runId };
  // Durable before the first call: no record, no run.
  await records.write({ event: 'execution.started', ...facts, status: 'started' });
  let end: End;
  try {
    end = await identifyAndRun(question, runId, providers, engine, options);
  } catch (error) {
    const refusal = toRefusal(error);
    const isSpent = refusal?.code === 'budget-exceeded';
    await records.write({ event: 'execution.finished', ...facts, status: isSpent ? refusal.code : 'failed' });
    if (!isSpent) throw error;
    return answerRefused(question, refusal.kind, refusal.why);
  }
  await records.write({ event: 'execution.finished', ...facts, ...end.facts });
  return end.answer();
}

/** How an execution ended: what its record says, and the answer, made once that record is there. */
interface End {
  readonly facts: Pick<RecordFacts, 'status' | 'identities' | 'run'>;
  answer(): Investigation;
}

async function identifyAndRun(
  question: Decided,
  runId: string,
  providers: readonly Provider[],
  engine: EngineOptions,
  options: InvestigateOptions,
): Promise<End> {
  const { plan, decision } = question;
  const who = await identify(plan, providers, {
    clock: engine.executionClock ?? engine.clock,
    principal: decision.principal.id,
    signal: options.signal,
  });
  const facts = { identities: who.established };
  const known = { ...question, identities: who.identities };
  // Time that ran out is no interrupt: the target was too slow, which `identify` says.
  if (options.signal.aborted && !hasTimedOut(options.signal)) {
    return { facts: { ...facts, status: 'interrupted' }, answer: () => answerInterrupted(known) };
  }
  const { unreachable } = who;
  if (unreachable !== null) {
    const answer = (): Investigation => answerUnreachable(known, unreachable.provider, unreachable.reason);
    return { facts: { ...facts, status: 'failed' }, answer };
  }
  const decided = { ...known, decision: await decideAgain(known, who.credential, engine) };
  const refusal = answerRefusal(decided, decided.decision, options);
  if (refusal !== null) return { facts: { ...facts, status: refusal.report.status }, answer: () => refusal };
  const reservation = await reservationFor(plan, decided.decision.principal, engine);
  const run = await runPlan(plan, decided.decision, runId, providers, engine, {
    ...options,
    ...(reservation === undefined ? {} : { reservation }),
  });
  return { facts: { ...facts, run, status: run.status }, answer: () => answerRun(decided, run) };
}

/** Policy may say otherwise once a target has told that a stored key was used; what is short-lived is not held against a run. */
async function decideAgain(
  { text: question, plan, decision, records }: Decided,
  credential: Principal['credential'],
  engine: EngineOptions,
): Promise<Decision> {
  if (credential !== 'long-lived' || decision.principal.credential === 'long-lived') return decision;
  const again = await decidePlan(plan, engine, credential);
  await records.write({
    ...{ event: 'plan.decided', question, plan, decision: again, status: again.outcome },
    extra: { credential },
  });
  return again;
}
