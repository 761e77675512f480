import type { RiskLevel } from '@cloudops/spec';
import type { Draw } from '../lint/draw.ts';
import type { PolicyRequest } from '../policy-request.ts';
import type { PolicyData } from '../policy-source.ts';

/** Tuesday 10:00 UTC; Friday noon; in the freeze of prod; in the freeze of everything. */
const moments: readonly number[] = [
  Date.UTC(2026, 8, 15, 10),
  Date.UTC(2026, 8, 18, 12),
  Date.UTC(2026, 11, 22, 12),
  Date.UTC(2026, 11, 24, 10),
];

/** People with two logins, an agent, a service, ids that nobody claims, and two freezes. */
export const referenceData: PolicyData = {
  environments: ['dev', 'staging', 'prod'],
  roles: {
    viewer: ['*'],
    operator: ['ana', 'os:ben', 'bot', 'ci', 'os:zed'],
    approver: ['ana', 'ben', 'os:cat', 'fin', 'bot', 'os:zed'],
    finops: ['fin'],
  },
  approvals: { maximum: 3, roles: ['approver', 'finops'] },
  people: {
    ana: { logins: ['os:ana', 'kubernetes:ana'] },
    ben: { logins: ['os:ben', 'aws:ben'] },
    cat: { logins: ['os:cat'] },
    fin: { logins: ['os:fin'] },
    bot: { kind: 'agent', logins: ['os:bot'] },
    ci: { kind: 'service', logins: ['os:ci'] },
  },
  freezes: [
    { name: 'prod', from: '2026-12-20', until: '2027-01-02', environments: ['prod'] },
    { name: 'all', from: '2026-12-24T00:00:00Z', until: '2026-12-25T00:00:00Z' },
  ],
};

const logins = [
  'os:ana',
  'kubernetes:ana',
  'os:ben',
  'aws:ben',
  'os:cat',
  'os:fin',
  'os:bot',
  'os:ci',
  'os:zed',
  'os:eve',
];
const approvers = [...logins, 'ana', 'ben', 'cat', 'fin', 'os:\u0430na'];
const planDigest = `pln_${'a'.repeat(64)}`;
const hour = 3_600_000;

/** What many requests share, so that a test can ask Cedar each question once. */
export interface Scene extends Pick<PolicyRequest, 'principal' | 'requester' | 'now'> {
  readonly targets: PolicyRequest['plan']['targets'];
}

function pickFrom(draw: Draw): <T>(...items: readonly T[]) => T {
  return (...items) => items[draw.below(items.length)] as (typeof items)[number];
}

/** Draws who asks, who runs, when and on which targets. */
export function drawScene(draw: Draw): Scene {
  const pick = pickFrom(draw);
  const environments = [pick('dev', 'staging', 'prod', 'prod', 'unheard-of'), ...(draw.below(3) === 0 ? ['prod'] : [])];
  return {
    principal: {
      id: pick(...logins.slice(0, 3), ...logins),
      kind: pick('human', 'human', 'human', 'service', 'agent'),
      established_by: 'test',
      credential: pick('short-lived', 'short-lived', 'short-lived', 'short-lived', 'long-lived', 'unknown'),
    },
    ...(draw.below(2) === 0 ? {} : { requester: pick(...logins) }),
    now: pick(...moments, moments[0] ?? 0, moments[0] ?? 0),
    targets: environments.map((environment, index) => ({ provider: 'kubernetes', name: `t${index}`, environment })),
  };
}

/** Draws an approval, good or bad. */
export function drawApproval(draw: Draw, now: number): PolicyRequest['approvals'][number] {
  const pick = pickFrom(draw);
  return {
    by: pick(...approvers),
    kind: pick('human', 'human', 'human', 'human', 'agent'),
    roles: pick(['approver', 'finops'], ['approver', 'finops'], ['approver'], []),
    plan_digest: pick(planDigest, planDigest, planDigest, planDigest, planDigest, 'pln_other'),
    at: new Date(now - pick(0, 1, hour, 4 * hour, 4 * hour + 1, -1)).toISOString(),
  };
}

/** Draws a request in a scene: up to two kinds of steps, up to four approvals out of those given. */
export function drawRequest(draw: Draw, scene: Scene, approvals: PolicyRequest['approvals']): PolicyRequest {
  const pick = pickFrom(draw);
  const risks: RiskLevel[] = [pick<RiskLevel>('read', 'write', 'write', 'delete')];
  if (draw.below(3) === 0) risks.push('write');
  const { targets, ...rest } = scene;
  return {
    ...rest,
    plan: {
      id: planDigest,
      playbook: { id: 'p' },
      targets,
      steps: risks.map((risk_level, index) => ({ id: `s${index}`, provider: 'kubernetes', risk_level })),
    },
    approvals: Array.from({ length: draw.below(5) }, () => pick(...approvals)),
    context: pick(...contexts),
  };
}

const contexts: readonly { readonly blast_radius: number; readonly monthly_cents: number }[] = [
  { blast_radius: 1, monthly_cents: 0 },
  { blast_radius: 10, monthly_cents: 50_000 },
  { blast_radius: 11, monthly_cents: 0 },
  { blast_radius: 50, monthly_cents: 50_001 },
  { blast_radius: 51, monthly_cents: 0 },
];

/** Which people there are, once more and not from the data. */
const identities: Readonly<Record<string, { readonly who: string; readonly kind: string; readonly roles: string }>> = {
  'os:ana': { who: 'ana', kind: 'human', roles: 'operator approver' },
  'os:ben': { who: 'ben', kind: 'human', roles: 'operator approver' },
  'os:cat': { who: 'cat', kind: 'human', roles: 'approver' },
  'os:fin': { who: 'fin', kind: 'human', roles: 'approver finops' },
  'os:bot': { who: 'bot', kind: 'agent', roles: 'operator approver' },
  'os:ci': { who: 'ci', kind: 'service', roles: 'operator' },
  'os:zed': { who: 'os:zed', kind: 'unlisted', roles: 'operator approver' },
};

function identify(id: string): { readonly who: string; readonly kind: string; readonly roles: readonly string[] } {
  const other: Record<string, string> = { 'kubernetes:ana': 'os:ana', 'aws:ben': 'os:ben' };
  const login = other[id] ?? (id.includes(':') ? id : `os:${id}`);
  const found = identities[login];
  return found === undefined ? { who: id, kind: 'unlisted', roles: [] } : { ...found, roles: found.roles.split(' ') };
}

/** What the reference counts of a request's approvals. */
export interface ReferenceApprovals {
  readonly count: number;
  readonly finops: boolean;
}

/** Which approvals count, in plain code. */
export function countByReference(given: PolicyRequest): ReferenceApprovals & { readonly who: ReadonlySet<string> } {
  const runner = identify(given.principal.id);
  const requester = identify(given.requester ?? given.principal.id);
  const isAskedByPerson =
    requester.who === runner.who
      ? given.principal.kind === 'human' && ['human', 'unlisted'].includes(runner.kind)
      : requester.kind === 'human';
  const counting = given.approvals.filter((approval) => {
    const approver = identify(approval.by);
    const age = given.now - Date.parse(approval.at);
    return (
      approver.roles.includes('approver') &&
      approval.roles.includes('approver') &&
      approval.kind === 'human' &&
      ['human', 'unlisted'].includes(approver.kind) &&
      approval.plan_digest === planDigest &&
      age >= 0 &&
      age <= 4 * hour &&
      approver.who !== requester.who &&
      (approver.who !== runner.who || isAskedByPerson)
    );
  });
  const who = new Set(counting.map((approval) => identify(approval.by).who));
  const finops = counting.some(({ by, roles }) => roles.includes('finops') && identify(by).roles.includes('finops'));
  return { count: who.size, finops, who };
}

/** What varies between the profiles that are compared. */
export interface Profile {
  readonly hours: boolean;
  readonly strict: boolean;
}

/** Whether one kind of step may run in an environment, in plain code. */
export function mayRunByReference(
  given: PolicyRequest,
  step: { readonly risk: string; readonly environment: string },
  approvals: ReferenceApprovals,
  { hours, strict }: Profile,
): boolean {
  const { credential } = given.principal;
  if (step.risk === 'read') return !(strict && credential === 'long-lived');
  const prod = !['dev', 'staging'].includes(step.environment);
  const runner = identify(given.principal.id);
  const { blast_radius = 0, monthly_cents = 0 } = given.context ?? {};
  const frozen = given.now === moments[3] || (given.now === moments[2] && prod);
  if (frozen || credential !== 'short-lived' || blast_radius > 50 || !runner.roles.includes('operator')) return false;
  if (prod && step.risk === 'delete') return false;
  if (hours && prod && given.now !== moments[0] && given.now !== moments[2] && approvals.count < 2) return false;
  const isAgent = given.principal.kind === 'agent' || runner.kind === 'agent';
  const isFree = step.risk === 'write' && !prod && !isAgent;
  const needed = blast_radius > 10 ? 2 : isFree ? 0 : 1;
  return approvals.count >= needed && (monthly_cents <= 50_000 || approvals.finops);
}

/** Everybody who could still approve, one approval each, as good as it can be. */
export function everyApproval(given: PolicyRequest): PolicyRequest['approvals'] {
  return ['ana', 'ben', 'cat', 'fin', 'bot', 'ci', 'os:zed'].map((by) => ({
    by,
    kind: 'human',
    roles: ['viewer', 'operator', 'approver', 'finops'],
    plan_digest: planDigest,
    at: new Date(given.now).toISOString(),
  }));
}
