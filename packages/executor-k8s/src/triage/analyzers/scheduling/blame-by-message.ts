import type { Blame } from './blame.ts';
import { type Answer, type Reason, reasonKey } from './scheduler-message.ts';

/** Reasons that nodes give without regard to pods. */
const ofNodes: ReadonlySet<string> = new Set(['cordoned', 'taint', 'selector', 'volume']);

/**
 * What the scheduler's words alone say: only where it gives one reason for all nodes, since how several weigh against
 * each other only the objects tell. A taint or cordon is left out: whose it is, the words do not say.
 * @param hasNodes whether the nodes were judged and some are open to the pod, so that what only nodes decide is settled.
 */
export function blameByMessage({ reasons }: Answer, hasNodes: boolean): Blame | null {
  const open = hasNodes ? reasons.filter(({ kind }) => !ofNodes.has(kind)) : reasons;
  const sorted = open.toSorted((a, b) => (b.nodes ?? 0) - (a.nodes ?? 0) || (a.text < b.text ? -1 : 1));
  const [first] = sorted;
  if (first === undefined || (!hasNodes && sorted.length > 1)) return null;
  return toBlame(first);
}

function toBlame({ kind, resource }: Reason): Blame | null {
  const reasons = [reasonKey(kind, resource)];
  switch (kind) {
    case 'selector':
      return { reasons, kind };
    case 'resource':
      return { reasons, kind: 'room', resource, nodes: [] };
    case 'pods':
      return { reasons, kind: 'room', resource: 'pods', nodes: [] };
    case 'port':
    case 'anti-affinity':
    case 'affinity':
    case 'spread':
      return { reasons, kind: 'neighbours', predicate: kind, about: '', nodes: [] };
    default:
      return null;
  }
}
