import type { Plan } from '@cloudops/spec';
import { planDigest } from '../plan-blob.ts';
import { describeName } from './describe-name.ts';
import { type Judgement, judgeEnvelope } from './judge-envelope.ts';
import { createKeyRing, type Person } from './people.ts';
import type { ApprovalVerdict, CountedApproval, CountedRevocation, RefusalKind, RefusedApproval } from './verdict.ts';

/** A plan, what is signed about it, and who is who. */
export interface VerifyApprovalsOptions {
  readonly plan: Plan;
  /** Approvals and revocations, in any order; whatever is no envelope is refused. */
  readonly envelopes: readonly unknown[];
  /** From the policy's data, never from the plan's file. */
  readonly people: readonly Person[];
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Whether a record says that the approval with this digest (`sha256:…`) was revoked. What it throws is thrown on: then nothing counts. */
  isRevoked(digest: string): boolean;
}

type Approval = Extract<Judgement, { kind: 'approval' }>;
type Revocation = Extract<Judgement, { kind: 'revocation' }>;

/**
 * Tells which approvals of a plan are genuine and in force, by the keys that policy gives to people, and why the others are
 * not. A revocation counts for the approvals of the person who signed it, whenever it was signed. Same input, same answer.
 */
export function verifyApprovals(options: VerifyApprovalsOptions): ApprovalVerdict {
  const { plan, people, now } = options;
  const bench = { plan, planDigest: planDigest(plan), ring: createKeyRing(people), now };
  const judged = options.envelopes.map((envelope, at) => judgeEnvelope(envelope, at + 1, bench));
  const approvals = judged.filter((judgement) => judgement.kind === 'approval');
  const refused = new Map<number, RefusedApproval>();
  const revocations: CountedRevocation[] = [];
  for (const judgement of judged) {
    if (judgement.kind === 'refused') refused.set(judgement.place, judgement.refusal);
    if (judgement.kind === 'revocation') {
      const revocation = applyRevocation(judgement, approvals);
      if ('revoked' in revocation) revocations.push(revocation);
      else refused.set(judgement.place, revocation);
    }
  }
  const revoked = new Set(revocations.flatMap((revocation) => revocation.revoked));
  const counted = new Map<string, CountedApproval>();
  for (const approval of [...approvals].sort(newestFirst)) {
    const flaw = standing(approval, counted, revoked.has(approval.digest) || options.isRevoked(approval.digest));
    if (flaw === undefined) counted.set(approval.person.name, toCounted(approval));
    else refused.set(approval.place, flaw);
  }
  return {
    counted: [...counted.values()].sort((left, right) => compareText(left.by, right.by)),
    refused: [...refused].sort(([left], [right]) => left - right).map(([, refusal]) => refusal),
    revocations,
  };
}

function applyRevocation(revocation: Revocation, approvals: readonly Approval[]): CountedRevocation | RefusedApproval {
  const { person, predicate, keyId, digest } = revocation;
  const { revokes, revoked_at: at } = predicate;
  const meant = approvals.filter((approval) => {
    if (revokes.kind === 'approval') return approval.digest === `sha256:${revokes.sha256}`;
    // One whose time has not come cannot be from after the revocation: its clock is wrong, and one day it would count.
    const isEarlier = approval.predicate.approved_at <= at || approval.flaw?.kind === 'clock';
    return approval.person.name === person.name && isEarlier;
  });
  const other = meant.find((approval) => approval.person.name !== person.name);
  if (other !== undefined) {
    return refuse(revocation, 'not-theirs', `it revokes an approval of ${describeName(other.person.name)}`);
  }
  const revoked = [...new Set(meant.map((approval) => approval.digest))].sort();
  return { by: person.name, kind: person.kind, at, digest, keyId, revoked };
}

function standing(
  approval: Approval,
  counted: ReadonlyMap<string, CountedApproval>,
  isRevoked: boolean,
): RefusedApproval | undefined {
  if (isRevoked) return refuse(approval, 'revoked', 'it was revoked');
  if (approval.flaw !== undefined) return refuse(approval, approval.flaw.kind, approval.flaw.why);
  if (!counted.has(approval.person.name)) return undefined;
  return refuse(approval, 'repeated', 'a newer approval, or the same one, of that person counts already');
}

function toCounted({ person, predicate, keyId, digest }: Approval): CountedApproval {
  return {
    by: person.name,
    kind: person.kind,
    at: predicate.approved_at,
    expires_at: predicate.expires_at,
    digest,
    keyId,
    shown: `sha256:${predicate.shown.sha256}`,
    reason: predicate.reason ?? null,
  };
}

function refuse(judged: Approval | Revocation, kind: RefusalKind, why: string): RefusedApproval {
  const { place, person, keyId, digest } = judged;
  const at = judged.kind === 'approval' ? judged.predicate.approved_at : judged.predicate.revoked_at;
  const what = judged.kind === 'approval' ? 'Approval' : 'Revocation';
  const sentence = `${what} ${place}, by ${describeName(person.name)}, does not count: ${why}.`;
  return { kind, why: sentence, keyId, digest, claims: { approver: person.name, at } };
}

function newestFirst(left: Approval, right: Approval): number {
  return (
    compareText(right.predicate.approved_at, left.predicate.approved_at) ||
    compareText(left.digest, right.digest) ||
    left.place - right.place
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
