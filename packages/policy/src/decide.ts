import type { Decision, DecisionOutcome, StepDecision } from '@cloudops/spec';
import { type CountedApprovals, countApprovals, type EligibleApprover, eligibleApprovers } from './approvals.ts';
import { denyAll, failedStep } from './deny.ts';
import { adviceOf, explain } from './explain.ts';
import { compareText } from './policy-problem.ts';
import type { PolicyRequest } from './policy-request.ts';
import type { PolicySet } from './policy-set.ts';
import { askStep } from './question.ts';
import { findVerdict, type Verdict } from './requirement.ts';
import { checkRequest, type DecisionTarget, targetsOf } from './targets.ts';

const strictness: readonly DecisionOutcome[] = ['auto-approve', 'approved', 'needs-approval', 'deny'];

/**
 * Decides whether a plan may run: each step by its risk against each of the plan's targets of its provider; the
 * strictest wins. Pure; the same request and policies give the same bytes. Never throws and never guesses: whatever
 * cannot be evaluated is a denial with `errors`.
 */
export function decide(request: PolicyRequest, policySet: PolicySet): Decision {
  try {
    const problems = checkRequest(request, policySet.data);
    if (problems.length > 0) return denyAll(request, problems, policySet);
    return decideSteps(request, policySet);
  } catch (error) {
    return denyAll(request, [error instanceof Error ? error.message : String(error)], policySet);
  }
}

interface StepOutcome {
  readonly decision: Omit<StepDecision, 'step'>;
  readonly errors: readonly string[];
}

function decideSteps(request: PolicyRequest, policySet: PolicySet): Decision {
  const environments = policySet.data.environments;
  const touched = targetsOf(request.plan.targets, environments).map((target) => target.environment);
  const inEnvironments = [...new Set(touched)].sort(compareText);
  const counted = countApprovals(request, policySet, inEnvironments);
  let eligible: readonly EligibleApprover[] | undefined;
  const scene: Scene = {
    request,
    policySet,
    counted,
    eligible: () => {
      eligible ??= eligibleApprovers(request, policySet, { ...counted, environments: inEnvironments });
      return eligible;
    },
  };
  const known = new Map<string, StepOutcome>();
  const steps: StepDecision[] = [];
  const errors = new Set(counted.errors);
  for (const step of request.plan.steps) {
    const own = request.plan.targets.filter((target) => target.provider === step.provider);
    for (const target of targetsOf(own.length > 0 ? own : request.plan.targets, environments)) {
      const key = JSON.stringify([step.risk_level, target.id, target.environment]);
      const outcome = known.get(key) ?? decideOne(scene, step.risk_level, target);
      known.set(key, outcome);
      steps.push({ step: step.id, ...outcome.decision });
      for (const error of outcome.errors) errors.add(error);
    }
  }
  const { advice, problems } = findWarnings(scene, environments);
  for (const problem of problems) errors.add(problem);
  return conclude(request, policySet, { steps, advice, errors: [...errors].sort(compareText) });
}

/** What policies for the action `warn` say of any of the plan's targets. They decide nothing, but must evaluate. */
function findWarnings(
  { request, policySet, counted }: Scene,
  environments: readonly string[],
): { readonly advice: readonly string[]; readonly problems: readonly string[] } {
  const { by, roles } = counted;
  const answers = targetsOf(request.plan.targets, environments).map((target) =>
    askStep(request, policySet, { risk: 'warn', target })({ count: by.length, roles }),
  );
  const ids = answers.flatMap((answer) => (answer.allow ? answer.by : []));
  return {
    advice: adviceOf(policySet, [...new Set(ids)].sort(compareText)),
    problems: answers.flatMap(({ errors }) => errors),
  };
}

interface Scene {
  readonly request: PolicyRequest;
  readonly policySet: PolicySet;
  readonly counted: CountedApprovals;
  eligible(): readonly EligibleApprover[];
}

function decideOne(scene: Scene, risk: StepDecision['risk_level'], target: DecisionTarget): StepOutcome {
  const { request, policySet, counted } = scene;
  const place = { risk_level: risk, target: target.id, environment: target.environment };
  const errors = [...counted.errors, ...missingMeasures(request, risk)];
  if (errors.length > 0) return { decision: failedStep(place, errors), errors };
  const ask = askStep(request, policySet, { risk, target });
  const verdict = findVerdict({ ask, counted, limits: policySet.data.approvals, eligible: scene.eligible });
  const why = explain({
    verdict,
    policySet,
    principal: request.principal.id,
    risk,
    environment: target.environment,
    now: request.now,
    counted,
    eligible: scene.eligible,
  });
  return {
    decision: {
      ...place,
      outcome: outcomeOf(verdict, counted),
      policies: verdict.kind === 'held' ? [...verdict.answer.by, ...verdict.then.by] : verdict.answer.by,
      why,
      ...(verdict.kind === 'held' ? { requirement: verdict.requirement } : {}),
    },
    errors: verdict.answer.errors,
  };
}

/** What a change does must have been looked at by somebody: policies about its size could say nothing else. */
function missingMeasures({ context }: PolicyRequest, risk: StepDecision['risk_level']): readonly string[] {
  if (risk === 'read') return [];
  const missing = (['blast_radius', 'monthly_cents'] as const).filter((name) => context?.[name] === undefined);
  if (missing.length === 0) return [];
  return [`nobody looked at what the plan changes (context.${missing.join(' and context.')} left out)`];
}

function outcomeOf(verdict: Verdict, counted: CountedApprovals): DecisionOutcome {
  if (verdict.kind === 'denied') return 'deny';
  if (verdict.kind === 'held') return 'needs-approval';
  return counted.by.length === 0 ? 'auto-approve' : 'approved';
}

interface Conclusion {
  readonly steps: readonly StepDecision[];
  readonly advice: readonly string[];
  readonly errors: readonly string[];
}

function conclude(request: PolicyRequest, policySet: PolicySet, { steps, advice, errors }: Conclusion): Decision {
  const rank = Math.max(...steps.map((step) => strictness.indexOf(step.outcome)));
  const outcome = errors.length > 0 ? 'deny' : (strictness[rank] ?? 'deny');
  const decisive = steps.filter((step) => step.outcome === outcome);
  const [first] = decisive;
  const where = first === undefined || outcome === 'auto-approve' ? '' : `${first.step} on ${first.target}: `;
  const reasons = new Set(decisive.map((step) => step.why));
  const others = reasons.size > 1 ? ` And for ${reasons.size - 1} more reasons; see each step.` : '';
  return {
    plan_id: request.plan.id,
    outcome,
    why: `${where}${first?.why ?? 'Nothing was decided.'}${outcome === 'auto-approve' ? '' : others}`,
    steps,
    principal: request.principal,
    policy_digest: policySet.digest,
    engine: policySet.engine,
    ...(advice.length === 0 ? {} : { warnings: advice }),
    errors,
    decided_at: new Date(request.now).toISOString(),
  };
}
