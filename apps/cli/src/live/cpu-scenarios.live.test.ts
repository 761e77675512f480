import type { Report } from '@cloudops/spec';
import {
  applyScenario,
  buildTestbed,
  cleanScenario,
  listScenarios,
  type Scenario,
  settleScenario,
} from '@cloudops/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, createBench } from './__fixtures__/bench.ts';

const scenarios = (await listScenarios()).filter((scenario) => scenario.topics.includes('cpu'));
/** Two control planes side by side, each with half of the scenarios: most of a scenario is waiting for scrapes. */
const halves = [0, 1].map((half) => scenarios.filter((_, position) => position % 2 === half));

async function investigate({ testbed, user }: Bench, scenario: Scenario): Promise<Report> {
  await applyScenario(testbed, scenario.id);
  try {
    await settleScenario(testbed, scenario.id);
    const asked = ['investigate', 'why is CPU high in prod?', '--input', 'samples=2', '--input', 'node_proxy=true'];
    const { document } = await user.json(asked);
    return (document as { report: Report }).report;
  } finally {
    await cleanScenario(testbed, scenario.id);
  }
}

function firstCause(report: Report): { kind: string; namespace?: string; name: string } | 'none' {
  const resource = report.causes[0]?.resource;
  if (resource === undefined) return 'none';
  const { kind, namespace, name } = resource;
  return namespace === undefined ? { kind, name } : { kind, namespace, name };
}

beforeAll(() => buildTestbed(), 1_800_000);

describe.concurrent.each([
  ['first', halves[0] ?? []],
  ['second', halves[1] ?? []],
])('on the %s real control plane, as a reader with the shipped rights', (_, own) => {
  let bench: Bench;
  /** The tests of one half take turns on its control plane. */
  let turn: Promise<unknown> = Promise.resolve();
  beforeAll(async () => {
    bench = await createBench(['reader', 'reader-node-proxy']);
  }, 900_000);
  afterAll(async () => {
    await bench?.end();
  });

  it.each(own.map((scenario) => [`${scenario.id}: ${scenario.title}`, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const investigated = turn.then(() => investigate(bench, scenario));
      turn = investigated.catch(() => undefined);
      const report = await investigated;
      const { first_cause: cause, not_checked: gaps = [] } = scenario.expect;
      if (cause !== undefined) expect(firstCause(report), report.summary).toEqual(cause);
      const unseen = JSON.stringify(report.not_checked);
      for (const gap of gaps) expect(unseen).toContain(gap);
    },
    1_500_000,
  );
});
