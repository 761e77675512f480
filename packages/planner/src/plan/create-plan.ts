import type {
  ActionDescriptor,
  Catalog,
  CatalogEntry,
  Choice,
  Intent,
  Plan,
  PlanningWorld,
  Step,
  Target,
} from '@cloudops/spec';
import { createExpressionTools } from '../expression/evaluator.ts';
import { estimate } from './estimate.ts';
import { matchPlaybook } from './match-playbook.ts';
import { nearestHint } from './nearest-names.ts';
import { orderSteps } from './order-steps.ts';
import { planStep, type StepOutcome } from './plan-step.ts';
import type { PlanProblem } from './problem.ts';
import { resolveInputs } from './resolve-inputs.ts';
import { sealPlan } from './seal-plan.ts';
import { type Summarised, summarise } from './summary.ts';

/** What became of an intent. Expected outcomes, so values and not errors. */
export type PlanOutcome =
  | {
      readonly kind: 'planned';
      readonly plan: Plan;
      /** Why this playbook, for a person. */
      readonly match: { readonly playbook: string; readonly why: string };
    }
  | { readonly kind: 'unsupported'; readonly reason: string; readonly choices: readonly Choice[] }
  /** The question names what cannot be, such as a name that is none: to be asked back. */
  | { readonly kind: 'unclear'; readonly question: string; readonly problems: readonly PlanProblem[] }
  /** In order of place; never empty. */
  | { readonly kind: 'invalid'; readonly problems: readonly PlanProblem[] };

/**
 * Turns an intent into a plan. Pure: no file, no clock, no network; the same values, with keys in any order, give the
 * same bytes. Expressions over inputs alone are resolved; what needs a step's output stays `${{ … }}`.
 */
export function createPlan(intent: Intent, catalog: Catalog, world: PlanningWorld): PlanOutcome {
  const match = matchPlaybook(intent, catalog);
  if (match.kind === 'none') return { kind: 'unsupported', reason: match.reason, choices: match.choices };
  if (match.kind === 'tie') {
    const message = `${match.playbooks.join(' and ')} fit equally well`;
    return invalid([{ where: 'catalog', message, hint: 'make the triggers of one more specific' }]);
  }
  const { metadata, planned } = match.entry.playbook;
  if (planned !== undefined) {
    const reason = `"${metadata.title}" (${metadata.name}) is known, but not built yet. It needs: ${planned.needs}`;
    return { kind: 'unsupported', reason, choices: builtChoices(catalog, metadata.name) };
  }
  const outcome = planPlaybook(intent, match.entry, world);
  if (outcome.kind === 'invalid') return askBack(outcome.problems) ?? outcome;
  return {
    kind: 'planned',
    plan: outcome.plan,
    match: { playbook: match.entry.playbook.metadata.name, why: match.why },
  };
}

/** The question back, where all that is wrong stands in the question. */
function askBack(problems: readonly PlanProblem[]): Extract<PlanOutcome, { kind: 'unclear' }> | null {
  if (!problems.every(({ asked }) => asked)) return null;
  const said = problems.map(({ message }) => message).join('; ');
  return { kind: 'unclear', question: `The question names what cannot be: ${said}. What is meant?`, problems };
}

/** What could be asked instead: built playbooks of the same family, by name, three at most. */
function builtChoices(catalog: Catalog, name: string): readonly Choice[] {
  const family = name.split('-')[0] ?? '';
  return catalog.entries
    .filter(({ playbook }) => playbook.planned === undefined && playbook.metadata.name.startsWith(`${family}-`))
    .slice(0, 3)
    .map(({ playbook: { metadata } }) => ({
      playbook: metadata.name,
      example: metadata.examples[0] ?? metadata.title,
    }));
}

type Planned = { readonly kind: 'plan'; readonly plan: Plan } | Extract<PlanOutcome, { kind: 'invalid' }>;

function planPlaybook(intent: Intent, entry: CatalogEntry, world: PlanningWorld): Planned {
  const { inputs, problems: inputProblems } = resolveInputs(entry.playbook, intent, world);
  if (inputProblems.length > 0) return invalid(inputProblems);
  const actions = new Map(world.actions.map((action) => [action.name, action]));
  const planned = planSteps(entry, inputs, actions);
  if (planned.kind === 'invalid') return planned;
  const providers = [...new Set(planned.steps.map((step) => step.provider))].sort();
  const missing = missingProviders(providers, world);
  if (missing.length > 0) return invalid(missing);
  const { durationSec, costUsd } = estimate(planned.steps, actions);
  const { metadata } = entry.playbook;
  return seal(
    {
      schema_version: 1,
      playbook: { id: metadata.name, version: metadata.version, digest: entry.digest },
      intent,
      inputs,
      targets: targetsOf(providers, world),
      steps: planned.steps,
      skipped: planned.skipped,
      provider_versions: Object.fromEntries(providers.map((name) => [name, world.provider_versions[name] ?? ''])),
      estimated_duration_sec: world.typical_duration_sec ?? durationSec,
      estimated_cost_usd: costUsd,
    },
    metadata.title,
  );
}

type PlannedSteps =
  | { readonly kind: 'steps'; readonly steps: readonly Step[]; readonly skipped: Plan['skipped'] }
  | Extract<PlanOutcome, { kind: 'invalid' }>;

function planSteps(
  { playbook }: CatalogEntry,
  inputs: Plan['inputs'],
  actions: ReadonlyMap<string, ActionDescriptor>,
): PlannedSteps {
  const problems: PlanProblem[] = [];
  const tools = createExpressionTools();
  const outcomes = playbook.steps.flatMap((written): StepOutcome[] => {
    const action = actions.get(written.action);
    const reader = { ...tools, inputs, hasItem: false, needs: new Set<string>(), problems };
    if (action !== undefined) return [planStep(written, action, reader)];
    const hint = nearestHint(written.action, [...actions.keys()], 'is its provider configured?');
    problems.push({ where: `steps.${written.id}.action`, message: `no action "${written.action}" is known`, hint });
    return [];
  });
  const skipped = outcomes.flatMap((outcome) =>
    outcome.kind === 'skipped' ? [{ id: outcome.id, why: outcome.why }] : [],
  );
  const kept = outcomes.flatMap((outcome) => (outcome.kind === 'step' ? [outcome.step] : []));
  problems.push(...unknownNeeds(kept, new Set(playbook.steps.map((step) => step.id))));
  if (problems.length > 0) return invalid(problems);
  const absent = new Set(skipped.map(({ id }) => id));
  const order = orderSteps(kept.map((step) => ({ ...step, needs: step.needs.filter((need) => !absent.has(need)) })));
  if (order.kind === 'ordered') return { kind: 'steps', steps: order.steps, skipped };
  const cycle = order.cycle.join(' → ');
  return invalid([
    { where: 'steps', message: `steps wait for each other: ${cycle}`, hint: 'remove one of these needs' },
  ]);
}

function unknownNeeds(steps: readonly Step[], known: ReadonlySet<string>): readonly PlanProblem[] {
  return steps.flatMap((step) =>
    step.needs
      .filter((need) => !known.has(need))
      .map((need) => ({
        where: `steps.${step.id}`,
        message: `there is no step "${need}"`,
        hint: nearestHint(need, [...known], 'name a step of this playbook'),
      })),
  );
}

function missingProviders(providers: readonly string[], world: PlanningWorld): readonly PlanProblem[] {
  return providers.flatMap((name) => {
    const problems: PlanProblem[] = [];
    if (!world.targets.some((target) => target.provider === name)) {
      const hint = `configure a target for ${name}`;
      problems.push({ where: 'targets', message: `the plan uses ${name}, but no target of it is known`, hint });
    }
    if (!Object.hasOwn(world.provider_versions, name)) {
      const hint = `state the version of ${name}`;
      problems.push({ where: 'provider_versions', message: `the version of provider ${name} is not known`, hint });
    }
    return problems;
  });
}

function targetsOf(providers: readonly string[], world: PlanningWorld): readonly Target[] {
  const key = ({ provider, name, environment }: Target) => `${provider}\0${name}\0${environment}`;
  const used = world.targets.filter((target) => providers.includes(target.provider));
  const unique = new Map(used.map((target) => [key(target), target]));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, target]) => target);
}

function seal(content: Summarised, title: string): Planned {
  const plan = sealPlan({ ...content, human_summary: summarise(content, title) });
  if (plan !== undefined) return { kind: 'plan', plan };
  const message = 'the question, an input or a target holds text that is no valid Unicode, or a number that is none';
  return invalid([{ where: 'intent', message, hint: 'type it again by hand' }]);
}

function invalid(problems: readonly PlanProblem[]): Extract<PlanOutcome, { kind: 'invalid' }> {
  return { kind: 'invalid', problems };
}
