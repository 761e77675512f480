import type { Json, Remediation } from '@cloudops/spec';
import type { Subject } from '../evidence/subject.ts';

function remediation(
  playbook: string,
  title: string,
  inputs: Readonly<Record<string, Json>>,
  undo: string,
): Remediation {
  return { title, playbook, inputs, risk: 'write', undo };
}

function workloadInputs({ kind, namespace, name }: Subject): Readonly<Record<string, Json>> {
  return { namespace, workload: `${kind}/${name}` };
}

/** Roll a Deployment back one revision. */
export function rollBack(subject: Subject, from: number, to: number): Remediation {
  return remediation(
    'k8s-rollback',
    `Roll ${subject.kind} ${subject.namespace}/${subject.name} back to revision ${to}`,
    { ...workloadInputs(subject), to_revision: to },
    `Roll forward to revision ${from}.`,
  );
}

/** More than the playbook takes is no capacity that anybody has. */
const mostReplicas = 10_000;

/** Raise an autoscaler's ceiling. */
export function raiseMaximum(subject: Subject, saved: number, wanted: number): Remediation {
  const proposed = Math.min(wanted, mostReplicas);
  return remediation(
    'k8s-scale',
    `Raise maxReplicas of HorizontalPodAutoscaler ${subject.namespace}/${subject.name} from ${saved} to ${proposed}`,
    { ...workloadInputs(subject), max_replicas: proposed },
    `Set maxReplicas back to ${saved}.`,
  );
}

/** Run more replicas. */
export function scaleOut(subject: Subject, saved: number, wanted: number): Remediation {
  const proposed = Math.min(wanted, mostReplicas);
  return remediation(
    'k8s-scale',
    `Scale ${subject.kind} ${subject.namespace}/${subject.name} from ${saved} to ${proposed} replicas`,
    { ...workloadInputs(subject), replicas: proposed },
    `Scale back to ${saved} replicas.`,
  );
}

/** Replace one pod. */
export function restartPod(subject: Subject, pod: string): Remediation {
  return remediation(
    'k8s-restart',
    `Restart pod ${subject.namespace}/${pod}`,
    { ...workloadInputs(subject), pod },
    'A restart cannot be taken back; the replacement starts from the same template.',
  );
}

/** What {@link setResources} changes; texts are Kubernetes quantities, null for "not set". */
export interface ResourceChange {
  readonly container: string;
  readonly field: 'requests.cpu' | 'limits.cpu' | 'requests.memory' | 'limits.memory';
  readonly saved: string | null;
  readonly proposed: string;
}

/** Change one request or limit of a container. */
export function setResources(subject: Subject, change: ResourceChange): Remediation {
  const { container, field, saved, proposed } = change;
  return remediation(
    'k8s-set-resources',
    `Set ${field} of container ${container} in ${subject.kind} ${subject.namespace}/${subject.name} to ${proposed}`,
    { ...workloadInputs(subject), container, [field.replace('.', '_')]: proposed },
    saved === null ? `Remove ${field} again: it was not set.` : `Set ${field} back to ${saved}.`,
  );
}

/** What {@link setRequestAndLimit} changes. */
export interface AmountChange {
  readonly container: string;
  readonly resource: 'cpu' | 'memory';
  readonly saved: { readonly request: string | null; readonly limit: string };
  readonly proposed: string;
}

/** Change a request and the limit that would be below it, at once: one without the other is refused. */
export function setRequestAndLimit(subject: Subject, change: AmountChange): Remediation {
  const { container, resource, saved, proposed } = change;
  return remediation(
    'k8s-set-resources',
    `Set requests.${resource} and limits.${resource} of container ${container} in ${subject.kind} ${subject.namespace}/${subject.name} to ${proposed}`,
    { ...workloadInputs(subject), container, [`requests_${resource}`]: proposed, [`limits_${resource}`]: proposed },
    `Set requests.${resource} ${saved.request === null ? 'to nothing' : `back to ${saved.request}`}, and limits.${resource} back to ${saved.limit}.`,
  );
}

/** Keep new pods off a node. */
export function cordon(node: string): Remediation {
  return remediation(
    'k8s-cordon',
    `Cordon node ${node} so that nothing more lands on it`,
    { node },
    `Uncordon node ${node}.`,
  );
}

/** Cores as a quantity, rounded up to 50m, so that proposals read like what people write. */
export function toQuantity(cores: number): string {
  const milli = Math.max(50, Math.ceil(cores * 20 - 1e-9) * 50);
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}
