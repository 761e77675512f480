import type { Plan } from '@cloudops/spec';
import { openEnvelope } from '../envelope/open-envelope.ts';
import { canonicalText, sha256 } from '../plan-blob.ts';
import type { ApprovalPredicate } from '../statement/approval-statement.ts';
import { toApprovedScope } from '../statement/approved-scope.ts';
import { type ReadStatement, readStatement } from '../statement/read-statement.ts';
import type { RevocationPredicate } from '../statement/revocation-statement.ts';
import { describeName } from './describe-name.ts';
import type { KeyRing, Person } from './people.ts';
import type { RefusalKind, RefusedApproval } from './verdict.ts';

/** What envelopes are judged by. */
export interface Bench {
  readonly plan: Plan;
  /** SHA-256, in hex, of the plan's content; undefined when its id says another one. */
  readonly planDigest: string | undefined;
  readonly ring: KeyRing;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

interface Signed {
  readonly person: Person;
  readonly keyId: string;
  /** `sha256:` of the statement. */
  readonly digest: string;
  /** In the order of the envelopes, from 1. */
  readonly place: number;
}

/** What one envelope is, before approvals and revocations are held against each other. */
export type Judgement =
  | (Signed & { readonly kind: 'approval'; readonly predicate: ApprovalPredicate })
  | (Signed & { readonly kind: 'revocation'; readonly predicate: RevocationPredicate })
  | { readonly kind: 'refused'; readonly place: number; readonly refusal: RefusedApproval };

/** Judges one envelope by itself: signature first, then what it states. Never throws. */
export function judgeEnvelope(envelope: unknown, place: number, bench: Bench): Judgement {
  const { ring } = bench;
  const opened = openEnvelope(envelope, ring.keys);
  const payload = opened.payload;
  const stated = payload === undefined ? undefined : readStatement(payload);
  const keyId = opened.kind === 'opened' ? opened.signedBy[0]?.keyId : opened.keyIds[0];
  const about = { place, keyId, payload, stated };
  if (opened.kind === 'invalid') {
    const hint = opened.reason === 'unknown-key' && ring.unreadable.length > 0;
    const why = hint ? `${opened.why} (keys that cannot be read: ${ring.unreadable.join('; ')})` : opened.why;
    return refuse(opened.reason, why, about);
  }
  if (stated === undefined || stated.kind === 'invalid') {
    return refuse('malformed', stated?.why ?? 'it states nothing', about);
  }
  const signers = opened.signedBy.map((key) => key.keyId);
  const flaw = signerFlaw(signers, stated.statement.predicate.approver, ring) ?? planFlaw(stated, bench);
  if (flaw !== undefined) return refuse(flaw.kind, flaw.why, about);
  const person = ring.owners.get(keyId ?? '');
  if (person === undefined || keyId === undefined) return refuse('unknown-key', 'nobody has its key', about);
  const signed = { person, keyId, digest: opened.digest, place };
  return stated.kind === 'approval'
    ? { ...signed, kind: 'approval', predicate: stated.statement.predicate }
    : { ...signed, kind: 'revocation', predicate: stated.statement.predicate };
}

interface Flaw {
  readonly kind: RefusalKind;
  readonly why: string;
}

function signerFlaw(keyIds: readonly string[], approver: string, ring: KeyRing): Flaw | undefined {
  for (const keyId of keyIds) {
    if (ring.shared.has(keyId))
      return { kind: 'shared-key', why: 'its key is given to two people, so that it says of neither who signed' };
    const owner = ring.owners.get(keyId)?.name;
    if (owner !== undefined && owner !== approver) {
      return { kind: 'other-name', why: `its key is that of ${describeName(owner)}` };
    }
  }
  return undefined;
}

function planFlaw(stated: Exclude<ReadStatement, { kind: 'invalid' }>, bench: Bench): Flaw | undefined {
  const { plan, planDigest, now } = bench;
  if (planDigest === undefined)
    return { kind: 'plan-altered', why: 'the plan is not what its id says: it was altered' };
  const [subject] = stated.statement.subject;
  if (subject.digest.sha256 !== planDigest) {
    return { kind: 'other-plan', why: `it is about another plan, pln_${subject.digest.sha256}` };
  }
  if (stated.kind === 'revocation') return undefined;
  return scopeFlaw(stated.statement.predicate, plan) ?? timeFlaw(stated.statement.predicate, plan, now);
}

function scopeFlaw(predicate: ApprovalPredicate, plan: Plan): Flaw | undefined {
  const scope = toApprovedScope(plan);
  const stated: Record<string, unknown> = { ...predicate };
  const other = Object.entries(scope).find(([key, value]) => canonicalText(value) !== canonicalText(stated[key]));
  return other === undefined ? undefined : { kind: 'other-scope', why: `its "${other[0]}" is not what the plan says` };
}

// Each condition is such that a time which is no number refuses.
function timeFlaw(predicate: ApprovalPredicate, plan: Plan, now: number): Flaw | undefined {
  const { approved_at, expires_at } = predicate;
  const approvedAt = Date.parse(approved_at);
  if (!(approvedAt <= now)) {
    return { kind: 'clock', why: `it was signed at ${approved_at}, which this machine's clock has not reached` };
  }
  if (plan.change !== undefined && !(approvedAt >= Date.parse(plan.change.prepared_at))) {
    return {
      kind: 'clock',
      why: `it was signed at ${approved_at}, before the plan was made: one of the clocks is wrong`,
    };
  }
  if (!(now < Date.parse(expires_at))) return { kind: 'expired', why: `it expired at ${expires_at}` };
  return undefined;
}

/** What is known of an envelope that is refused. */
interface About {
  readonly place: number;
  readonly keyId: string | undefined;
  readonly payload: Uint8Array | undefined;
  readonly stated: ReadStatement | undefined;
}

function refuse(kind: RefusalKind, why: string, about: About): Judgement {
  const { place, keyId, payload, stated } = about;
  const claims = stated === undefined || stated.kind === 'invalid' ? undefined : claimsOf(stated);
  const name = claims === undefined ? '' : `, which says it is by ${describeName(claims.approver)},`;
  const refusal: RefusedApproval = {
    ...{ kind, why: `Approval ${place}${name} does not count: ${why}.` },
    ...(keyId === undefined ? {} : { keyId }),
    ...(payload === undefined ? {} : { digest: `sha256:${sha256(payload)}` }),
    ...(claims === undefined ? {} : { claims }),
  };
  return { kind: 'refused', place, refusal };
}

function claimsOf(stated: Exclude<ReadStatement, { kind: 'invalid' }>): { approver: string; at: string } {
  const { predicate } = stated.statement;
  return {
    approver: predicate.approver,
    at: 'approved_at' in predicate ? predicate.approved_at : predicate.revoked_at,
  };
}
