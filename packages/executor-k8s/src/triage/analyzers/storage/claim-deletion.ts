import { listAt, textAt, timeAt } from '../../../evidence/read.ts';
import { count, quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { waitingFor } from '../scheduling/describe.ts';
import { type Claim, heldBack, openClaims } from './claim.ts';
import { claimName } from './describe-claim.ts';

const protection = 'kubernetes.io/pvc-protection';

const finalizer: TriageFindingDefinition = {
  code: 'STO-110',
  title: 'Finalizer keeps a deleted claim',
  role: 'fault',
  severity: 'medium',
  decided:
    'A claim is being deleted, no pod uses it, and finalizers other than its protection against use are left: whoever set them has not removed them.',
  thresholds: {},
  source: 'Kubernetes, "Finalizers", "Storage Object in Use Protection"',
  remedy: 'See whether the controller that owns the finalizer runs; remove it by hand only when it is gone for good.',
};
const inUse: TriageFindingDefinition = {
  code: 'STO-111',
  title: 'Claim was deleted while pods use it',
  role: 'fault',
  severity: 'high',
  decided:
    'A claim is being deleted, and pods that run still use it, so it stays; new pods that mount it are not placed any more. Without such pods only a hint: it may be meant.',
  thresholds: {},
  source: 'kube-scheduler VolumeRestrictions; Kubernetes, "Storage Object in Use Protection"',
  remedy: 'A deletion cannot be taken back: save the data, let the pods go, then make the claim anew.',
};

/** Claims on their way out. */
export const claimDeletion: Analyzer = {
  name: 'claim-deletion',
  topic: 'health',
  definitions: [finalizer, inUse],
  inspect: (snapshot) => ({
    drafts: openClaims(snapshot)
      .filter(({ isDeleted }) => isDeleted)
      .flatMap((claim) => describe(snapshot, claim)),
  }),
};

function describe(snapshot: Snapshot, claim: Claim): readonly Draft[] {
  const finalizers = listAt(claim.raw, 'metadata', 'finalizers').filter(
    (one): one is string => typeof one === 'string',
  );
  const others = finalizers.filter((one) => one !== protection);
  const users = claim.consumers.filter(({ node }) => node !== '');
  const waiting = heldBack(claim);
  const since = isoTime(timeAt(claim.raw, 'metadata', 'deletionTimestamp'));
  const evidence = snapshot.cite(claim, ['metadata', 'deletionTimestamp'], ['metadata', 'finalizers']);
  const base = { subject: claim, since, evidence, tier: 'status' } as const;
  if (users.length > 0 || waiting.length > 0) {
    return [
      draft({
        ...base,
        code: inUse.code,
        role: waiting.length > 0 ? 'fault' : 'hint',
        severity: waiting.length > 0 ? 'high' : 'medium',
        title: `Claim ${claimName(claim)} was deleted while ${users.length === 1 ? `pod ${users[0]?.name} uses` : `${users.length} pods use`} it`,
        detail: `It goes once ${someOf(users.map(({ name }) => name)) || 'nothing'} has gone.${waiting.length > 0 ? ` ${count(waiting.length, 'new pod')} that mounts it is not placed.` : ''}`,
        explains: waitingFor(waiting, 'mounts a claim that is being deleted'),
      }),
    ];
  }
  if (others.length === 0 || !snapshot.isComplete('pods', claim.namespace)) return [];
  return [
    draft({
      ...base,
      code: finalizer.code,
      role: 'fault',
      severity: 'medium',
      title: `Claim ${claimName(claim)} is deleted and waits for finalizer ${quote(others[0] ?? '')}`,
      detail: `Nothing uses it (${textAt(claim.raw, 'status', 'phase') || 'no phase'}). ${someOf(others)} must be removed by whoever set it.`,
      explains: [{ instance: claim.key, codes: ['STO-001'], mechanism: 'is being deleted' }],
      data: { finalizers: others },
    }),
  ];
}
