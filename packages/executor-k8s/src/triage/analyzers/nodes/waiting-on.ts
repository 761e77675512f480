import { count, quote } from '../../../evidence/words.ts';
import type { Explanation } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { waitingFor } from '../scheduling/describe.ts';
import { type Placement, placements } from '../scheduling/placement.ts';

const known = new WeakMap<Snapshot, ReadonlyMap<string, readonly Placement[]>>();

/** Placements that a node would end if it came back into service. */
export function placementsWaitingOn(snapshot: Snapshot, node: string): readonly Placement[] {
  let found = known.get(snapshot);
  if (found === undefined) {
    const growing = new Map<string, Placement[]>();
    for (const placement of placements(snapshot)) {
      if (placement.blame.kind !== 'state') continue;
      for (const room of placement.blame.nodes) {
        growing.set(room.node.name, [...(growing.get(room.node.name) ?? []), placement]);
      }
    }
    found = growing;
    known.set(snapshot, found);
  }
  return found.get(node) ?? [];
}

/** That their pods wait follows from the node's state. */
export function explainsWaiting(waiting: readonly Placement[], mechanism: string): readonly Explanation[] {
  return waiting.flatMap(({ pods }) => waitingFor(pods, mechanism));
}

/** Who waits for the node, as a sentence; empty when nobody does. */
export function waitingText(waiting: readonly Placement[]): string {
  if (waiting.length === 0) return '';
  const parts = waiting
    .slice(0, 3)
    .map(({ workload, pods }) => `${count(pods.length, 'pod')} of ${quote(`${workload.namespace}/${workload.name}`)}`);
  return ` ${parts.join(', ')}${waiting.length > 3 ? ' and others' : ''} could run there and ${waiting.length === 1 && waiting[0]?.pods.length === 1 ? 'waits' : 'wait'}.`;
}
