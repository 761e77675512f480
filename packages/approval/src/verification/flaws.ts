import type { Plan } from '@cloudops/spec';
import { canonicalText } from '../plan-blob.ts';
import type { ApprovalPredicate } from '../statement/approval-statement.ts';
import { toApprovedScope } from '../statement/approved-scope.ts';
import type { ReadStatement } from '../statement/read-statement.ts';
import { describeName } from './describe-name.ts';
import type { KeyRing } from './people.ts';
import type { RefusalKind } from './verdict.ts';

/** What stands against a signed statement. */
export interface Flaw {
  readonly kind: RefusalKind;
  /** The end of a sentence. */
  readonly why: string;
}

/** Whether those who signed are, by their keys, the one person that the statement names. */
export function signerFlaw(keyIds: readonly string[], approver: string, ring: KeyRing): Flaw | undefined {
  for (const keyId of keyIds) {
    if (ring.shared.has(keyId)) {
      return { kind: 'shared-key', why: 'its key is given to two people, so that it says of neither who signed' };
    }
    const owner = ring.owners.get(keyId)?.name;
    if (owner !== approver) return { kind: 'other-name', why: `its key is that of ${describeName(owner ?? 'nobody')}` };
  }
  return undefined;
}

/** Whether a statement is about this plan, and says of it only what the plan says. */
export function planFlaw(
  stated: Exclude<ReadStatement, { kind: 'invalid' }>,
  plan: Plan,
  digest: string | undefined,
): Flaw | undefined {
  if (digest === undefined) return { kind: 'plan-altered', why: 'the plan is not what its id says: it was altered' };
  const [subject] = stated.statement.subject;
  if (subject.digest.sha256 !== digest) {
    return { kind: 'other-plan', why: `it is about another plan, pln_${subject.digest.sha256}` };
  }
  return stated.kind === 'approval' ? scopeFlaw(stated.statement.predicate, plan) : undefined;
}

function scopeFlaw(predicate: ApprovalPredicate, plan: Plan): Flaw | undefined {
  const scope = toApprovedScope(plan);
  const stated: Record<string, unknown> = { ...predicate };
  const other = Object.entries(scope).find(([key, value]) => canonicalText(value) !== canonicalText(stated[key]));
  return other === undefined ? undefined : { kind: 'other-scope', why: `its "${other[0]}" is not what the plan says` };
}

/** Whether an approval is in force now. Each condition is such that a time which is no number refuses. */
export function timeFlaw(predicate: ApprovalPredicate, plan: Plan, now: number): Flaw | undefined {
  const { approved_at, expires_at } = predicate;
  const approvedAt = Date.parse(approved_at);
  if (!(approvedAt <= now)) {
    return { kind: 'clock', why: `it was signed at ${approved_at}, which this machine's clock has not reached` };
  }
  if (plan.change !== undefined && !(approvedAt >= Date.parse(plan.change.prepared_at))) {
    const why = `it was signed at ${approved_at}, before the plan was made: one of the clocks is wrong`;
    return { kind: 'clock', why };
  }
  if (!(now < Date.parse(expires_at))) return { kind: 'expired', why: `it expired at ${expires_at}` };
  return undefined;
}
