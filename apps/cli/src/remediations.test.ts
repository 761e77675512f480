import { readdirSync, readFileSync } from 'node:fs';
import { describeActions } from '@cloudops/engine';
import { createPlan } from '@cloudops/planner';
import { loadCatalog, shippedPlaybooksFolder } from '@cloudops/playbooks';
import type { Catalog, Intent, Json, Plan, Remediation, RiskLevel } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { proposals } from './__fixtures__/proposals.ts';
import { createWorldEngine, openShippedWorld, worldNames } from './__fixtures__/world-engine.ts';
import { describeProviders } from './composition/connect.ts';

const providers = await describeProviders();
const actions = describeActions(providers);
const catalog: Catalog = await loadCatalog({
  folders: [{ origin: 'shipped', folder: shippedPlaybooksFolder() }],
  actions,
  findings: providers.flatMap(({ findings }) => findings.map(({ code }) => code)),
});
const inputSchemas = new Map(
  providers.flatMap(({ name, actions: all }) => all.map((action) => [`${name}.${action.name}`, action.input])),
);
const surroundings = {
  targets: providers.map(({ name }) => ({ provider: name, name: 'here', environment: 'prod' })),
  actions,
  provider_versions: Object.fromEntries(providers.map(({ name, version }) => [name, version])),
};
const risks: readonly RiskLevel[] = ['read', 'write', 'delete'];

/** As the engine names a playbook. */
function intentOf(playbook: string): Intent {
  const entry = catalog.entries.find(({ playbook: { metadata } }) => metadata.name === playbook);
  const [trigger] = entry?.playbook.triggers ?? [];
  if (trigger === undefined) throw new RangeError(`there is no playbook ${playbook}`);
  return {
    intent_type: trigger.intent_type,
    target: { resource_type: trigger.resource_type ?? 'any', scope: null, filters: {} },
    goal: trigger.goal ?? playbook,
    confidence: 1,
    question: 'a proposal',
    language: 'und',
    parser: { kind: 'none' },
  };
}

/** As the engine hands inputs on: null is left out, and what is no plain value has no way. */
function inputsOf({ inputs }: Remediation): Readonly<Record<string, Json>> {
  const given = Object.entries(inputs).filter(([, value]) => value !== null);
  expect(given.filter(([, value]) => typeof value === 'object')).toEqual([]);
  return Object.fromEntries(given);
}

function planOf(proposal: Remediation): Plan {
  const world = { ...surroundings, inputs: inputsOf(proposal) };
  const outcome = createPlan(intentOf(proposal.playbook), catalog, world);
  if (outcome.kind === 'planned' && outcome.match.playbook === proposal.playbook) return outcome.plan;
  throw new RangeError(`${proposal.title}: ${JSON.stringify(outcome)}`);
}

function expectPlannable(proposal: Remediation): void {
  const { steps } = planOf(proposal);
  const refused = steps.flatMap(({ action, with: input }) => {
    const { error } = inputSchemas.get(action)?.safeParse(input) ?? {};
    return error === undefined ? [] : [`${action}: ${error.message}`];
  });
  expect(refused, proposal.title).toEqual([]);
  const highest = Math.max(...steps.map(({ risk_level }) => risks.indexOf(risk_level)));
  expect(risks[highest], proposal.title).toBe(proposal.risk);
}

describe('what a report proposes', () => {
  it.each(worldNames)('can be planned: %s', async (name) => {
    const world = await openShippedWorld(name);
    const { signal } = new AbortController();
    const { report } = await createWorldEngine(world).investigate(world.question, {
      signal,
      defaults: world.inputs ?? {},
    });
    for (const proposal of report.findings.flatMap(({ remediations }) => remediations)) expectPlannable(proposal);
  });
});

describe('a proposal', () => {
  it.each(proposals.map((proposal) => [proposal.title, proposal] as const))(
    'can be planned: %s',
    (_title, proposal) => {
      expectPlannable(proposal);
    },
  );

  it('is one of these, whoever makes it', () => {
    expect(playbooksNamed().filter((name) => !proposals.some(({ playbook }) => playbook === name))).toEqual([]);
    const codes = proposals.map(({ inputs }) => inputs.code);
    expect(codesCarriedOut().filter((code) => !codes.includes(code))).toEqual([]);
  });
});

describe('a saving', () => {
  const saving = catalog.entries.find(({ playbook }) => playbook.metadata.name === 'aws-waste-apply')?.playbook;
  const planOfCode = (code: Json) =>
    createPlan(intentOf('aws-waste-apply'), catalog, { ...surroundings, inputs: { code, resource: 'vol-1' } });

  it('that can be asked for by its code has a step', () => {
    const planned = (saving?.inputs.code?.choices ?? []).map(planOfCode);
    expect(planned.length).toBeGreaterThan(10);
    expect(planned.filter((outcome) => outcome.kind !== 'planned' || outcome.plan.steps.length === 0)).toEqual([]);
  });

  it.each(['CST-17', 'CST-19', 'CST-99'])('that is none of these is none to plan: %s', (code) => {
    expect(planOfCode(code)).toMatchObject({ kind: 'invalid', problems: [{ where: 'inputs.code' }] });
  });
});

const packages = new URL('../../../packages/', import.meta.url);

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(new URL(folder, packages), { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(?!.*(?:__fixtures__|\.test\.)).*\.ts$/.test(name))
    .map((name) => readFileSync(new URL(`${folder}/${name}`, packages), 'utf8'));
}

/** Playbooks that the analyzers' sources name beside a remediation. */
function playbooksNamed(): readonly string[] {
  const folders = [
    'executor-k8s/src/cpu',
    'executor-k8s/src/triage',
    'executor-aws/src/network',
    'executor-aws/src/cost',
  ];
  const sources = folders.flatMap(sourcesIn).filter((text) => /\bRemediation\b/.test(text));
  const named = sources.flatMap((text) =>
    [...text.matchAll(/'((?:k8s|aws)-[a-z0-9-]+)'/g)].map(([, name = '']) => name),
  );
  return [...new Set(named)].sort();
}

/** Codes of the rules that leave a saving to the playbook which goes by code. */
function codesCarriedOut(): readonly string[] {
  const makers =
    /\b(?:carryOut|changeVolume|deleteConnection|deleteLoadBalancer|deleteNat|deleteSnapshot|deleteVolume)\(/;
  const rules = sourcesIn('executor-aws/src/cost/waste/rules').filter((text) => makers.test(text));
  return rules.flatMap((text) => [...text.matchAll(/code: '(CST-\d+)'/g)].map(([, code = '']) => code)).sort();
}
