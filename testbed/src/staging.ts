import { setTimeout as sleep } from 'node:timers/promises';
import { stageLog } from './container-logs.ts';
import { TestbedError } from './errors.ts';
import { stageReport } from './kubelet-reports/stage-reports.ts';
import { type KubernetesObject, readCondition, readField } from './kubernetes-object.ts';
import { withAddress } from './nodes.ts';
import type { KindName } from './resources.ts';
import {
  homeNamespace,
  type Scenario,
  type ScenarioChange,
  type ScenarioTarget,
  type ScenarioWait,
} from './scenario.ts';
import { findScenario } from './scenario-file.ts';
import { replaceVariables } from './scenario-variables.ts';
import { stagedCertificates } from './staged-certificates.ts';
import type { Testbed } from './testbed.ts';
import { waitUntil } from './wait.ts';
import { findStarting, waitForMetrics } from './wait-for-metrics.ts';

/** How to stage. */
export interface StageOptions {
  readonly signal?: AbortSignal;
  /** For each wait; 90 s unless stated. */
  readonly timeoutMs?: number;
}

const groups: Readonly<Record<string, string>> = {
  Pod: 'v1',
  Node: 'v1',
  Namespace: 'v1',
  Service: 'v1',
  ConfigMap: 'v1',
  Secret: 'v1',
  ServiceAccount: 'v1',
  PersistentVolume: 'v1',
  PersistentVolumeClaim: 'v1',
  ResourceQuota: 'v1',
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  PodDisruptionBudget: 'policy/v1',
  Ingress: 'networking.k8s.io/v1',
  EndpointSlice: 'discovery.k8s.io/v1',
  Lease: 'coordination.k8s.io/v1',
  APIService: 'apiregistration.k8s.io/v1',
};

function kindOf(target: ScenarioTarget): KindName {
  const apiVersion = target.apiVersion ?? groups[target.kind];
  if (apiVersion !== undefined) return { apiVersion, kind: target.kind };
  throw new TestbedError({
    code: 'SCENARIO_INVALID',
    message: `A target's kind ${target.kind} needs an apiVersion, since it is not one of ${Object.keys(groups).join(', ')}`,
  });
}

async function findTargets(
  testbed: Testbed,
  target: ScenarioTarget,
  home: string,
): Promise<readonly KubernetesObject[]> {
  const kind = kindOf(target);
  const namespace = target.namespace ?? home;
  if (target.name !== undefined) {
    const object = await testbed.resources.get(kind, target.name, namespace);
    return object === null ? [] : [object];
  }
  const found = await testbed.resources.list(kind, namespace, target.labelSelector);
  const sorted = [...found].sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
  return target.pick === 'first' ? sorted.slice(0, 1) : sorted;
}

async function changeTargets(
  testbed: Testbed,
  change: ScenarioChange,
  scenario: Scenario,
  options: StageOptions,
): Promise<void> {
  const { target } = change;
  const home = homeNamespace(scenario);
  let objects: readonly KubernetesObject[] = [];
  const what = `${target.kind} ${target.name ?? target.labelSelector ?? ''} of scenario ${scenario.id}`;
  await waitUntil({ what, timeoutMs: options.timeoutMs ?? 90_000, signal: options.signal }, async () => {
    objects = await findTargets(testbed, target, home);
    return objects.length > 0 ? null : 'none is there';
  });
  const kind = kindOf(target);
  const subresource = target.subresource === undefined ? {} : { subresource: target.subresource };
  for (const { metadata } of objects) {
    const at = { kind, name: metadata.name ?? '', namespace: metadata.namespace ?? home };
    if (change.action === 'delete') await testbed.resources.remove(kind, at.name, at.namespace);
    else {
      const patchType = target.patchType ?? 'application/merge-patch+json';
      await testbed.resources.patch({
        ...at,
        ...subresource,
        patchType,
        body: replaceVariables(change.patch, Date.now(), { POD: at.name, POD_UID: metadata.uid ?? '' }),
      });
    }
  }
}

/** A StatefulSet whose held pods keep the later ones from being made. */
function startsInOrder(object: KubernetesObject): boolean {
  const held = readField(object, 'spec.template.metadata.labels') as Readonly<Record<string, string>> | undefined;
  const ordered = object.kind === 'StatefulSet' && readField(object, 'spec.podManagementPolicy') !== 'Parallel';
  return ordered && held?.['cloudops.test/hold'] !== undefined;
}

/** Waits until the pods that the scenario's workloads ask for are there, so that changes find them all. */
async function waitForReplicas(testbed: Testbed, scenario: Scenario, options: StageOptions): Promise<void> {
  const wait = { timeoutMs: options.timeoutMs ?? 90_000, signal: options.signal };
  for (const object of scenario.objects) {
    const replicas = readField(object, 'spec.replicas');
    const { name = '', namespace = homeNamespace(scenario) } = object.metadata;
    if (typeof replicas !== 'number') continue;
    await waitUntil({ ...wait, what: `the replicas of ${object.kind} ${namespace}/${name}` }, async () => {
      const found = await testbed.resources.get(object, name, namespace);
      if (readCondition(found, 'ReplicaFailure') === 'True') return null;
      const seen = Number(readField(found, 'status.replicas') ?? 0);
      const wanted = startsInOrder(object) ? Math.min(replicas, 1) : replicas;
      return seen >= wanted ? null : `${seen} of ${wanted}`;
    });
  }
}

async function createEvents(testbed: Testbed, scenario: Scenario): Promise<void> {
  const target = scenario.patches.find((change) => change.target.kind === 'Pod')?.target;
  const pods = target === undefined ? [] : await findTargets(testbed, target, homeNamespace(scenario));
  const pod = pods[0]?.metadata;
  for (const event of scenario.events) {
    const variables = { POD: pod?.name ?? '', POD_UID: pod?.uid ?? '' };
    await testbed.resources.create(replaceVariables(event, Date.now(), variables) as KubernetesObject);
  }
}

/** Creates the namespaces anew, waiting for earlier ones of the name to be gone. */
async function createNamespaces(testbed: Testbed, scenario: Scenario, options: StageOptions): Promise<void> {
  const kind = { apiVersion: 'v1', kind: 'Namespace' };
  for (const name of scenario.namespaces) {
    const wait = { what: `namespace ${name} to go`, timeoutMs: options.timeoutMs ?? 90_000, signal: options.signal };
    await waitUntil(wait, async () => {
      const found = await testbed.resources.get(kind, name);
      return readField(found, 'status.phase') === 'Terminating' ? 'it is still Terminating' : null;
    });
    await testbed.resources.create({ ...kind, metadata: { name } });
    await waitUntil({ ...wait, what: `namespace ${name}'s ServiceAccount` }, async () => {
      const account = await testbed.resources.get({ apiVersion: 'v1', kind: 'ServiceAccount' }, 'default', name);
      return account === null ? 'not there' : null;
    });
  }
}

/**
 * Stages a scenario: its objects, then its later changes, status patches, events, and programs that end or pause.
 * Takes 1 to 6 s. To see what follows from it, call {@link settleScenario}. Staging one twice changes nothing.
 * @returns the scenario, with what a right answer says.
 * @throws TestbedError `SCENARIO_UNKNOWN`, `SCENARIO_INVALID`, `API_FAILED`, `WAIT_TIMEOUT`.
 */
export async function applyScenario(testbed: Testbed, id: string, options: StageOptions = {}): Promise<Scenario> {
  const scenario = await findScenario(id);
  await createNamespaces(testbed, scenario, options);
  const certificates = stagedCertificates(Date.now());
  for (const object of scenario.objects) {
    const complete = object.kind === 'Node' ? withAddress(object) : object;
    await testbed.resources.apply(replaceVariables(complete, Date.now(), certificates) as KubernetesObject);
  }
  await waitForReplicas(testbed, scenario, options);
  const unseen = scenario.programs.before === 'changes';
  if (unseen) await stopPrograms(testbed, scenario);
  for (const change of scenario.changes) {
    await changeTargets(testbed, change, scenario, options);
    await sleep(1000, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
  await stageWhatNodesSay(testbed, scenario, options);
  if (!unseen) await stopPrograms(testbed, scenario);
  return scenario;
}

/** Statuses, events and logs: what comes from nodes. */
async function stageWhatNodesSay(testbed: Testbed, scenario: Scenario, options: StageOptions): Promise<void> {
  const home = homeNamespace(scenario);
  const wait = { timeoutMs: options.timeoutMs ?? 90_000, signal: options.signal };
  // Pods first: a node that is said to be broken takes no more of them.
  for (const report of scenario.kubelet) await stageReport(testbed, report, home, wait);
  for (const change of scenario.patches) await changeTargets(testbed, change, scenario, options);
  for (const log of scenario.logs) await stageLog(testbed, log, home);
  await createEvents(testbed, scenario);
}

async function stopPrograms(testbed: Testbed, { programs }: Scenario): Promise<void> {
  if (programs.end.includes('metrics-server')) await testbed.stopMetrics();
  for (const name of programs.end) await testbed.end(name);
  for (const name of programs.pause) testbed.pause(name);
}

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
  const timeoutMs = options.timeoutMs ?? 90_000;
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
export async function settleScenario(testbed: Testbed, id: string, options: StageOptions = {}): Promise<void> {
  const scenario = await findScenario(id);
  const { programs, until } = scenario;
  if (programs.pause.includes('kube-apiserver')) return;
  const timeoutMs = options.timeoutMs ?? 90_000;
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
