import { createHash } from 'node:crypto';
import {
  type Action,
  type ActionContext,
  type ChangeAction,
  type ChangeProtocol,
  defineChange,
  type Evidence,
  type Observation,
  type ObservedObject,
  type Plan,
  type PlannedStepChange,
  type Provider,
  type Step,
} from '@cloudops/spec';
import { createPlan, createStep, now } from './plan.ts';
import { anything, createProvider } from './provider.ts';

/** One thing that happened to the world. */
export interface Effect {
  readonly name: string;
  readonly value: number;
  /** What brought it about: `<run>/<step>`, with `undo ` before it; or `other`. */
  readonly by: string;
}

/** Where the world is kept: appending is all that ever happens to it. */
export interface EffectStore {
  read(): readonly Effect[];
  append(effect: Effect): void;
}

/** A world in memory. */
export function createMemoryStore(): EffectStore {
  const effects: Effect[] = [];
  return { read: () => effects, append: (effect) => effects.push(effect) };
}

/** Objects with a number each; 1 where nothing happened yet. */
export function numberOf(store: EffectStore, name: string): number {
  return store.read().findLast((effect) => effect.name === name)?.value ?? 1;
}

/** What is to be set: each object, one after the other. */
export interface SetInput {
  readonly names: readonly string[];
  readonly value: number;
  /** Whether it does not matter what is there before, since an earlier step sets it. */
  readonly isLoose?: boolean;
}

/** What a call does instead of, or before, or after its work. */
export type Fault = (work: () => void, context: ActionContext, parts: readonly (() => void)[]) => Promise<unknown>;

/** Chooses the fault of a protocol's call, by the call's name, the step and how often it was called before. */
export type Faults = (call: keyof ChangeProtocol, step: string, before: number) => Fault | undefined;

const digestOf = (value: number): string => createHash('sha256').update(String(value)).digest('hex').slice(0, 8);

function observe(store: EffectStore, { names, value, isLoose }: SetInput): Observation {
  const objects = names.map((name): ObservedObject => {
    const seen = numberOf(store, name);
    return {
      resource: { provider: 'memory', target: 'memory', kind: 'Thing', namespace: 'shop', name },
      version: isLoose === true ? 'any' : digestOf(seen),
      effects: [`value: ${seen} → ${value}`],
    };
  });
  const state = names.map((name) => numberOf(store, name));
  const in_place = state.every((seen) => seen === value);
  return { objects, state, blast_radius: names.length, monthly_cents: 0, in_place, undo: 'puts the old value back' };
}

function present<Output>(output: Output): Evidence<Output> {
  return { status: 'present', output };
}

/** How the objects are set, and how that can go wrong. */
export function createSetProtocol(store: EffectStore, faults: Faults = () => undefined): ChangeProtocol<SetInput> {
  const counts = new Map<string, number>();
  /** `decide` says what there is to do, at the time when it is done. */
  const call = async <Output>(
    name: keyof ChangeProtocol,
    context: ActionContext,
    decide: () => { readonly parts?: readonly (() => void)[]; readonly answer: Evidence<Output> },
  ): Promise<Evidence<Output>> => {
    context.countCall();
    const [, step = ''] = context.change?.id.split('/') ?? [];
    const before = counts.get(`${name} ${step}`) ?? 0;
    counts.set(`${name} ${step}`, before + 1);
    const fault = faults(name, step, before);
    if (fault === undefined) {
      const { parts = [], answer } = decide();
      for (const part of parts) part();
      return answer;
    }
    let decided: Evidence<Output> | undefined;
    const work = (): void => {
      const { parts = [], answer } = decide();
      for (const part of parts) part();
      decided = answer;
    };
    const lazyParts = [() => decide().parts?.[0]?.()];
    return ((await fault(work, context, lazyParts)) ?? decided) as Evidence<Output>;
  };
  const set = (input: SetInput, values: readonly number[], by: string): readonly (() => void)[] =>
    input.names.map((name, index) => () => store.append({ name, value: values[index] ?? 0, by }));
  const stale = { status: 'unknown', reason: { kind: 'stale', message: 'it has moved' } } as const;
  const valuesOf = (input: SetInput): readonly number[] => input.names.map((name) => numberOf(store, name));
  const isSame = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();
  return {
    doObserve: (input, context) => call('doObserve', context, () => ({ answer: present(observe(store, input)) })),
    doDryRun: (_input, _before, context) => call('doDryRun', context, () => ({ answer: present('asked') })),
    doChange: (input, before, context) =>
      call('doChange', context, () => {
        if (!isSame(valuesOf(input), before.state as readonly number[])) return { answer: stale };
        const values = input.names.map(() => input.value);
        return { parts: set(input, values, context.change?.id ?? '?'), answer: present('set') };
      }),
    doLook: (input, before, context) =>
      call('doLook', context, () => {
        const values = valuesOf(input);
        const isBefore = isSame(values, before.state as readonly number[]);
        const isAfter = values.every((value) => value === input.value);
        const state = isBefore ? 'before' : isAfter ? 'after' : 'other';
        return { answer: present({ state, versions: values.map(digestOf), message: `values ${values.join()}` }) };
      }),
    doVerify: (input, _before, context) =>
      call('doVerify', context, () => {
        const isHealed = valuesOf(input).every((value) => value === input.value);
        return { answer: present({ outcome: isHealed ? 'healed' : 'not-healed', message: 'looked' } as const) };
      }),
    doUndo: (input, before, context) =>
      call('doUndo', context, () => ({
        parts: set(input, before.state as readonly number[], `undo ${context.change?.id}`),
        answer: present('put back'),
      })),
  };
}

/** The action `memory.set`. */
function createSetAction(protocol: ChangeProtocol<SetInput>): Action {
  return defineChange<SetInput>({
    name: 'set',
    description: 'sets',
    risk: 'write',
    input: anything as ChangeAction<SetInput>['input'],
    estimatedSec: 0,
    estimatedCostUsd: 0,
    permissions: () => [],
    change: protocol,
  });
}

/** A provider called `memory` that can set objects, and says that it is the place `p1`. */
export function createSetProvider(protocol: ChangeProtocol<SetInput>, more: readonly Action[] = []): Provider {
  return {
    ...createProvider([createSetAction(protocol), ...more]),
    doLocate: async () => ({ status: 'present', output: 'p1' }),
  };
}

/** A step that sets objects to 5. */
export function createSetStep(id: string, names: readonly string[] = [id], more: Partial<Step> = {}): Step {
  return createStep(id, { action: 'memory.set', risk_level: 'write', with: { names, value: 5 }, ...more });
}

function planStep(store: EffectStore, { id, with: input }: Step): PlannedStepChange {
  const { objects, blast_radius, monthly_cents, in_place, undo } = observe(store, input as unknown as SetInput);
  return { step: id, objects, blast_radius, monthly_cents, in_place, undo };
}

/**
 * A plan of changes, seen and sealed as the engine does it. `serial` makes it another plan.
 * @param more `undo` is what each of its changes says of that; the rest is the plan's.
 */
export function createChangePlan(
  store: EffectStore,
  steps: readonly Step[],
  serial: string | number = 0,
  { undo, ...more }: Partial<Plan> & Partial<Pick<PlannedStepChange, 'undo'>> = {},
): Plan {
  const changing = steps
    .filter(({ risk_level }) => risk_level !== 'read')
    .map((step) => ({ ...planStep(store, step), ...(undo === undefined ? {} : { undo }) }));
  return createPlan(steps, {
    inputs: { serial },
    change: {
      requester: 'os:tester',
      prepared_at: new Date(now).toISOString(),
      expires_at: new Date(now + 24 * 3_600_000).toISOString(),
      places: [{ provider: 'memory', target: 'memory', identity: 'p1' }],
      steps: changing,
      blast_radius: changing.length,
      monthly_cents: 0,
    },
    ...more,
  });
}
