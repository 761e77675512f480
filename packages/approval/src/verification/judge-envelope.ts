import type { Plan } from '@cloudops/spec';
import { openEnvelope } from '../envelope/open-envelope.ts';
import { sha256 } from '../plan-blob.ts';
import type { ApprovalPredicate } from '../statement/approval-statement.ts';
import { type ReadStatement, readStatement } from '../statement/read-statement.ts';
import type { RevocationPredicate } from '../statement/revocation-statement.ts';
import { describeName } from './describe-name.ts';
import { type Flaw, planFlaw, signerFlaw, timeFlaw } from './flaws.ts';
import type { KeyRing, Person } from './people.ts';
import type { RefusedApproval } from './verdict.ts';

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
  | (Signed & {
      readonly kind: 'approval';
      readonly predicate: ApprovalPredicate;
      /** What stands against it at this time. It is genuine all the same, so that a revocation can mean it. */
      readonly flaw: Flaw | undefined;
    })
  | (Signed & { readonly kind: 'revocation'; readonly predicate: RevocationPredicate })
  | { readonly kind: 'refused'; readonly place: number; readonly refusal: RefusedApproval };

/** Judges one envelope by itself: signature first, then what it states. Never throws. */
export function judgeEnvelope(envelope: unknown, place: number, bench: Bench): Judgement {
  const { ring, plan, planDigest, now } = bench;
  const opened = openEnvelope(envelope, ring.keys);
  const stated = opened.payload === undefined ? undefined : readStatement(opened.payload);
  const keyIds = opened.kind === 'opened' ? opened.signedBy.map((key) => key.keyId) : opened.keyIds;
  const [keyId] = keyIds;
  const about = { place, keyId, payload: opened.payload, stated };
  if (opened.kind === 'invalid') return refuse({ kind: opened.reason, why: opened.why + hintOf(opened, ring) }, about);
  if (stated === undefined || stated.kind === 'invalid') {
    return refuse({ kind: 'malformed', why: stated?.why ?? 'it states nothing' }, about);
  }
  const person = ring.owners.get(keyId ?? '');
  if (person === undefined || keyId === undefined)
    return refuse({ kind: 'unknown-key', why: 'nobody has its key' }, about);
  const { approver } = stated.statement.predicate;
  const flaw = signerFlaw(keyIds, approver, ring) ?? planFlaw(stated, plan, planDigest);
  if (flaw !== undefined) return refuse(flaw, about);
  const signed = { person, keyId, digest: opened.digest, place };
  if (stated.kind === 'revocation') return { ...signed, kind: 'revocation', predicate: stated.statement.predicate };
  const { predicate } = stated.statement;
  return { ...signed, kind: 'approval', predicate, flaw: timeFlaw(predicate, plan, now) };
}

/** A key that is unknown may be one that cannot be read. */
function hintOf({ reason }: { readonly reason: string }, { unreadable }: KeyRing): string {
  return reason === 'unknown-key' && unreadable.length > 0
    ? ` (keys that cannot be read: ${unreadable.join('; ')})`
    : '';
}

/** What is known of an envelope that is refused. */
interface About {
  readonly place: number;
  readonly keyId: string | undefined;
  readonly payload: Uint8Array | undefined;
  readonly stated: ReadStatement | undefined;
}

function refuse({ kind, why }: Flaw, { place, keyId, payload, stated }: About): Judgement {
  const claims = stated === undefined || stated.kind === 'invalid' ? undefined : claimsOf(stated);
  const what = stated?.kind === 'revocation' ? 'Revocation' : 'Approval';
  const name = claims === undefined ? '' : `, which says it is by ${describeName(claims.approver)},`;
  const refusal: RefusedApproval = {
    ...{ kind, why: `${what} ${place}${name} does not count: ${why}.` },
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
