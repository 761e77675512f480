import { labelsAt, listAt, numberAt, type PathPart, textAt, valueAt } from '../../evidence/read.ts';
import { matches, readSelector } from '../../evidence/selector.ts';
import type { Entity } from './entity.ts';
import type { Snapshot } from './snapshot.ts';

/** One end of a connection. */
export interface End {
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** A connection that somebody wants to make. */
export interface Path {
  readonly from: End;
  readonly to: End;
  /** On the pod that is called, not of the Service. */
  readonly port: number;
  readonly portName: string;
  readonly protocol: string;
}

/** Policies that select an end of a path and of which no rule lets the path through. */
export interface Denial {
  readonly direction: 'Ingress' | 'Egress';
  readonly policies: readonly Entity[];
  /** From the first policy to its rules, to cite. */
  readonly rules: PathPart;
}

/**
 * Why policies would not let a path through; null when they would, or when it cannot be told: an address block may hold
 * any pod. Whether anything enforces policies in this cluster is not known here. Source: Kubernetes, "Network
 * Policies": policies add up; a pod that none selects for a direction is open in it; an empty selector takes all.
 */
export function denialOf(snapshot: Snapshot, path: Path): Denial | null {
  return (
    judge(snapshot, path, { direction: 'Ingress', own: path.to, other: path.from }) ??
    judge(snapshot, path, { direction: 'Egress', own: path.from, other: path.to })
  );
}

interface Side {
  readonly direction: 'Ingress' | 'Egress';
  readonly own: End;
  readonly other: End;
}

function judge(snapshot: Snapshot, path: Path, side: Side): Denial | null {
  const { direction, own } = side;
  const policies = snapshot
    .all('networkpolicies')
    .filter((policy) => policy.namespace === own.namespace && selects(policy, direction, own));
  if (policies.length === 0) return null;
  const rules = direction === 'Ingress' ? 'ingress' : 'egress';
  const isOpen = policies.some(({ raw, namespace }) =>
    listAt(raw, 'spec', rules).some((rule) => allows(snapshot, rule, path, { ...side, namespace })),
  );
  return isOpen ? null : { direction, policies, rules };
}

function selects({ raw }: Entity, direction: Side['direction'], own: End): boolean {
  const types = listAt(raw, 'spec', 'policyTypes');
  const isMeant =
    types.length > 0
      ? types.includes(direction)
      : direction === 'Ingress' || valueAt(raw, 'spec', 'egress') !== undefined;
  const selector = readSelector(valueAt(raw, 'spec', 'podSelector') ?? {});
  return isMeant && selector !== null && matches(selector, own.labels);
}

function allows(snapshot: Snapshot, rule: unknown, path: Path, side: Side & { readonly namespace: string }): boolean {
  const ports = listAt(rule, 'ports');
  if (ports.length > 0 && !ports.some((port) => opensPort(port, path))) return false;
  const peers = listAt(rule, side.direction === 'Ingress' ? 'from' : 'to');
  return peers.length === 0 || peers.some((peer) => isPeer(snapshot, peer, side));
}

function opensPort(port: unknown, path: Path): boolean {
  if ((textAt(port, 'protocol') || 'TCP') !== path.protocol) return false;
  const wanted = valueAt(port, 'port');
  if (wanted === undefined || wanted === null) return true;
  if (typeof wanted === 'string') return wanted === path.portName;
  const first = numberAt(port, 'port') ?? 0;
  return path.port >= first && path.port <= (numberAt(port, 'endPort') ?? first);
}

function isPeer(
  snapshot: Snapshot,
  peer: unknown,
  { other, namespace }: Side & { readonly namespace: string },
): boolean {
  if (valueAt(peer, 'ipBlock') !== undefined) return true;
  const pods = readSelector(valueAt(peer, 'podSelector'));
  const spaces = readSelector(valueAt(peer, 'namespaceSelector'));
  if (pods !== null && !matches(pods, other.labels)) return false;
  if (spaces === null) return other.namespace === namespace;
  const space = snapshot.find('namespaces', '', other.namespace);
  // Labels of a namespace that was not read could be any.
  if (space === undefined) return true;
  const labels = new Map([...labelsAt(space.raw, 'metadata', 'labels'), ['kubernetes.io/metadata.name', space.name]]);
  return matches(spaces, labels);
}
