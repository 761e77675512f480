import type { Evidence } from '@cloudops/spec';
import { quote } from '../../evidence/words.ts';
import type { ObjectPlan } from '../object-change.ts';
import { titleOf } from '../object-state.ts';
import type { Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';
import { wantedReplicas } from '../rollout/rollout-progress.ts';
import { type FoundAutoscaler, findAutoscaler } from '../subject/find-autoscaler.ts';
import type { FoundWorkload } from '../subject/find-workload.ts';

/** An autoscaler rests while its workload has no replicas: to there and from there it does not stand in the way. */
function restsAt(from: number, to: number): boolean {
  return from === 0 || to === 0;
}

function ownedBy(found: FoundWorkload, autoscaler: FoundAutoscaler): Evidence<never> {
  const message = `${titleOf(found.name)}: its replicas are set by the autoscaler ${quote(autoscaler.name.name)}, which would undo this`;
  return unknown('invalid', message, 'min_replicas or max_replicas instead of replicas');
}

function autoscalerEffect(autoscaler: FoundAutoscaler | null, to: number): readonly string[] {
  if (autoscaler === null) return [];
  const name = quote(autoscaler.name.name);
  return [to === 0 ? `autoscaler ${name} rests while there are no replicas` : `autoscaler ${name} sets replicas again`];
}

/** Works out how a workload's own replicas are set. Refused where an autoscaler would set them back. */
export async function planReplicas(reach: Reach, found: FoundWorkload, to: number): Promise<Evidence<ObjectPlan>> {
  const owner = await findAutoscaler(reach, found.name);
  if (owner.status !== 'present') return owner as Evidence<never>;
  const autoscaler = owner.output;
  const from = wantedReplicas(found.object);
  if (autoscaler !== null && !restsAt(from, to)) return ownedBy(found, autoscaler);
  const name = titleOf(found.name);
  return {
    status: 'present',
    output: {
      ...found,
      fields: [{ path: ['spec', 'replicas'], before: from, after: to, likeness: 'same' }],
      effects: [`replicas: ${from} → ${to}`, ...autoscalerEffect(autoscaler, to)],
      pods: Math.abs(to - from),
      undo: `Set replicas of ${name} back to ${from}.`,
      notes: { autoscaled: autoscaler !== null },
    },
  };
}
