import type { Intent, Json, PlanningWorld, Playbook, PlaybookInput } from '@cloudops/spec';
import { readInputValue } from './input-value.ts';
import { nearestHint } from './nearest-names.ts';
import type { PlanProblem } from './problem.ts';

/** Inputs by name, every declared one present (null when nothing gives it), and what is wrong with the given ones. */
export interface ResolvedInputs {
  readonly inputs: Readonly<Record<string, Json>>;
  readonly problems: readonly PlanProblem[];
}

/** Default ← the intent's filter ← given by hand; each given value is checked and read as the input's type. */
export function resolveInputs(playbook: Playbook, intent: Intent, world: PlanningWorld): ResolvedInputs {
  const inputs: Record<string, Json> = {};
  const problems: PlanProblem[] = [...unknownInputs(playbook, world), ...unusedFilters(playbook, intent)];
  // By name, as the order of keys must not show in a plan.
  for (const name of Object.keys(playbook.inputs).sort()) {
    const input = playbook.inputs[name];
    if (input === undefined) continue;
    const given = givenValue(name, input, intent, world);
    const outcome = given === null ? undefined : readInputValue(input, given);
    inputs[name] = outcome?.kind === 'value' ? outcome.value : null;
    if (outcome?.kind === 'rejected') {
      const asked = isAsked(name, input, intent, world) ? ({ asked: true } as const) : {};
      problems.push({ where: `inputs.${name}`, message: `${name} ${outcome.message}`, hint: outcome.hint, ...asked });
    } else if (outcome === undefined && input.required === true) {
      problems.push({
        where: `inputs.${name}`,
        message: `${name} is required: ${input.description}`,
        hint: `give it with --input ${name}=VALUE, or name it in the question`,
      });
    }
  }
  return { inputs, problems };
}

/** Whether the question named the value, and nobody gave another by hand. */
function isAsked(name: string, input: PlaybookInput, intent: Intent, world: PlanningWorld): boolean {
  if (Object.hasOwn(world.inputs, name)) return false;
  const filter = input.from ?? name;
  return Object.hasOwn(intent.target.filters, filter) && (intent.target.filters[filter] ?? null) !== null;
}

function givenValue(name: string, input: PlaybookInput, intent: Intent, world: PlanningWorld): Json {
  if (Object.hasOwn(world.inputs, name)) return world.inputs[name] ?? null;
  const { filters } = intent.target;
  const filter = input.from ?? name;
  const asked = Object.hasOwn(filters, filter) ? filters[filter] : undefined;
  return asked ?? input.default ?? null;
}

function unknownInputs(playbook: Playbook, world: PlanningWorld): readonly PlanProblem[] {
  const known = Object.keys(playbook.inputs).sort();
  return Object.keys(world.inputs)
    .filter((name) => !known.includes(name))
    .sort()
    .map((name) => ({
      where: `inputs.${name}`,
      message: `${playbook.metadata.name} has no input "${name}"`,
      hint: nearestHint(name, known, known.length === 0 ? 'it takes no inputs' : `it takes ${known.join(', ')}`),
    }));
}

/** A filter that nothing reads would silently widen the question to everything. */
function unusedFilters(playbook: Playbook, intent: Intent): readonly PlanProblem[] {
  const read = new Set(Object.entries(playbook.inputs).map(([name, input]) => input.from ?? name));
  for (const trigger of playbook.triggers) for (const name of trigger.filters ?? []) read.add(name);
  return Object.entries(intent.target.filters)
    .filter(([name, value]) => value !== null && !read.has(name))
    .map(([name]) => name)
    .sort()
    .map((name) => ({
      where: `filters.${name}`,
      message: `${playbook.metadata.name} cannot narrow its answer by "${name}"`,
      hint: read.size === 0 ? 'ask without it' : `ask without it; it can narrow by ${[...read].sort().join(', ')}`,
    }));
}
