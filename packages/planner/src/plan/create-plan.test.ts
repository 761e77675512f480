import type { Intent, Json, PlanningWorld, Playbook, PlaybookStep } from '@cloudops/spec';
import { planSchema } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actions, catalogOf, cel, intent, playbook, world } from '../__fixtures__/playbook.ts';
import { createPlan, type PlanOutcome } from './create-plan.ts';
import { verifyPlanId } from './plan-id.ts';

fc.configureGlobal({ seed: 20_260_101 });

type Planned = Extract<PlanOutcome, { kind: 'planned' }>;

function plan(
  changes: { intent?: Partial<Intent>; playbook?: Partial<Playbook>; world?: Partial<PlanningWorld> } = {},
) {
  return createPlan({ ...intent, ...changes.intent }, catalogOf({ ...playbook, ...changes.playbook }), {
    ...world,
    ...changes.world,
  });
}

function planned(outcome: PlanOutcome): Planned['plan'] {
  expect(outcome).toMatchObject({ kind: 'planned' });
  return (outcome as Planned).plan;
}

function problems(outcome: PlanOutcome): readonly string[] {
  expect(outcome.kind).toBe('invalid');
  return outcome.kind === 'invalid' ? outcome.problems.map(({ where, message }) => `${where}: ${message}`) : [];
}

function withFilters(filters: Readonly<Record<string, Json>>): { intent: Partial<Intent> } {
  return { intent: { target: { ...intent.target, filters } } };
}

function withSteps(...steps: readonly PlaybookStep[]): { playbook: Partial<Playbook> } {
  return { playbook: { steps } };
}

describe('createPlan', () => {
  it('orders steps by what they need and resolves what the inputs decide', () => {
    const result = planned(plan());
    expect(planSchema.parse(result)).toEqual(result);
    expect(result.steps.map(({ id, needs }) => [id, needs])).toEqual([
      ['pods', []],
      ['analyze', ['pods']],
    ]);
    expect(result.steps[0]?.with).toEqual({ kind: 'Pod', namespace: 'shop' });
    expect(result.steps[1]?.with).toEqual({
      pods: cel('steps.pods.output.items'),
      nodes: cel('steps.nodes.status == "present" ? steps.nodes.output.items : []'),
      top: 10,
      note: 'top 10 of PT30M',
    });
  });

  it('says which steps the inputs switched off, and why', () => {
    expect(planned(plan()).skipped).toEqual([
      { id: 'nodes', why: 'its condition inputs.deep is false (deep is false)' },
    ]);
    const deep = planned(plan({ world: { inputs: { deep: 'true' } } }));
    expect(deep.skipped).toEqual([]);
    expect(deep.steps.map(({ id, when }) => [id, when])).toEqual([
      ['pods', undefined],
      ['nodes', undefined],
      ['analyze', undefined],
    ]);
  });

  it('leaves a condition on a step to the run', () => {
    const steps = withSteps(
      { id: 'pods', action: 'kubernetes.list' },
      { id: 'more', action: 'kubernetes.list', when: cel('size(steps.pods.output.items) > inputs.top') },
    );
    expect(planned(plan(steps)).steps[1]).toMatchObject({
      when: 'size(steps.pods.output.items) > inputs.top',
      needs: ['pods'],
    });
  });

  it('keeps item in with for the run, and foreach as a bare expression', () => {
    const steps = withSteps(
      { id: 'pods', action: 'kubernetes.list' },
      {
        id: 'each',
        action: 'kubernetes.list',
        foreach: cel('steps.pods.output.items'),
        with: { name: cel('item.name'), top: cel('inputs.top') },
      },
    );
    expect(planned(plan(steps)).steps[1]).toMatchObject({
      foreach: 'steps.pods.output.items',
      with: { name: cel('item.name'), top: 10 },
      needs: ['pods'],
    });
  });

  it('takes inputs by hand over the question, and the question over defaults', () => {
    const filters = { namespace: 'shop', time_window: 'PT1H' };
    expect(planned(plan(withFilters(filters))).inputs).toEqual({
      deep: false,
      namespace: 'shop',
      top: 10,
      window: 'PT1H',
    });
    const byHand = { ...withFilters(filters), world: { inputs: { namespace: 'pay', top: '7' } } };
    expect(planned(plan(byHand)).inputs).toEqual({ deep: false, namespace: 'pay', top: 7, window: 'PT1H' });
    expect(planned(plan(withFilters({}))).inputs).toMatchObject({ namespace: null });
  });

  it('estimates the longest chain and the whole cost', () => {
    const result = planned(plan({ world: { inputs: { deep: true } } }));
    expect([result.estimated_duration_sec, result.estimated_cost_usd]).toEqual([2.5, 0.001]);
  });

  it('names only targets and versions of providers that it uses', () => {
    const result = planned(plan());
    expect(result.targets).toEqual([{ provider: 'kubernetes', name: 'prod-eu', environment: 'prod' }]);
    expect(result.provider_versions).toEqual({ kubernetes: '0.1.0' });
  });

  it('sums itself up in three to eight lines', () => {
    expect(planned(plan()).human_summary.split('\n')).toEqual([
      'Why is CPU high? (k8s-high-cpu 1.0.0)',
      'Steps: 2, with kubernetes.analyze-cpu, kubernetes.list.',
      'Where: kubernetes prod-eu (prod).',
      'Nothing is changed: every step only reads.',
      'Takes about 3 s; about 0.001 USD in API charges.',
      'Inputs: deep=false, namespace="shop", top=10, window="PT30M".',
      'Left out: nodes.',
    ]);
  });

  it('says which steps write, and tries those only once', () => {
    const result = planned(plan(withSteps({ id: 'scale_up', action: 'kubernetes.scale' })));
    expect(result.human_summary).toContain('Changes something: scale_up will write.');
    expect(result.steps[0]).toMatchObject({ risk_level: 'write', retry: { attempts: 1 }, timeout_sec: 60 });
  });

  it('keeps terminal escapes and line breaks out of the summary', () => {
    const target = { provider: 'kubernetes', name: 'a\u001b[31m\nb', environment: 'prod' };
    const { human_summary } = planned(plan({ world: { targets: [target] } }));
    expect(human_summary).toContain('kubernetes a [31m b (prod)');
  });

  it('says why this playbook', () => {
    expect(plan()).toMatchObject({
      match: { playbook: 'k8s-high-cpu', why: expect.stringContaining('goal "high-cpu"') },
    });
  });

  it('answers an intent that nothing fits with the nearest questions', () => {
    expect(plan({ intent: { goal: 'cost' } })).toEqual({
      kind: 'unsupported',
      reason: 'No playbook answers intent "diagnose" about "workload" with goal "cost"',
      choices: [{ playbook: 'k8s-high-cpu', example: 'why is CPU high in prod?' }],
    });
  });
});

describe('createPlan, when inputs are bad', () => {
  it.each<[Record<string, Json>, string]>([
    [{ top: 'many' }, 'inputs.top: top must be a whole number such as 5, got "many"'],
    [{ top: 0 }, 'inputs.top: top must be at least 1, got 0'],
    [{ top: 1000 }, 'inputs.top: top must be at most 100, got 1000'],
    [{ deep: 'yes' }, 'inputs.deep: deep must be true or false, got "yes"'],
    [{ window: '30m' }, 'inputs.window: window must be an ISO 8601 duration such as PT30M, got "30m"'],
    [{ namespace: 5 }, 'inputs.namespace: namespace must be text, got 5'],
    [{ tp: 5 }, 'inputs.tp: k8s-high-cpu has no input "tp"'],
  ])('%j', (inputs, expected) => {
    expect(problems(plan({ world: { inputs } }))).toEqual([expected]);
  });

  it('asks back what the question itself names wrongly', () => {
    const question =
      'The question names what cannot be: window must be an ISO 8601 duration such as PT30M, got "2h". What is meant?';
    expect(plan(withFilters({ time_window: '2h' }))).toMatchObject({ kind: 'unclear', question });
  });

  it('takes what is given by hand over what the question names wrongly', () => {
    const outcome = plan({ ...withFilters({ time_window: '2h' }), world: { inputs: { window: 'PT2H' } } });
    expect(planned(outcome).inputs.window).toBe('PT2H');
  });

  it('is an error where something given by hand is wrong too', () => {
    const outcome = plan({ ...withFilters({ time_window: '2h' }), world: { inputs: { top: 0 } } });
    expect(problems(outcome)).toHaveLength(2);
  });

  it('offers the nearest input names', () => {
    expect(plan({ world: { inputs: { name_space: 'x' } } })).toMatchObject({
      problems: [{ hint: 'did you mean "namespace"?' }],
    });
  });

  it('asks for what is required', () => {
    const inputs = {
      ...playbook.inputs,
      namespace: { type: 'string', description: 'Which one.', required: true },
    } as const;
    expect(problems(plan({ ...withFilters({}), playbook: { inputs } }))).toEqual([
      'inputs.namespace: namespace is required: Which one.',
    ]);
  });

  it('does not widen a question by overlooking a filter', () => {
    expect(problems(plan(withFilters({ workload: 'web' })))).toEqual([
      'filters.workload: k8s-high-cpu cannot narrow its answer by "workload"',
    ]);
  });

  it.each([cel('steps.pods.output'), 'a ${'.concat('{ b')])(
    'lets no input smuggle in an expression: %s',
    (namespace) => {
      expect(problems(plan({ world: { inputs: { namespace } } }))).toEqual([
        'steps.pods.with.namespace: an input holds the start of an expression',
      ]);
    },
  );

  it('reports text that is no valid Unicode instead of failing', () => {
    expect(problems(plan({ intent: { question: '\ud800' } }))[0]).toMatch(/^intent: .*no valid Unicode/);
    expect(plan(withFilters({ namespace: '\udfff' }))).toMatchObject({ problems: [{ where: 'inputs.namespace' }] });
  });
});

describe('createPlan, when the playbook or the world is bad', () => {
  const pods: PlaybookStep = { id: 'pods', action: 'kubernetes.list' };

  it.each<[string, readonly PlaybookStep[], string]>([
    [
      'an unknown action',
      [{ id: 'a', action: 'kubernetes.lst' }],
      'steps.a.action: no action "kubernetes.lst" is known',
    ],
    ['an unknown step', [{ ...pods, needs: ['nope'] }], 'steps.pods: there is no step "nope"'],
    ['a mentioned step', [{ ...pods, with: { a: cel('steps.x.output') } }], 'steps.pods: there is no step "x"'],
    [
      'a cycle',
      [
        { ...pods, needs: ['b'] },
        { id: 'b', action: 'kubernetes.list', with: { a: cel('steps.pods.output') } },
      ],
      'steps: steps wait for each other: pods → b → pods',
    ],
    ['a step that needs itself', [{ ...pods, needs: ['pods'] }], 'steps: steps wait for each other: pods → pods'],
    [
      'a lower risk',
      [{ id: 's', action: 'kubernetes.scale', risk_level: 'read' }],
      'steps.s.risk_level: states risk "read", but kubernetes.scale has risk "write"',
    ],
    ['broken CEL', [{ ...pods, when: 'inputs.' }], 'steps.pods.when: "inputs.": the expression ends too early'],
    [
      'a condition that is no boolean',
      [{ ...pods, when: 'inputs.top' }],
      'steps.pods.when: "inputs.top" must be true or false',
    ],
    ['a loop over no list', [{ ...pods, foreach: 'inputs.top' }], 'steps.pods.foreach: "inputs.top" must be a list'],
    [
      'an open expression',
      [{ ...pods, with: { a: '$'.concat('{{ x') } }],
      'steps.pods.with.a: "${'.concat('{" has no closing "}}"'),
    ],
  ])('%s', (_name, steps, expected) => {
    expect(problems(plan(withSteps(...steps)))).toEqual([expected]);
  });

  it('refuses item outside foreach and unknown inputs', () => {
    const found = problems(plan(withSteps({ ...pods, with: { a: cel('item.x'), b: cel('inputs.nope') } })));
    expect(found[0]).toMatch(/^steps.pods.with.a: "item.x" uses item/);
    expect(found[1]).toMatch(/^steps.pods.with.b: .*No such key: nope/);
  });

  it('lowers a risk only for exactly the values that are known to be harmless', () => {
    const lower_risks = [{ with: { kind: 'Pod' }, risk: 'read' as const }];
    const scale = actions.map((action) => (action.name === 'kubernetes.scale' ? { ...action, lower_risks } : action));
    const riskOf = (written: Readonly<Record<string, Json>>): string | undefined =>
      planned(plan({ ...withSteps({ id: 's', action: 'kubernetes.scale', with: written }), world: { actions: scale } }))
        .steps[0]?.risk_level;
    expect(riskOf({ kind: 'Pod', name: 'a' })).toBe('read');
    expect(riskOf({ kind: 'Node' })).toBe('write');
    expect(riskOf({ kind: cel('inputs.namespace') })).toBe('write');
    expect(riskOf({})).toBe('write');
  });

  it('says of a playbook that is not built yet what it needs', () => {
    const outcome = plan({ playbook: { steps: [], planned: { needs: 'a provider of certificates' } } });
    expect(outcome).toMatchObject({ kind: 'unsupported' });
    expect(outcome.kind === 'unsupported' && outcome.reason).toContain(
      'is known, but not built yet. It needs: a provider of certificates',
    );
  });

  it('allows to raise a risk', () => {
    const result = planned(plan(withSteps({ ...pods, risk_level: 'write' })));
    expect(result.steps[0]?.risk_level).toBe('write');
  });

  it('needs a target and a version of each provider', () => {
    expect(problems(plan({ world: { targets: [], provider_versions: {} } }))).toEqual([
      'targets: the plan uses kubernetes, but no target of it is known',
      'provider_versions: the version of provider kubernetes is not known',
    ]);
  });

  it('does not choose between playbooks that fit equally well', () => {
    const twin = { ...playbook, metadata: { ...playbook.metadata, name: 'twin' } };
    expect(problems(createPlan(intent, catalogOf(playbook, twin), world))).toEqual([
      'catalog: k8s-high-cpu and twin fit equally well',
    ]);
  });
});

describe('the bytes of a plan', () => {
  it('are the same whatever the order of keys, and of actions and targets', () => {
    const expected = JSON.stringify(plan());
    const shuffled = fc.gen().map((pick) => {
      const shuffle = <T>(list: readonly T[]) => pick(fc.shuffledSubarray, [...list], { minLength: list.length });
      const shake = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(shake);
        if (typeof value !== 'object' || value === null) return value;
        return Object.fromEntries(shuffle(Object.entries(value)).map(([key, child]) => [key, shake(child)]));
      };
      const worldAgain = { ...world, actions: shuffle(actions), targets: shuffle(world.targets) };
      return createPlan(
        shake(intent) as Intent,
        shake(catalogOf(playbook)) as ReturnType<typeof catalogOf>,
        shake(worldAgain) as PlanningWorld,
      );
    });
    fc.assert(
      fc.property(shuffled, (outcome) => {
        expect(planned(outcome).id).toBe((JSON.parse(expected) as Planned).plan.id);
        expect(JSON.stringify(planned(outcome))).toBe(JSON.stringify((JSON.parse(expected) as Planned).plan));
      }),
      { numRuns: 50 },
    );
  });

  it('never throws, whatever the filters and inputs', () => {
    const names = fc.constantFrom('namespace', 'top', 'deep', 'window', 'time_window', '__proto__', 'constructor', 'x');
    const values = fc.dictionary(names, fc.jsonValue() as fc.Arbitrary<Json>);
    fc.assert(
      fc.property(values, values, (filters, inputs) => {
        const outcome = plan({ ...withFilters(filters), world: { inputs } });
        expect(['planned', 'invalid']).toContain(outcome.kind);
        if (outcome.kind === 'planned') expect(verifyPlanId(outcome.plan)).toBe(true);
      }),
    );
  });
});

describe('verifyPlanId', () => {
  it('accepts a plan that was saved and read again', () => {
    expect(verifyPlanId(JSON.parse(JSON.stringify(planned(plan()))))).toBe(true);
  });

  it('notices any change', () => {
    const result = planned(plan());
    expect(verifyPlanId({ ...result, estimated_cost_usd: 5 })).toBe(false);
    expect(verifyPlanId({ ...result, steps: [...result.steps].reverse() })).toBe(false);
    expect(verifyPlanId({ ...result, estimated_cost_usd: Number.NaN })).toBe(false);
    expect(verifyPlanId({ ...result, id: `pln_${'0'.repeat(64)}` })).toBe(false);
  });
});

it('gives this plan this id in every version of the format', () => {
  expect(planned(plan()).id).toBe('pln_eb3c84383559f93a0f18294cce3450b1b82d68cbc1ede9e5eae99db5c522c481');
});
