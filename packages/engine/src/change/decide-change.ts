import { verifyApprovals } from '@cloudops/approval';
import { type Approval, createPolicyRequest, personOf } from '@cloudops/policy';
import type { AuditApproval, Decision, Envelope, Plan, Principal } from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';
import { isPreparedHere } from './check-origin.ts';
import { readRevocations } from './revocations.ts';

/** A decision with the approvals that it rests on. */
export interface ChangeDecision {
  readonly decision: Decision;
  /** Those that are genuine; whether they count is in the decision. */
  readonly approvals: readonly AuditApproval[];
  /** Why some are not genuine, in sentences. */
  readonly refused: readonly string[];
}

/** Asks policy about a plan that changes something, as it is bound, with the approvals that come with it. */
export async function decideChange(
  plan: Plan,
  principal: Principal,
  envelopes: readonly Envelope[],
  engine: EngineOptions,
): Promise<ChangeDecision> {
  const read = await readApprovals(plan, envelopes, engine);
  const own = await findOwn(plan, principal, read.genuine, engine);
  const genuine = read.genuine.filter((approval) => approval !== own);
  const refused = own === undefined ? read.refused : [...read.refused, whyOwn(own, plan)];
  const decision = await engine.policy.decide(toRequest(plan, principal, genuine, engine));
  return { decision, approvals: genuine.map(toAuditApproval), refused };
}

/**
 * The approval of whoever carries the plan out, where only the file says that another person asked for it: anybody can write
 * that into a file, and would be the second pair of eyes for themselves.
 */
async function findOwn(
  plan: Plan,
  { id }: Principal,
  genuine: readonly GenuineApproval[],
  engine: EngineOptions,
): Promise<GenuineApproval | undefined> {
  if (genuine.length === 0) return undefined;
  const name = personOf(await engine.policy.data(), id)?.name;
  const own = genuine.find(({ by }) => by === name);
  return own === undefined || (await isPreparedHere(plan, engine)) ? undefined : own;
}

function whyOwn({ by }: GenuineApproval, { change }: Plan): string {
  const asked = change?.requester ?? 'somebody else';
  return `The approval of ${by} does not count: ${by} carries the plan out, and only the file says that ${asked} asked for it. Have another person approve it, or carry it out`;
}

/** A question to policy about a bound plan. */
export function toRequest(
  plan: Plan,
  principal: Principal,
  approvals: readonly Approval[],
  engine: EngineOptions,
): Parameters<EngineOptions['policy']['decide']>[0] {
  return createPolicyRequest(plan, { principal, approvals, now: engine.clock.now() });
}

/** An approval whose signature holds, as policy wants it. */
export type GenuineApproval = Approval & { readonly digest: string };

/** What a plan's envelopes come to. */
export interface ReadApprovals {
  readonly genuine: readonly GenuineApproval[];
  /** Why others are not, in sentences. */
  readonly refused: readonly string[];
  readonly revocations: ReturnType<typeof verifyApprovals>['revocations'];
}

/** Which of a plan's approvals are genuine: signed by a key of somebody whom the policies' data names, for this very plan. */
export async function readApprovals(
  plan: Plan,
  envelopes: readonly Envelope[],
  engine: EngineOptions,
): Promise<ReadApprovals> {
  if (envelopes.length === 0) return { genuine: [], refused: [], revocations: [] };
  const data = await engine.policy.data().catch(() => null);
  // Policies that do not load deny everything, and say why.
  if (data === null) return { genuine: [], refused: ['no approval counts without policies'], revocations: [] };
  const people = Object.entries(data.people ?? {}).map(([name, person]) => ({
    name,
    kind: person.kind ?? 'human',
    keys: person.keys ?? [],
  }));
  const revoked = await readRevocations(plan.id, engine.audit);
  const { counted, refused, revocations } = verifyApprovals({
    ...{ plan, envelopes, people },
    now: engine.clock.now(),
    isRevoked: (digest) => revoked.has(digest),
  });
  const genuine = counted.map(({ by, kind, at, digest }) => ({
    // Policy counts of these only what its data gives the person.
    ...{ by, kind, roles: Object.keys(data.roles).sort(), plan_digest: plan.id, at, digest },
  }));
  return { genuine, refused: refused.map(({ why }) => why), revocations };
}

function toAuditApproval({ by, roles, at, digest }: GenuineApproval): AuditApproval {
  return { by, roles, at, digest };
}

/** Looking is a read, and needs policy's yes like any other. */
export function decideReading(plan: Plan, { policy, principal, clock }: EngineOptions): Promise<Decision> {
  const steps = plan.steps.map((step) => ({ ...step, risk_level: 'read' as const }));
  return policy.decide({ plan: { ...plan, steps }, principal, approvals: [], now: clock.now() });
}
