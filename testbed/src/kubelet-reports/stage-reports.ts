import { TestbedError } from '../errors.ts';
import { type KubernetesObject, readField } from '../kubernetes-object.ts';
import { replaceVariables } from '../scenario-variables.ts';
import type { Testbed } from '../testbed.ts';
import { type WaitOptions, waitUntil } from '../wait.ts';
import type { KubeletReport } from './kubelet-report.ts';
import { toPodEvents } from './pod-events.ts';
import { podAddress, toPodStatus } from './pod-status.ts';

const podKind = { apiVersion: 'v1', kind: 'Pod' };

function isFinished(pod: KubernetesObject): boolean {
  return ['Failed', 'Succeeded'].includes(String(readField(pod, 'status.phase')));
}

async function findPods(testbed: Testbed, report: KubeletReport, home: string): Promise<readonly KubernetesObject[]> {
  const namespace = report.namespace ?? home;
  if (report.pod !== undefined) {
    const pod = await testbed.resources.get(podKind, report.pod, namespace);
    return pod === null ? [] : [pod];
  }
  const found = await testbed.resources.list(podKind, namespace, report.pods);
  const sorted = found
    .filter((pod) => pod.metadata.deletionTimestamp === undefined && !isFinished(pod))
    .sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
  return report.pick === 'first' ? sorted.slice(0, 1) : sorted;
}

async function reportPod(testbed: Testbed, pod: KubernetesObject, report: KubeletReport): Promise<void> {
  const nowMs = Date.now();
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  const node = String(readField(pod, 'spec.nodeName') ?? '');
  const variables = {
    POD: name,
    POD_UID: uid,
    POD_REF: `${name}_${namespace}(${uid})`,
    IP: podAddress(pod),
    NODE: node,
  };
  const filled = replaceVariables(report, nowMs, variables) as KubeletReport;
  await testbed.resources.patch({
    kind: podKind,
    name,
    namespace,
    subresource: 'status',
    patchType: 'application/strategic-merge-patch+json',
    body: { status: toPodStatus(pod, filled, nowMs) },
  });
  for (const event of toPodEvents(pod, filled)) {
    await testbed.resources.create(replaceVariables(event, nowMs, variables) as KubernetesObject);
  }
}

/**
 * Writes what a kubelet would say of the pods that a report names, once they are placed on a node.
 * @throws TestbedError `WAIT_TIMEOUT`, `API_FAILED`, `SCENARIO_INVALID` for a report that names no pods.
 */
export async function stageReport(
  testbed: Testbed,
  report: KubeletReport,
  home: string,
  wait: Omit<WaitOptions, 'what'>,
): Promise<void> {
  const named = report.pod ?? report.pods;
  if (named === undefined)
    throw new TestbedError({ code: 'SCENARIO_INVALID', message: 'A kubelet report names no pods' });
  let pods: readonly KubernetesObject[] = [];
  await waitUntil({ ...wait, what: `pods ${named} to be placed` }, async () => {
    pods = await findPods(testbed, report, home);
    if (pods.length === 0) return 'none is there';
    const unplaced = pods.find((pod) => readField(pod, 'spec.nodeName') === undefined);
    return unplaced === undefined ? null : `${unplaced.metadata.name} is not`;
  });
  for (const pod of pods) await reportPod(testbed, pod, report);
}
