import type { EvidenceRef, Severity } from '@cloudops/spec';
import { conditionOf, timeAt } from '../../../evidence/read.ts';
import { type Draft, type DraftParts, draft, type Explanation, isoTime } from '../../draft.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import type { Placement } from './placement.ts';

/** What is left to say once it is decided why pods wait. */
export type WaitingParts = Pick<DraftParts, 'code' | 'title' | 'detail'> &
  Partial<DraftParts> & { readonly mechanism: string };

/** A fault for which pods of a placement wait; at their workload unless stated. */
export function describeWaiting(snapshot: Snapshot, placement: Placement, parts: WaitingParts): Draft {
  const { workload, pods, tier } = placement;
  const { mechanism, evidence = [], ...rest } = parts;
  return draft({
    role: 'fault',
    tier,
    severity: severityOf(snapshot, workload),
    subject: workload,
    explains: waitingFor(pods, mechanism),
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(waitingSince(pods)),
    ...rest,
    evidence: [...evidence, ...answerEvidence(snapshot, pods)],
  });
}

/** That pods wait follows from it. */
export function waitingFor(pods: readonly Pod[], mechanism: string): readonly Explanation[] {
  return pods.map(({ key }) => ({ instance: key, codes: ['SCH-001'], mechanism }));
}

/** Users are without it where no pod is left that serves them. */
export function severityOf(snapshot: Snapshot, workload: Workload): Severity {
  const isDown = workload.pods.every(({ isReady }) => !isReady);
  return isDown && snapshot.touchesUsers(workload) === true ? 'critical' : 'high';
}

/** The scheduler's own words. */
export function answerEvidence(snapshot: Snapshot, pods: readonly Pod[]): readonly EvidenceRef[] {
  const [pod] = pods;
  if (pod === undefined) return [];
  const index = conditionOf(pod.raw, 'PodScheduled')?.index ?? 0;
  return snapshot.cite(pod, ['status', 'conditions', index, 'message']);
}

/** Since when the first of them waits, milliseconds. */
export function waitingSince(pods: readonly Pod[]): number | null {
  const times = pods.flatMap(
    (pod) => timeAt(conditionOf(pod.raw, 'PodScheduled')?.raw, 'lastTransitionTime') ?? pod.createdAt ?? [],
  );
  return times.length === 0 ? null : Math.min(...times);
}

/** A workload as titles name it. */
export function workloadName({ namespace, name }: Workload): string {
  return `${namespace}/${name}`;
}

/** Up to `most` nodes by name, to cite from. */
export function citeNodes(
  snapshot: Snapshot,
  nodes: readonly { readonly node: Parameters<Snapshot['cite']>[0] }[],
  ...paths: readonly (readonly (string | number)[])[]
): readonly EvidenceRef[] {
  return nodes.slice(0, 3).flatMap(({ node }) => snapshot.cite(node, ...paths));
}
