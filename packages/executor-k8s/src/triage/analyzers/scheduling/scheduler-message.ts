/** A reason that the scheduler counts nodes under; `other` for one that is not decided here. */
export type ReasonKind =
  | 'cordoned'
  | 'taint'
  | 'selector'
  | 'port'
  | 'resource'
  | 'pods'
  | 'volume'
  | 'spread'
  | 'affinity'
  | 'anti-affinity'
  | 'claim'
  | 'other';

/** One reason of the scheduler's answer. */
export interface Reason {
  readonly kind: ReasonKind;
  /** Nodes that it keeps the pod from; null when it is about the pod as a whole. */
  readonly nodes: number | null;
  /** The resource that is short; empty for other kinds. */
  readonly resource: string;
  readonly text: string;
}

/** The scheduler's answer, read. */
export interface Answer {
  /** Nodes that it looked at. */
  readonly nodes: number;
  readonly reasons: readonly Reason[];
}

const texts: readonly (readonly [RegExp, ReasonKind])[] = [
  [/^Insufficient ([a-zA-Z0-9./_-]{1,253})$/, 'resource'],
  [/^Too many pods$/, 'pods'],
  [/^node\(s\) were unschedulable$/, 'cordoned'],
  [/^node\(s\) had (untolerated )?taint/, 'taint'],
  [/^node\(s\) (didn't match Pod's node affinity\/selector|didn't match node selector)$/, 'selector'],
  [/^node\(s\) didn't satisfy plugin\(s\) \[NodeAffinity\]$/, 'selector'],
  [/^node\(s\) didn't have free ports for the requested pod ports$/, 'port'],
  [
    /^node\(s\) (had volume node affinity conflict|didn't match PersistentVolume's node affinity|had no available volume zone)$/,
    'volume',
  ],
  [/^node\(s\) didn't match pod topology spread constraints( \(missing required label\))?$/, 'spread'],
  [/^node\(s\) didn't match pod affinity rules$/, 'affinity'],
  [/^node\(s\) didn't (match pod anti-affinity rules|satisfy existing pods anti-affinity rules)$/, 'anti-affinity'],
  [/^pod has unbound immediate PersistentVolumeClaims$/, 'claim'],
  [/^node\(s\) didn't find available persistent volumes to bind$/, 'claim'],
  [/^node\(s\) unavailable due to one or more pvc\(s\) bound to non-existent pv\(s\)$/, 'claim'],
  [/^persistentvolumeclaim "[a-z0-9.-]{1,253}" not found$/, 'claim'],
  [/^persistentvolumeclaim "[a-z0-9.-]{1,253}" bound to non-existent persistentvolume "[^"]{0,253}"$/, 'claim'],
  [/^persistentvolumeclaim "[a-z0-9.-]{1,253}" is being deleted$/, 'claim'],
];

/** Messages end; hostile ones are cut. */
const longest = 4000;

/**
 * Reads `0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu. preemption: …`.
 * Source: pkg/scheduler/framework/types.go `FitError.Error`, and the `ErrReason` of each plug-in, Kubernetes 1.20 to 1.36.
 * @returns null for another text.
 */
export function readSchedulerMessage(message: string): Answer | null {
  const match = /^0\/(\d{1,6}) nodes are available: (.*)$/s.exec(message.slice(0, longest));
  if (match === null) return null;
  // What follows the first sentence is about preemption and claims.
  const [reasons = ''] = (match[2] ?? '').split(/\.(?:\s|$)/, 1);
  // A taint is written with a comma of its own in old versions, so a reason ends where the next count begins.
  const parts = reasons.split(/, (?=\d+ )/);
  return { nodes: Number(match[1]), reasons: parts.map(readReason).filter(({ text }) => text !== '') };
}

function readReason(part: string): Reason {
  const counted = /^(\d{1,6}) (.*)$/s.exec(part.trim());
  const text = counted?.[2] ?? part.trim();
  for (const [pattern, kind] of texts) {
    const match = pattern.exec(text);
    if (match === null) continue;
    return { kind, nodes: nodesOf(counted), resource: kind === 'resource' ? (match[1] ?? '') : '', text };
  }
  return { kind: 'other', nodes: nodesOf(counted), resource: '', text };
}

function nodesOf(counted: RegExpExecArray | null): number | null {
  return counted === null ? null : Number(counted[1]);
}

/** A reason's kind with its resource, to compare what was decided with what was said. */
export function reasonKey(kind: ReasonKind, resource: string): string {
  return resource === '' ? kind : `${kind}:${resource}`;
}
