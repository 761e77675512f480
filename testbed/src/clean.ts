import { type KubernetesObject, readField } from './kubernetes-object.ts';
import type { Scenario } from './scenario.ts';
import { findScenario } from './scenario-file.ts';
import type { StageOptions } from './staging.ts';
import type { Testbed } from './testbed.ts';
import { waitUntil } from './wait.ts';

const pod = { apiVersion: 'v1', kind: 'Pod' };
const node = { apiVersion: 'v1', kind: 'Node' };
const namespaceKind = { apiVersion: 'v1', kind: 'Namespace' };

/** What makes pods, owners first, so that nothing comes back while we delete. */
const makers = [
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
  { apiVersion: 'batch/v1', kind: 'Job' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
];

async function dropFinalizers(testbed: Testbed, namespace: string): Promise<void> {
  for (const { metadata } of await testbed.resources.list(pod, namespace)) {
    if (metadata.finalizers === undefined) continue;
    const body = { metadata: { finalizers: null } };
    const patchType = 'application/merge-patch+json';
    await testbed.resources.patch({ kind: pod, name: metadata.name ?? '', namespace, patchType, body });
  }
}

/** Removes pods now, without the grace period that the namespace's own deletion would wait for. */
async function removePods(testbed: Testbed, namespace: string): Promise<void> {
  await dropFinalizers(testbed, namespace);
  await testbed.resources.removeAll(pod, namespace);
}

async function removeNamespace(testbed: Testbed, namespace: string, options: StageOptions): Promise<void> {
  if ((await testbed.resources.get(namespaceKind, namespace)) === null) return;
  for (const kind of makers) await testbed.resources.removeAll(kind, namespace);
  await removePods(testbed, namespace);
  await testbed.resources.remove(namespaceKind, namespace);
  const wait = {
    what: `namespace ${namespace} to go`,
    timeoutMs: options.timeoutMs ?? 120_000,
    signal: options.signal,
  };
  await waitUntil(wait, async () => {
    if ((await testbed.resources.get(namespaceKind, namespace)) === null) return null;
    // A controller that had not yet seen its owner go may have made some more.
    const pods = await testbed.resources.list(pod, namespace);
    if (pods.length > 0) await removePods(testbed, namespace);
    return `it is Terminating, with ${pods.length} pods`;
  });
}

/** What would keep a namespace or a pod from going: webhooks that refuse, aggregated APIs that do not answer. */
const obstacles = ['APIService', 'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'];

async function removeObstacles(testbed: Testbed, scenario: Scenario): Promise<void> {
  for (const object of scenario.objects.filter(({ kind }) => obstacles.includes(kind))) {
    await testbed.resources.remove(object, object.metadata.name ?? '');
  }
  for (const object of scenario.objects.filter(({ metadata }) => metadata.finalizers !== undefined)) {
    await releaseObject(testbed, object);
  }
}

async function releaseObject(testbed: Testbed, object: KubernetesObject): Promise<void> {
  const { name = '', namespace } = object.metadata;
  if ((await testbed.resources.get(object, name, namespace)) === null) return;
  await testbed.resources.patch({
    kind: object,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    patchType: 'application/merge-patch+json',
    body: { metadata: { finalizers: null } },
  });
}

/** What stands outside the scenario's namespaces: pods' makers first, nodes last, so that no pod outlives its node. */
async function removeOutsiders(testbed: Testbed, scenario: Scenario, options: StageOptions): Promise<void> {
  const { objects, namespaces } = scenario;
  const outside = objects.filter(({ metadata }) => !namespaces.includes(metadata.namespace ?? ''));
  const remove = async (chosen: readonly KubernetesObject[]): Promise<void> => {
    for (const object of chosen) {
      await testbed.resources.remove(object, object.metadata.name ?? '', object.metadata.namespace);
    }
  };
  const makersOutside = outside.filter((object) => readField(object, 'spec.template') !== undefined);
  await remove(makersOutside);
  for (const namespace of new Set(makersOutside.map(({ metadata }) => metadata.namespace ?? ''))) {
    await waitUntilEmpty(testbed, namespace, options);
  }
  await remove(outside.filter(({ kind }) => kind !== 'Node'));
  await remove(outside.filter(({ kind }) => kind === 'Node'));
}

async function waitUntilEmpty(testbed: Testbed, namespace: string, options: StageOptions): Promise<void> {
  const wait = {
    what: `the pods of ${namespace} to go`,
    timeoutMs: options.timeoutMs ?? 60_000,
    signal: options.signal,
  };
  await waitUntil(wait, async () => {
    const pods = await testbed.resources.list(pod, namespace);
    if (pods.length > 0) await removePods(testbed, namespace);
    return pods.length === 0 ? null : `${pods.length} are there`;
  });
}

/** What was said in namespaces that stay, such as kube-system: events would be taken for those of the next scenario. */
async function removeReports(testbed: Testbed, scenario: Scenario): Promise<void> {
  const { kubelet, logs, events } = scenario;
  const said = [...kubelet, ...logs, ...events.map(({ metadata }) => metadata)].map(({ namespace }) => namespace);
  const staying = new Set(said.filter((name) => name !== undefined && !scenario.namespaces.includes(name)));
  for (const namespace of staying) {
    await testbed.resources.removeAll({ apiVersion: 'v1', kind: 'Event' }, namespace ?? '');
    await testbed.resources.removeAll({ apiVersion: 'kwok.x-k8s.io/v1alpha1', kind: 'Logs' }, namespace ?? '');
  }
}

async function uncordon(testbed: Testbed): Promise<void> {
  for (const { metadata, ...rest } of await testbed.resources.list(node)) {
    if (readField(rest, 'spec.unschedulable') !== true) continue;
    const patchType = 'application/merge-patch+json';
    await testbed.resources.patch({
      kind: node,
      name: metadata.name ?? '',
      patchType,
      body: { spec: { unschedulable: null } },
    });
  }
}

/**
 * Takes a scenario back: programs run again, its namespaces and objects are gone when this returns, nodes take pods.
 * Cleaning what was never staged does nothing.
 * @throws TestbedError `SCENARIO_UNKNOWN`, `API_FAILED`, `WAIT_TIMEOUT`.
 */
export async function cleanScenario(testbed: Testbed, id: string, options: StageOptions = {}): Promise<void> {
  const scenario = await findScenario(id);
  for (const name of scenario.programs.pause) testbed.resume(name);
  for (const name of scenario.programs.end) {
    if (name === 'metrics-server') await testbed.startMetrics();
    else await testbed.start(name);
  }
  await removeObstacles(testbed, scenario);
  for (const namespace of scenario.namespaces) await removeNamespace(testbed, namespace, options);
  await removeOutsiders(testbed, scenario, options);
  await removeReports(testbed, scenario);
  await uncordon(testbed);
}
