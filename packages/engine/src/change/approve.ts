import { createApproval, createRevocation } from '@cloudops/approval';
import { findPersonByKey } from '@cloudops/policy';
import type { Decision, Plan, PlanFile } from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';
import { createRecords } from '../records.ts';
import type { ApproveOutcome, ApproveRequest, RevokeOutcome, RevokeRequest } from './change-options.ts';
import { checkClock } from './check-clock.ts';
import { checkPlan } from './check-plan.ts';
import { type GenuineApproval, readApprovals, toRequest } from './decide-change.ts';
import { recordFailure } from './refuse.ts';

/** How long an approval holds, in milliseconds; policy may want it shorter. */
const approvalLifetimeMs = 4 * 60 * 60 * 1000;

/** Signs somebody's yes to exactly one plan, once policy would count it. */
export async function approvePlan(
  file: PlanFile,
  request: ApproveRequest,
  engine: EngineOptions,
): Promise<ApproveOutcome> {
  const { plan } = file;
  const early = checkPlan(plan, engine.clock.now()) ?? (await checkClock(engine));
  if (early !== null) return refuse(plan, early.code, early.why, engine);
  const records = createRecords(engine);
  const about = { records, text: plan.intent.question, plan };
  const data = await recordFailure(about, () => engine.policy.data());
  const person = findPersonByKey(data, request.signer.publicKey);
  if (person === null) {
    const why = `The key ${request.signer.keyId} is nobody's: add "${request.signer.publicKey}" to the keys of a person in data.yaml`;
    return refuse(plan, 'approver-unknown', why, engine);
  }
  const { genuine } = await readApprovals(plan, file.approvals, engine);
  const by = person.name;
  const own = { by, kind: person.kind, roles: Object.keys(data.roles).sort() };
  const at = new Date(engine.clock.now()).toISOString();
  const offered = { ...own, plan_digest: plan.id, at, digest: '' };
  const before = await decideWith(file, genuine, engine);
  const after = await decideWith(file, [...genuine, offered], engine);
  if (!helps(before, after)) return refuse(plan, 'approval-not-counted', uselessBecause(before, after), engine);
  const envelope = await createApproval({
    ...{ plan, approver: by, signer: request.signer, signal: request.signal },
    ...{ shown: request.shown, toolVersion: engine.toolVersion, now: engine.clock.now() },
    lifetimeMs: approvalLifetimeMs,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
  });
  const approved: PlanFile = { ...file, approvals: [...file.approvals, envelope] };
  const signed = await readApprovals(plan, approved.approvals, engine);
  await records.write({
    ...{ event: 'plan.approved', question: plan.intent.question, plan, decision: after, status: after.outcome },
    approvals: signed.genuine.map(({ digest, roles, ...each }) => ({ by: each.by, at: each.at, roles, digest })),
    extra: { approver: by, key: request.signer.keyId },
  });
  return {
    kind: 'approved',
    file: approved,
    envelope,
    by,
    missing: after.outcome === 'needs-approval' ? after.why : '',
  };
}

/**
 * Takes back whatever the signer approved of a plan. The record holds on every machine that shares the audit log; the signed
 * statement in the file holds wherever the file goes.
 */
export async function revokeApproval(
  file: PlanFile,
  { signer, signal }: RevokeRequest,
  engine: EngineOptions,
): Promise<RevokeOutcome> {
  const { plan } = file;
  const person = findPersonByKey(await engine.policy.data(), signer.publicKey);
  const { genuine } = await readApprovals(plan, file.approvals, engine);
  const digests = genuine.filter(({ by }) => by === person?.name).map(({ digest }) => digest);
  if (person === null || digests.length === 0) {
    const why = `The key ${signer.keyId} approved nothing that counts in this plan`;
    return refuse(plan, 'revocation-not-counted', why, engine);
  }
  const now = engine.clock.now();
  const envelope = await createRevocation({ plan, approver: person.name, revokes: 'all', now, signer, signal });
  const revoked = { ...file, approvals: [...file.approvals, envelope] };
  const { revocations } = await readApprovals(plan, revoked.approvals, engine);
  // Also those that an older or newer approval hid: cut out of the file, the statement would bring them back.
  const revokes = [...new Set(revocations.flatMap((each) => (each.by === person.name ? each.revoked : [])))].sort();
  await createRecords(engine).write({
    ...{ event: 'approval.revoked', question: plan.intent.question, plan, status: 'revoked' },
    extra: { revokes, approver: person.name, key: signer.keyId },
  });
  return { kind: 'revoked', by: person.name, approvals: revokes.length, file: revoked };
}

async function decideWith(
  { plan, decision }: PlanFile,
  approvals: readonly GenuineApproval[],
  engine: EngineOptions,
): Promise<Decision> {
  // Whoever applies it is asked for anew then; this says only whether an approval would be of use.
  const principal = { ...decision.principal, id: plan.change?.requester ?? decision.principal.id };
  return engine.policy.decide(toRequest(plan, principal, approvals, engine));
}

function missingIn({ steps }: Decision): number {
  return steps.reduce((sum, { requirement }) => sum + (requirement?.count ?? 0) + (requirement?.roles.length ?? 0), 0);
}

function helps(before: Decision, after: Decision): boolean {
  if (before.outcome !== 'needs-approval') return false;
  return after.outcome === 'approved' || (after.outcome === 'needs-approval' && missingIn(after) < missingIn(before));
}

function uselessBecause(before: Decision, after: Decision): string {
  if (before.outcome === 'deny') return `No approval helps: ${before.why}`;
  if (before.outcome !== 'needs-approval') return `The plan needs no approval: ${before.why}`;
  return `This approval would not count: ${after.why}`;
}

/** As both an approval and a revocation are. */
type Refused = Extract<RevokeOutcome, { kind: 'refused' }>;

async function refuse(plan: Plan, code: string, why: string, engine: EngineOptions): Promise<Refused> {
  await createRecords(engine).write({ event: 'plan.refused', question: plan.intent.question, plan, status: code });
  return { kind: 'refused', why };
}
