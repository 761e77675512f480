import { conditionOf, listAt, textAt } from '../../../evidence/read.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { hasKubeletFinished, heldBy, isHeldBack } from './deletion.ts';

const finalizer: TriageFindingDefinition = {
  code: 'POD-170',
  title: 'Finalizer keeps a deleted pod',
  role: 'fault',
  severity: 'medium',
  decided:
    "A pod is being deleted, the kubelet has done its part or 5 seconds passed since the request, and `metadata.finalizers` still holds entries other than Kubernetes's own: whoever set them has not removed them. A StatefulSet cannot make the replacement before the pod is gone.",
  thresholds: { seconds: 5 },
  source: 'Kubernetes, "Finalizers"',
  remedy:
    'See whether the controller that owns the finalizer runs; only when it is gone for good, remove the finalizer by hand: what it was to clean up stays behind.',
};
const nodeGone: TriageFindingDefinition = {
  code: 'POD-171',
  title: 'Deleted pod belongs to a node that is not there',
  role: 'fault',
  severity: 'medium',
  decided:
    'A pod is being deleted beyond its grace period and the complete list of nodes does not hold its node: no kubelet will ever confirm that it ended.',
  thresholds: { seconds: 30 },
  source: 'Kubernetes, pod garbage collector (gc_controller.go)',
  remedy:
    'When the machine is gone for good, delete the pod with grace period 0; its volumes may be attached elsewhere only then.',
};

/** What keeps pods that should be gone. */
export const stuckTerminating: Analyzer = {
  name: 'stuck-terminating',
  topic: 'health',
  definitions: [finalizer, nodeGone],
  inspect: (snapshot) => ({
    drafts: snapshot.pods
      .filter(({ isTerminating }) => isTerminating)
      .flatMap((pod) =>
        isHeldBack(pod, snapshot.now) ? [held(snapshot, pod)] : isLost(snapshot, pod) ? [lost(snapshot, pod)] : [],
      ),
  }),
};

function isLost(snapshot: Snapshot, { node }: Pod): boolean {
  return node !== '' && snapshot.isComplete('nodes', null) && snapshot.find('nodes', '', node) === undefined;
}

function held(snapshot: Snapshot, pod: Pod): Draft {
  const finalizers = heldBy(pod);
  const isStateful = pod.owner?.kind === 'StatefulSet';
  return draft({
    code: finalizer.code,
    role: 'fault',
    tier: 'contradiction',
    severity: isStateful ? 'high' : 'medium',
    subject: pod,
    title: `Pod ${pod.namespace}/${pod.name} is deleted and waits for finalizer ${quote(finalizers[0] ?? '')}`,
    detail: `${hasKubeletFinished(pod) ? 'Its containers have ended' : 'It will not go when its containers have ended'}; ${someOf(finalizers)} must be removed by whoever set it.${isStateful ? ` StatefulSet ${pod.owner?.name} cannot make the replacement before.` : ''}`,
    evidence: snapshot.cite(
      pod,
      ['metadata', 'deletionTimestamp'],
      ...listAt(pod.raw, 'metadata', 'finalizers').map((_, index) => ['metadata', 'finalizers', index]),
      ['status', 'phase'],
    ),
    explains: [{ instance: pod.key, codes: ['POD-007'], mechanism: 'its finalizer keeps the object' }],
    touchesUsers: isStateful ? snapshot.touchesUsers(snapshot.workloadOf(pod)) : null,
    since: isoTime(Date.parse(textAt(pod.raw, 'metadata', 'deletionTimestamp')) || null),
    data: { finalizers: [...finalizers] },
  });
}

function lost(snapshot: Snapshot, pod: Pod): Draft {
  return draft({
    code: nodeGone.code,
    role: 'fault',
    tier: 'contradiction',
    severity: 'medium',
    subject: { kind: 'Node', namespace: '', name: pod.node },
    instances: [pod.key],
    title: `Node ${pod.node} is not there any more, and deleted pods wait for its kubelet`,
    detail: `No kubelet will confirm that ${pod.name} ended; the Ready condition says ${textAt(conditionOf(pod.raw, 'Ready')?.raw, 'reason') || 'nothing'}.`,
    evidence: snapshot.cite(pod, ['spec', 'nodeName'], ['metadata', 'deletionTimestamp']),
    explains: [{ instance: pod.key, codes: ['POD-007'], mechanism: 'only its kubelet could confirm the end' }],
    since: isoTime(Date.parse(textAt(pod.raw, 'metadata', 'deletionTimestamp')) || null),
  });
}
