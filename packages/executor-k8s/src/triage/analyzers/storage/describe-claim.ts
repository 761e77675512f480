import { timeAt } from '../../../evidence/read.ts';
import { type Draft, type DraftParts, draft, isoTime } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Claim, complaintsAbout } from './claim.ts';

/** What is left to say once it is decided why a claim is not bound. */
export type ClaimParts = Pick<DraftParts, 'code' | 'tier' | 'title' | 'detail'> &
  Partial<DraftParts> & { readonly mechanism: string };

/** A fault that keeps claims from being bound; at the first claim unless stated. */
export function describeClaims(
  snapshot: Snapshot,
  claims: readonly [Claim, ...Claim[]],
  { mechanism, evidence = [], ...rest }: ClaimParts,
): Draft {
  const users = claims.flatMap(({ consumers }) => consumers).map((pod) => snapshot.workloadOf(pod));
  const touchesUsers = users.some((workload) => snapshot.touchesUsers(workload) === true);
  const times = claims.flatMap(({ raw }) => timeAt(raw, 'metadata', 'creationTimestamp') ?? []);
  return draft({
    role: 'fault',
    severity: users.length > 0 ? 'high' : 'medium',
    subject: claims[0],
    explains: claims.map(({ key }) => ({ instance: key, codes: ['STO-001'], mechanism })),
    touchesUsers: touchesUsers ? true : null,
    since: isoTime(times.length === 0 ? null : Math.min(...times)),
    ...rest,
    evidence: [
      ...evidence,
      ...claims.slice(0, 3).flatMap((claim) => [
        ...snapshot.cite(claim, ['status', 'phase'], ['spec', 'storageClassName'], ['spec', 'volumeName']),
        ...complaintsAbout(snapshot, claim)
          .slice(0, 1)
          .flatMap((event) => snapshot.cite(event, ['message'])),
      ]),
    ],
  });
}

/** A claim as titles name it. */
export function claimName({ namespace, name }: Claim): string {
  return `${namespace}/${name}`;
}
