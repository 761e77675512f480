import { type KubernetesObject, readField } from './kubernetes-object.ts';
import { homeNamespace, type Scenario, type ScenarioWait } from './scenario.ts';
import { findScenario } from './scenario-file.ts';
import { findTargets } from './scenario-targets.ts';
import type { StageOptions } from './staging.ts';
import type { Testbed } from './testbed.ts';
import { longestWaitMs, waitUntil } from './wait.ts';
import { findStarting, waitForMetrics } from './wait-for-metrics.ts';

function isMet(object: KubernetesObject, wait: ScenarioWait): boolean {
  if (wait.condition !== undefined) return meetsCondition(object, wait.condition);
  const value = readField(object, wait.field ?? '');
  return wait.atLeast === undefined ? value === wait.equals : Number(value ?? 0) >= wait.atLeast;
}

function meetsCondition(object: KubernetesObject, wanted: NonNullable<ScenarioWait['condition']>): boolean {
  const conditions = readField(object, 'status.conditions');
  const found = Array.isArray(conditions)
    ? conditions.find((one) => readField(one, 'type') === wanted.type)
    : undefined;
  const { status, reason = readField(found, 'reason') } = wanted;
  return readField(found, 'status') === status && readField(found, 'reason') === reason;
}

function describeWait(wait: ScenarioWait): string {
  const { target, condition } = wait;
  const what = condition === undefined ? wait.field : `${condition.type}=${condition.status}`;
  return `${target.kind} ${target.name ?? target.labelSelector ?? ''} to have ${what}`;
}

/** Figures are waited for only where something is said about them. */
function hasFigures(scenario: Scenario): boolean {
  const stated =
    JSON.stringify(scenario.objects).includes('kwok.x-k8s.io/usage-cpu') || scenario.topics.includes('cpu');
  return stated && !scenario.programs.end.includes('metrics-server');
}

async function waitUntilShown(testbed: Testbed, scenario: Scenario, options: StageOptions): Promise<void> {
  const { end, pause } = scenario.programs;
  const timeoutMs = options.timeoutMs ?? longestWaitMs;
  if (hasFigures(scenario)) await waitForMetrics(testbed, { timeoutMs, ...options });
  if ([...end, ...pause].some((name) => name !== 'metrics-server')) return;
  const wait = { what: 'pods to start', timeoutMs, signal: options.signal };
  await waitUntil(wait, async () => findStarting(await testbed.resources.list({ apiVersion: 'v1', kind: 'Pod' })));
}

/**
 * Waits until a staged scenario shows: the figures of metrics.k8s.io are those that it asks for, and its `until` is
 * met. Takes 20 to 40 s, most of it two scrapes.
 * @throws TestbedError `WAIT_TIMEOUT` naming what is missing.
 */
export async function settleScenario(
  testbed: Testbed,
  wanted: string | Scenario,
  options: StageOptions = {},
): Promise<void> {
  const scenario = typeof wanted === 'string' ? await findScenario(wanted) : wanted;
  const { programs, until } = scenario;
  if (programs.pause.includes('kube-apiserver')) return;
  const timeoutMs = options.timeoutMs ?? longestWaitMs;
  await waitUntilShown(testbed, scenario, options);
  for (const wait of until) {
    await waitUntil({ what: describeWait(wait), timeoutMs, signal: options.signal, intervalMs: 500 }, async () => {
      const objects = await findTargets(testbed, wait.target, homeNamespace(scenario));
      return objects.length > 0 && objects.every((object) => isMet(object, wait)) ? null : 'not so yet';
    });
  }
  // What was waited for may have brought new pods.
  await waitUntilShown(testbed, scenario, options);
}
