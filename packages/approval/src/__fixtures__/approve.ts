import type { Envelope } from '@cloudops/spec';
import canonicalize from 'canonicalize';
import { type CreateApprovalOptions, createApproval } from '../create-approval.ts';
import { type CreateRevocationOptions, createRevocation } from '../create-revocation.ts';
import { sealEnvelope } from '../envelope/seal-envelope.ts';
import type { Signer } from '../signer/signer.ts';
import type { ApprovalVerdict } from '../verification/verdict.ts';
import { type VerifyApprovalsOptions, verifyApprovals } from '../verification/verify-approvals.ts';
import { personOf, signerOf } from './keys.ts';
import { createPlan, now } from './plan.ts';

/** A signal that nobody aborts. */
export const signal: AbortSignal = new AbortController().signal;

/** Bob's approval of the plan of the fixtures, unless stated otherwise. */
export function approve(more: Partial<CreateApprovalOptions> = {}): Promise<Envelope> {
  const approver = more.approver ?? 'bob';
  const toolVersion = 'cloudops 0.1.0';
  const what = { plan: createPlan(), shown: 'Scales api to 5.', toolVersion, now, lifetimeMs: 3_600_000, signal };
  return createApproval({ ...what, approver, signer: signerOf(approver), ...more });
}

/** Bob takes back what he approved. */
export function revoke(more: Partial<CreateRevocationOptions> = {}): Promise<Envelope> {
  const approver = more.approver ?? 'bob';
  return createRevocation({
    ...{ plan: createPlan(), revokes: 'all', now, signal, approver, signer: signerOf(approver) },
    ...more,
  });
}

const people = [personOf('alice'), personOf('bob'), personOf('carol')];

/** What the approvals are worth, a second later, where policy knows alice, bob and carol. */
export function verify(envelopes: readonly unknown[], more: Partial<VerifyApprovalsOptions> = {}): ApprovalVerdict {
  return verifyApprovals({ plan: createPlan(), envelopes, people, now: now + 1000, isRevoked: () => false, ...more });
}

/** What an envelope states, to be altered. */
export function statementOf(envelope: Envelope): Record<string, unknown> & { predicate: Record<string, unknown> } {
  return JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8'));
}

/** Signs whatever somebody who has a key may put into a statement. */
export function sealValue(value: unknown, signer: Signer): Promise<Envelope> {
  return sealEnvelope(Buffer.from(canonicalize(value) ?? '', 'utf8'), signer, signal);
}
