import { textAt, valueAt } from '../../../evidence/read.ts';
import type { Explanation } from '../../draft.ts';
import { lastWordsOf } from '../../snapshot/connection-words.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';

/** Pods of DaemonSets on the node's own network start without the network plug-in; one of them brings it. */
export function isNetworkAgent({ owner, raw }: Pod): boolean {
  return owner?.kind === 'DaemonSet' && valueAt(raw, 'spec', 'hostNetwork') === true;
}

/** The agent that makes Service addresses work on a node, by the label that every distribution gives it. */
function isServiceProxy({ raw, owner }: Pod): boolean {
  if (owner?.kind !== 'DaemonSet') return false;
  return ['k8s-app', 'app.kubernetes.io/name', 'component', 'app'].some(
    (label) => textAt(raw, 'metadata', 'labels', label) === 'kube-proxy',
  );
}

/** What the failure of an agent of the node's network brings about on its node. */
export function explainsNetwork(snapshot: Snapshot, agent: Pod): readonly Explanation[] {
  if (agent.node === '') return [];
  const node = isNetworkAgent(agent)
    ? [{ instance: keyOf('Node', '', agent.node), codes: ['NOD-103'], mechanism: "sets up the node's network" }]
    : [];
  if (!isServiceProxy(agent)) return node;
  const cut = snapshot.podsOn(agent.node).filter((pod) => pod !== agent && !pod.isReady && isCutOff(snapshot, pod));
  return [
    ...node,
    ...cut.map(({ key }) => ({
      instance: key,
      codes: ['POD-001', 'POD-004'],
      mechanism: 'makes Service addresses work on its node',
    })),
  ];
}

/** Its last words are of connections that nobody answers. */
function isCutOff(snapshot: Snapshot, pod: Pod): boolean {
  const last = lastWordsOf(snapshot, snapshot.workloadOf(pod)).connections.at(-1);
  return last !== undefined && (last.kind === 'timeout' || last.kind === 'no-dns');
}
