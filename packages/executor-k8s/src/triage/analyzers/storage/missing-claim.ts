import type { RuledOut } from '@cloudops/spec';
import { textAt } from '../../../evidence/read.ts';
import { count, quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { slipOf } from '../../snapshot/near-name.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';
import { answerEvidence, severityOf, waitingFor, waitingSince } from '../scheduling/describe.ts';
import { answerOf } from '../scheduling/placement.ts';
import { isUnschedulable } from '../symptoms/pod-unschedulable.ts';
import { isStuck, openClaims } from './claim.ts';

const definition: TriageFindingDefinition = {
  code: 'STO-100',
  title: 'Claim does not exist',
  role: 'fault',
  severity: 'high',
  decided:
    'The scheduler holds pods back since a PersistentVolumeClaim "not found", and the complete list of claims does not hold it. Where exactly one unused claim is a slip of the name away, the workload is at fault.',
  thresholds: {},
  source: 'kube-scheduler VolumeBinding, Kubernetes 1.36',
  remedy: 'Create the claim, or correct its name in the workload.',
};

/** Pods that mount a claim which is not there. */
export const missingClaim: Analyzer = {
  name: 'missing-claim',
  topic: 'health',
  definitions: [definition],
  inspect(snapshot) {
    const waiting = snapshot.pods.flatMap((pod) => {
      const name = pod.node === '' && isUnschedulable(snapshot, pod) ? missingName(pod) : null;
      return name === null || snapshot.find('claims', pod.namespace, name) !== undefined ? [] : [{ pod, name }];
    });
    const byClaim = Map.groupBy(waiting, ({ pod, name }) => keyOf('PersistentVolumeClaim', pod.namespace, name));
    return {
      drafts: [...byClaim.values()].flatMap((some) => {
        const [first] = some;
        return first === undefined
          ? []
          : [
              describe(
                snapshot,
                first.name,
                some.map(({ pod }) => pod),
              ),
            ];
      }),
      ruledOut: ruledOut(snapshot),
    };
  },
};

/** Every claim has its volume, or waits for a consumer as it should. */
function ruledOut(snapshot: Snapshot): readonly RuledOut[] {
  const claims = snapshot.all('claims');
  const [first] = claims;
  if (first === undefined || !snapshot.isComplete('claims', snapshot.scope.namespace ?? null)) return [];
  if (openClaims(snapshot).some((claim) => isStuck(snapshot, claim))) return [];
  const why = `${count(claims.length, 'claim')} looked at: each is bound, or waits for its first consumer.`;
  return [{ code: definition.code, why, evidence: snapshot.cite(first, ['status', 'phase']) }];
}

function missingName(pod: Pod): string | null {
  for (const { text } of answerOf(pod)?.reasons ?? []) {
    const match = /^persistentvolumeclaim "([a-z0-9.-]{1,253})" not found$/.exec(text);
    if (match !== null) return match[1] ?? null;
  }
  return null;
}

function describe(snapshot: Snapshot, name: string, pods: readonly Pod[]): Draft {
  const [first] = pods as readonly [Pod, ...Pod[]];
  const { namespace } = first;
  const workloads = [...new Set(pods.map((pod) => snapshot.workloadOf(pod)))];
  const [workload] = workloads;
  const names = snapshot.all('claims').filter((one) => one.namespace === namespace);
  const slip =
    workloads.length === 1
      ? slipOf(
          name,
          names.map((one) => one.name),
        )
      : null;
  const index = firstVolume(first, name);
  return draft({
    code: definition.code,
    role: 'fault',
    tier: snapshot.isComplete('claims', namespace) ? 'contradiction' : 'message',
    severity: workload === undefined ? 'high' : severityOf(snapshot, workload),
    subject: slip !== null && workload !== undefined ? workload : { kind: 'PersistentVolumeClaim', namespace, name },
    title: `Claim ${namespace}/${name} does not exist, and ${someOf(workloads.map((one) => one.name))} ${workloads.length === 1 ? 'mounts' : 'mount'} it`,
    detail: `${count(pods.length, 'pod')} cannot be placed before it does.${slip === null ? '' : ` There is ${quote(slip)}.`}`,
    evidence: [
      ...snapshot.cite(first, ['spec', 'volumes', index, 'persistentVolumeClaim']),
      ...answerEvidence(snapshot, pods),
    ],
    explains: waitingFor(pods, `mounts claim ${name}`),
    touchesUsers: workload === undefined ? null : snapshot.touchesUsers(workload),
    since: isoTime(waitingSince(pods)),
  });
}

function firstVolume({ raw }: Pod, name: string): number {
  const volumes = (raw as { readonly spec?: { readonly volumes?: readonly unknown[] } }).spec?.volumes ?? [];
  return Math.max(
    0,
    volumes.findIndex((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') === name),
  );
}
