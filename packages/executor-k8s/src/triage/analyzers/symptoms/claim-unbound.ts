import { textAt } from '../../../evidence/read.ts';
import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Claim, complaintsAbout, isStuck, openClaims } from '../storage/claim.ts';

const definition: TriageFindingDefinition = {
  code: 'STO-001',
  title: 'Claim is not bound',
  role: 'symptom',
  severity: 'high',
  decided:
    'A PersistentVolumeClaim is Lost; or Pending while the scheduler holds a pod back for it, a controller complained about it within the hour, or more than 30 seconds passed (for a class that binds at once; 60 where a node is chosen already). A claim of a class that waits for its first consumer is well without one.',
  thresholds: { seconds: 30, chosen_node_seconds: 60, complaint_minutes: 60 },
  source: 'Kubernetes 1.36, pv_controller.go; "Persistent Volumes"',
  remedy: 'See why no volume fits or none is made.',
};

/** Claims that should have a volume and have none. */
export const claimUnbound: Analyzer = {
  name: 'claim-unbound',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: openClaims(snapshot)
      .filter((claim) => isStuck(snapshot, claim))
      .map((claim) => describe(snapshot, claim)),
  }),
};

function describe(snapshot: Snapshot, claim: Claim): Draft {
  const { namespace, name, phase, className, consumers } = claim;
  const [complaint] = complaintsAbout(snapshot, claim);
  const users = consumers.filter(({ node }) => node === '');
  const workloads = users.map((pod) => snapshot.workloadOf(pod));
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'status',
    severity: users.length > 0 ? 'high' : 'medium',
    subject: claim,
    title: `Claim ${namespace}/${name} is ${phase === 'Lost' ? 'lost' : 'not bound'}`,
    detail: `${className === null ? 'It names no class' : className === '' ? 'It asks for a volume without a class' : `Its class is ${quote(className)}`}.${complaint === undefined ? '' : ` ${complaint.reason}: ${quote(complaint.message)}`}`,
    evidence: [
      ...snapshot.cite(claim, ['status', 'phase'], ['spec', 'storageClassName']),
      ...(complaint === undefined ? [] : snapshot.cite(complaint, ['message'])),
    ],
    explains: users.map((pod) => ({ instance: pod.key, codes: ['SCH-001'], mechanism: `mounts claim ${name}` })),
    touchesUsers: workloads.some((workload) => snapshot.touchesUsers(workload) === true) ? true : null,
    since: textAt(claim.raw, 'metadata', 'creationTimestamp') || null,
  });
}
