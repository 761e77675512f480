import type { Explanation } from '../../draft.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';
import { explainsNetwork } from '../nodes/network-agent.ts';

/** What a pod that does not work brings about: its workload lacks replicas, its Services lack endpoints, webhooks do not answer. */
export function onward(snapshot: Snapshot, pod: Pod): readonly Explanation[] {
  const workload = snapshot.workloadOf(pod);
  const owner = pod.owner === null ? [] : [keyOf(pod.owner.kind, pod.namespace, pod.owner.name)];
  const services = snapshot.servicesOf(pod.namespace, pod.labels);
  return [
    ...[workload.key, ...owner].map((instance) => ({
      instance,
      codes: ['WRK-002', 'WRK-003'],
      mechanism: 'is one of its pods',
    })),
    ...services.map(({ key }) => ({ instance: key, codes: ['SVC-001', 'ADM-001'], mechanism: 'is selected by it' })),
    ...explainsNetwork(snapshot, pod),
  ];
}
