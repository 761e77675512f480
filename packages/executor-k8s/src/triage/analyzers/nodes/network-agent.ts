import { valueAt } from '../../../evidence/read.ts';
import type { Pod } from '../../snapshot/pod.ts';

/** Pods of DaemonSets on the node's own network start without the network plug-in; one of them brings it. */
export function isNetworkAgent({ owner, raw }: Pod): boolean {
  return owner?.kind === 'DaemonSet' && valueAt(raw, 'spec', 'hostNetwork') === true;
}
