import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '@cloudops/spec';
import {
  applyScenario,
  buildTestbed,
  checkCauses,
  type ExpectedResource,
  listScenarios,
  type Scenario,
  settleScenario,
} from '@cloudops/testbed';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Batch, planBatches } from './__fixtures__/batches.ts';
import { type Bench, createBench } from './__fixtures__/bench.ts';

/** Those that came first say what is right in words only. */
const further: Readonly<Record<string, ExpectedResource>> = {
  'PF-01': { kind: 'Deployment', namespace: 'shop', name: 'orders' },
  'PF-03': { kind: 'Deployment', namespace: 'shop', name: 'catalog' },
  'PF-09': { kind: 'Deployment', namespace: 'shop', name: 'gateway' },
  'PF-12': { kind: 'Pod', namespace: 'shop', name: 'stuck' },
  'ND-03': { kind: 'Node', name: 'n-mem' },
  'RO-01': { kind: 'Deployment', namespace: 'shop', name: 'front' },
  'RO-02': { kind: 'Service', namespace: 'shop', name: 'users' },
};
/** Those that were written for the question after CPU, and that triage answers as well. */
const shared = ['SC-01', 'SC-05'];

const lanes = 2;
const mostFree = 8;
const only = process.env.CLOUDOPS_TEST_SCENARIOS?.split(',');
const all = await listScenarios();
const scenarios = all
  .filter(({ id, topics }) => topics.includes('triage') || shared.includes(id) || further[id] !== undefined)
  .filter(({ id }) => only === undefined || only.includes(id))
  .map(withCause);
const batches = planBatches(scenarios, mostFree);

function withCause(scenario: Scenario): Scenario {
  const cause = further[scenario.id];
  return cause === undefined ? scenario : { ...scenario, expect: { ...scenario.expect, first_cause: cause } };
}

/** What one scenario came to: the scenario as it was staged, and the causes that are not another's. */
interface Outcome {
  readonly scenario: Scenario;
  readonly causes: Report['causes'];
}

/** Whether a cause lies in what a scenario staged. */
function isOf(scenario: Scenario, { resource }: Report['causes'][number]): boolean {
  const { namespace, name } = resource;
  if (namespace !== undefined && scenario.namespaces.includes(namespace)) return true;
  if (namespace !== undefined && !namespace.startsWith('kube-')) return false;
  return JSON.stringify(scenario).includes(`"name":"${name}"`);
}

/** As expectations name it: a Deployment's pod by the Deployment's name, since the rest is chance. */
function toExpected({ resource: { kind, namespace, name } }: Report['causes'][number]): ExpectedResource {
  const stable = kind === 'Pod' ? name.replace(/-[a-z0-9]{6,10}-[a-z0-9]{5}$/, '') : name;
  return namespace === undefined ? { kind, name } : { kind, namespace, name: stable };
}

async function stage({ testbed }: Bench, batch: Batch): Promise<ReadonlyMap<string, unknown>> {
  const failures = new Map<string, unknown>();
  const attempt = async (scenario: Scenario, act: () => Promise<unknown>): Promise<void> => {
    await act().catch((error: unknown) => failures.set(scenario.id, error));
  };
  const others = batch.slice(0, -1);
  await Promise.all(others.map((one) => attempt(one, () => applyScenario(testbed, one))));
  for (const last of batch.slice(-1)) await attempt(last, () => applyScenario(testbed, last));
  await Promise.all(batch.map((one) => attempt(one, () => settleScenario(testbed, one))));
  return failures;
}

/** The outcomes by the scenarios' ids; a scenario that could not be staged has what it failed with. */
type Outcomes = ReadonlyMap<string, Outcome | { readonly failure: unknown }>;

/** Stages a batch and asks; what could not be staged, and that alone, has a second chance on a control plane of its own. */
async function investigate(batch: Batch): Promise<Outcomes> {
  const outcomes = await investigateOnce(batch);
  const unstaged = batch.filter(({ id }) => 'failure' in (outcomes.get(id) ?? {}));
  return unstaged.length === 0 ? outcomes : new Map([...outcomes, ...(await investigateOnce(unstaged))]);
}

async function investigateOnce(batch: Batch): Promise<Outcomes> {
  const mayReadSecrets = batch.some(({ topics }) => topics.includes('secrets'));
  const bench = await createBench(['reader', 'reader-logs', ...(mayReadSecrets ? ['reader-certificates'] : [])]);
  try {
    const failures = await stage(bench, batch);
    // What was deleted counts as held back by its finalizers after five seconds.
    await sleep(6000);
    const { document } = await bench.user.json(['triage']);
    const { causes } = (document as { report: Report }).report;
    const outcomes = batch.map((scenario) => {
      const others = batch.filter((one) => one !== scenario);
      const own = causes.filter((cause) => isOf(scenario, cause) || !others.some((one) => isOf(one, cause)));
      return failures.has(scenario.id) ? { failure: failures.get(scenario.id) } : { scenario, causes: own };
    });
    return new Map(batch.map(({ id }, position) => [id, outcomes[position] ?? { failure: 'none' }]));
  } finally {
    await bench.end();
  }
}

describe.concurrent('triage on a real control plane, as a reader with the shipped rights', () => {
  const answers = batches.map((batch) => ({ batch, ...Promise.withResolvers<Outcomes>() }));

  beforeAll(async () => {
    await buildTestbed();
    const waiting = answers.values();
    const work = async (): Promise<void> => {
      for (const { batch, resolve, reject } of waiting) await investigate(batch).then(resolve, reject);
    };
    for (const { promise } of answers) promise.catch(() => undefined);
    for (let lane = 0; lane < lanes; lane += 1) void work();
  }, 1_800_000);

  it.each(scenarios.map(({ id, title }) => [`${id}: ${title}`, id] as const))(
    '%s',
    async (_name, id) => {
      const answer = answers.find(({ batch }) => batch.some((one) => one.id === id));
      const outcome = (await answer?.promise)?.get(id) ?? { failure: 'no answer' };
      if ('failure' in outcome) throw outcome.failure;
      const resources = outcome.causes.map(toExpected);
      const wrong = checkCauses(outcome.scenario.expect, resources);
      const titles = outcome.causes.map(({ code, title }) => `${code} ${title}`);
      expect(wrong, [...wrong, 'Causes:', ...titles].join('\n')).toEqual([]);
    },
    1_500_000,
  );
});
