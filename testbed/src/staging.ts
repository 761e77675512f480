import { setTimeout as sleep } from 'node:timers/promises';
import { stageLog } from './container-logs.ts';
import { stageReport } from './kubelet-reports/stage-reports.ts';
import { type KubernetesObject, readCondition, readField } from './kubernetes-object.ts';
import { withAddress } from './nodes.ts';
import { homeNamespace, type Scenario, type ScenarioChange } from './scenario.ts';
import { findScenario } from './scenario-file.ts';
import { findTargets, kindOf } from './scenario-targets.ts';
import { replaceVariables } from './scenario-variables.ts';
import { stagedCertificates } from './staged-certificates.ts';
import type { Testbed } from './testbed.ts';
import { longestWaitMs, waitUntil } from './wait.ts';

/** How to stage. */
export interface StageOptions {
  readonly signal?: AbortSignal;
  /** For each wait; four minutes unless stated. */
  readonly timeoutMs?: number;
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
  await waitUntil({ what, timeoutMs: options.timeoutMs ?? longestWaitMs, signal: options.signal }, async () => {
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

/** A kind that was just defined is served a moment later. */
async function waitUntilServed(testbed: Testbed, definition: KubernetesObject, options: StageOptions): Promise<void> {
  const name = definition.metadata.name ?? '';
  const group = String(readField(definition, 'spec.group'));
  const path = `/apis/${group}/${String(readField(definition, 'spec.versions.0.name'))}`;
  const wait = { what: `${name} to be served`, timeoutMs: options.timeoutMs ?? longestWaitMs, signal: options.signal };
  await waitUntil(wait, async () => {
    const { body } = await testbed.api.send({ method: 'GET', path });
    const served = (readField(body, 'resources') ?? []) as readonly unknown[];
    const known = served.some((one) => readField(one, 'name') === readField(definition, 'spec.names.plural'));
    return known ? null : 'it is not';
  });
}

/** A StatefulSet whose held pods keep the later ones from being made. */
function startsInOrder(object: KubernetesObject): boolean {
  const held = readField(object, 'spec.template.metadata.labels') as Readonly<Record<string, string>> | undefined;
  const ordered = object.kind === 'StatefulSet' && readField(object, 'spec.podManagementPolicy') !== 'Parallel';
  return ordered && held?.['cloudops.test/hold'] !== undefined;
}

/** Waits until the pods that the scenario's workloads ask for are there, so that changes find them all. */
async function waitForReplicas(
  testbed: Testbed,
  scenario: Scenario,
  options: StageOptions,
  field: 'replicas' | 'readyReplicas' = 'replicas',
): Promise<void> {
  const wait = { timeoutMs: options.timeoutMs ?? longestWaitMs, signal: options.signal };
  for (const object of scenario.objects) {
    const replicas = readField(object, 'spec.replicas');
    const { name = '', namespace = homeNamespace(scenario) } = object.metadata;
    if (typeof replicas !== 'number') continue;
    await waitUntil({ ...wait, what: `the replicas of ${object.kind} ${namespace}/${name}` }, async () => {
      const found = await testbed.resources.get(object, name, namespace);
      if (readCondition(found, 'ReplicaFailure') === 'True') return null;
      const seen = Number(readField(found, `status.${field}`) ?? 0);
      const wanted = startsInOrder(object) ? Math.min(replicas, 1) : replicas;
      return seen >= wanted ? null : `${seen} of ${wanted}`;
    });
  }
}

/** Waits until a quota is counted: pods that are created within milliseconds of it slip past admission. */
async function waitForQuota(testbed: Testbed, object: KubernetesObject, options: StageOptions): Promise<void> {
  const { name = '', namespace } = object.metadata;
  const wait = { timeoutMs: options.timeoutMs ?? longestWaitMs, signal: options.signal, intervalMs: 100 };
  await waitUntil({ ...wait, what: `ResourceQuota ${name} to be counted` }, async () => {
    const found = await testbed.resources.get(object, name, namespace);
    return readField(found, 'status.hard') === undefined ? 'it is not' : null;
  });
  // Who counts and who admits are two programs, each with a watch of its own.
  await sleep(500, undefined, options.signal === undefined ? {} : { signal: options.signal });
}

/** Waits until kwok has taken on the nodes that it plays: it writes their conditions, over any that are there. */
async function waitForNodes(testbed: Testbed, scenario: Scenario, options: StageOptions): Promise<void> {
  const wait = { timeoutMs: options.timeoutMs ?? longestWaitMs, signal: options.signal };
  for (const { kind, apiVersion, metadata } of scenario.objects) {
    const { name = '', annotations = {} } = metadata;
    if (kind !== 'Node' || annotations['kwok.x-k8s.io/node'] !== 'fake') continue;
    await waitUntil({ ...wait, what: `Node ${name} to be taken on` }, async () => {
      const ready = readCondition(await testbed.resources.get({ apiVersion, kind }, name), 'Ready');
      return ready === undefined ? 'it is not' : null;
    });
  }
}

/** Waits until the scheduler has looked at every pod, so that changes of nodes come after. */
async function waitForScheduler(testbed: Testbed, scenario: Scenario, options: StageOptions): Promise<void> {
  if (scenario.changes.length === 0) return;
  const wait = { timeoutMs: options.timeoutMs ?? longestWaitMs, signal: options.signal };
  for (const namespace of scenario.namespaces) {
    await waitUntil({ ...wait, what: `the scheduler to see the pods of ${namespace}` }, async () => {
      const pods = await testbed.resources.list({ apiVersion: 'v1', kind: 'Pod' }, namespace);
      const unseen = pods.find(
        (pod) =>
          readField(pod, 'spec.schedulerName') === 'default-scheduler' &&
          readCondition(pod, 'PodScheduled') === undefined,
      );
      return unseen === undefined ? null : `${unseen.metadata.name} is not`;
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
    const wait = {
      what: `namespace ${name} to go`,
      timeoutMs: options.timeoutMs ?? longestWaitMs,
      signal: options.signal,
    };
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
 * Takes 1 to 6 s. Those with nothing in common can be staged at once. To see what follows from it, call {@link settleScenario}. Staging one twice changes nothing.
 * @param wanted its id, or a scenario that is none of the shipped ones.
 * @returns the scenario, with what a right answer says.
 * @throws TestbedError `SCENARIO_UNKNOWN`, `SCENARIO_INVALID`, `API_FAILED`, `WAIT_TIMEOUT`.
 */
export async function applyScenario(
  testbed: Testbed,
  wanted: string | Scenario,
  options: StageOptions = {},
): Promise<Scenario> {
  const scenario = typeof wanted === 'string' ? await findScenario(wanted) : wanted;
  await createNamespaces(testbed, scenario, options);
  const certificates = stagedCertificates(Date.now());
  for (const object of scenario.objects) {
    const complete = object.kind === 'Node' ? withAddress(object) : object;
    await testbed.resources.apply(replaceVariables(complete, Date.now(), certificates) as KubernetesObject);
    if (object.kind === 'CustomResourceDefinition') await waitUntilServed(testbed, object, options);
    if (object.kind === 'ResourceQuota') await waitForQuota(testbed, object, options);
  }
  await waitForNodes(testbed, scenario, options);
  await waitForReplicas(testbed, scenario, options);
  await waitForScheduler(testbed, scenario, options);
  const unseen = scenario.programs.before === 'changes';
  if (unseen) {
    // What they would have done must be done, or it would be taken for what they left undone.
    await waitForReplicas(testbed, scenario, options, 'readyReplicas');
    await stopPrograms(testbed, scenario);
  }
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
  const wait = { timeoutMs: options.timeoutMs ?? longestWaitMs, signal: options.signal };
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
