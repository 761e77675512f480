import type { Exchange, Json, Report, World } from '@cloudops/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  analyzeAgain,
  placeOf,
  readTriageInput,
  type StepEvidence,
  strayCauses,
  strayFirst,
  type TriageInput,
  toVerdict,
  type Verdict,
} from './__fixtures__/triage-evidence.ts';
import { createWorldEngine, openShippedWorld, worldNames } from './__fixtures__/world-engine.ts';

interface Triaged {
  readonly name: string;
  readonly world: World;
  readonly input: TriageInput;
  readonly report: Report;
}

async function investigate(world: World): Promise<{ report: Report; input: TriageInput | null }> {
  const { signal } = new AbortController();
  const options = { signal, defaults: world.inputs ?? {} };
  const { report, run } = await createWorldEngine(world).investigate(world.question, options);
  return { report, input: run === null ? null : readTriageInput(run) };
}

async function readTriaged(name: string): Promise<readonly Triaged[]> {
  const world = await openShippedWorld(name);
  if (!world.targets.some(({ provider }) => provider === 'kubernetes')) return [];
  const { report, input } = await investigate(world);
  return input === null ? [] : [{ name, world, report, input }];
}

const triaged = (await Promise.all(worldNames.map(readTriaged))).flat();

function withStep({ steps, ...rest }: TriageInput, step: string, evidence: StepEvidence): TriageInput {
  return { ...rest, steps: { ...steps, [step]: evidence } };
}

/** Every input that lacks one item of one list, with what it lacks. */
function* withoutOne(input: TriageInput): Generator<readonly [string, TriageInput]> {
  for (const [step, evidence] of Object.entries(input.steps)) {
    const items = evidence.output?.items ?? [];
    for (const [position, item] of items.entries()) {
      const rest = items.filter((one) => one !== item);
      const less = withStep(input, step, { ...evidence, output: { ...evidence.output, items: rest } });
      yield [`${step}[${position}] ${nameIn(item)}`, less];
    }
  }
}

function nameIn(item: Json): string {
  const { metadata, item: asked } = item as { metadata?: { namespace?: string; name?: string }; item?: Json };
  return metadata === undefined ? JSON.stringify(asked) : `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

/** What each of many inputs with less evidence brings about that all evidence does not. */
async function straysOf(
  inputs: Iterable<readonly [string, TriageInput]>,
  findStrays: (less: Verdict) => readonly string[],
): Promise<readonly string[]> {
  const strays: string[] = [];
  for (const [lacking, less] of inputs) {
    const stray = findStrays(toVerdict(await analyzeAgain(less)));
    strays.push(...stray.map((cause) => `without ${lacking}: ${cause}`));
  }
  return strays;
}

it('there are eight recorded worlds at least that are triaged', () => {
  expect(triaged.length).toBeGreaterThanOrEqual(8);
});

describe.each(triaged.map(({ name, ...rest }) => [name, rest] as const))('triage of the world %s', (_name, one) => {
  let whole: Verdict;
  beforeAll(async () => {
    whole = toVerdict(await analyzeAgain(one.input));
  });

  it('is repeated from its evidence', () => {
    expect(whole.causes.map(placeOf).sort()).toEqual(one.report.causes.map(causePlace).sort());
  });

  it('puts no other cause in the place of the true one when any one item is missing', async () => {
    // Where nothing is wrong, what a healthy object names may be what is missing: that is a fault, and no other's place.
    if (whole.causes.length === 0) return;
    expect(await straysOf(withoutOne(one.input), (less) => strayFirst(less, whole))).toEqual([]);
  });

  it('blames nothing else, and names the right, when any one step was denied', async () => {
    const steps = Object.keys(one.input.steps).filter((step) => one.input.steps[step]?.output?.items !== undefined);
    const denied = steps.map((step): readonly [string, TriageInput] => {
      const reason = { kind: 'denied', message: 'forbidden', needs: `list what ${step} lists` };
      return [step, withStep(one.input, step, { status: 'unknown', reason })];
    });
    expect(await straysOf(denied, (less) => strayCauses(less, whole))).toEqual([]);
    // What a `foreach` step could not read, the report names by itself.
    for (const [step, less] of denied.filter(([step]) => step !== 'logs' && !step.startsWith('other_'))) {
      const gaps = (await analyzeAgain(less)).not_checked.map(({ needs }) => needs);
      expect(gaps).toContain(`list what ${step} lists`);
    }
  });
});

function causePlace({ resource: { kind, namespace, name } }: Report['causes'][number]): string {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** The right that a recorded request took, as reports name it; null where every login has it. */
function rightOf({ method, path }: Exchange): string | null {
  const [bare = ''] = path.split('?');
  const parts = /^\/(?:api|apis\/([^/]+))\/v[^/]+\/(?:namespaces\/[^/]+\/)?([a-z]+)(?:\/[^/]+(?:\/(log))?)?$/.exec(
    bare,
  );
  if (method !== 'GET' || parts === null) return null;
  const [, group, resource = '', log] = parts;
  const verb = log === undefined && bare.endsWith(`/${resource}`) ? 'list' : 'get';
  return `${verb} ${group === undefined ? '' : `${group}/`}${resource}${log === undefined ? '' : '/log'}`;
}

function withoutRight(world: World, right: string): World {
  const message = `User "reader" cannot ${right}`;
  const body = JSON.stringify({ kind: 'Status', status: 'Failure', reason: 'Forbidden', message, code: 403 });
  const exchanges = world.exchanges.map((exchange) =>
    rightOf(exchange) === right
      ? { ...exchange, responses: exchange.responses.slice(0, 1).map((answer) => ({ ...answer, status: 403, body })) }
      : exchange,
  );
  return { ...world, exchanges };
}

/** Read together with others in one step, which is not unknown for the lack of one: that one is named all the same. */
const ofOneStep = /^get apiregistration|flowschemas|metrics\.k8s\.io/;

/** The pipeline as a whole is tried on one world: the others prove no more of it. */
const cascade = triaged.filter(({ name }) => name === 'secret-without-a-key');

describe.each(cascade.map(({ name, ...rest }) => [name, rest] as const))(
  'with one right less, the report on %s',
  (_name, { world, report, input }) => {
    const rights = [...new Set(world.exchanges.map(rightOf).filter((right) => right !== null))].sort();

    it.each(rights)('names it, is partial, and blames nothing else: %s', async (right) => {
      const whole = toVerdict(await analyzeAgain(input));
      const { report: less } = await investigate(withoutRight(world, right));
      expect(report.status).toBe('completed');
      if (!ofOneStep.test(right)) expect(less.status).toBe('partial');
      expect(JSON.stringify(less.not_checked)).toContain(right);
      const known = new Set([...whole.causes.map(placeOf), ...whole.mentioned]);
      expect(less.causes.map(causePlace).filter((place) => !known.has(place))).toEqual([]);
    });
  },
);
