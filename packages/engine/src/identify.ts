import { createGrant } from '@cloudops/executor';
import type { AuditIdentity, Clock, Evidence, Plan, Principal, Provider, UnknownReason } from '@cloudops/spec';
import { createCallLimit } from './call-limit.ts';

/** Who the targets say we are, and the first target that cannot be talked to at all. */
export interface Identification {
  /** By provider; null where the target would not tell. */
  readonly identities: Readonly<Record<string, string | null>>;
  /** What each target took us for, by provider; those that would not tell are left out. */
  readonly principals: Readonly<Record<string, Principal>>;
  /** The same with how it was established, sorted by provider. */
  readonly established: readonly AuditIdentity[];
  /** What they say of the kind of our credentials: the longest lived counts; `unknown` when none tells. */
  readonly credential: Principal['credential'];
  /** Set when a target refuses or cannot be reached: nothing else would work either. */
  readonly unreachable: { readonly provider: string; readonly reason: UnknownReason } | null;
}

/** Who asks, and how long for. */
export interface Asker {
  readonly clock: Clock;
  /** Id of the principal that the plan was decided for. */
  readonly principal: string;
  readonly signal: AbortSignal;
}

/** One call per provider before the steps, so that a dead target costs one time-out and not one per step. */
export async function identify(plan: Plan, providers: readonly Provider[], asker: Asker): Promise<Identification> {
  const used = providers.filter((provider) => plan.targets.some((target) => target.provider === provider.name));
  const answers = await Promise.all(used.map((provider) => ask(provider, plan, asker)));
  const identities = Object.fromEntries(
    answers.map(({ provider, evidence }) => [provider.name, evidence.output?.id ?? null]),
  );
  const kinds = answers.map(({ evidence }) => evidence.output?.credential ?? 'unknown');
  const credential =
    (['long-lived', 'unknown', 'short-lived'] as const).find((kind) => kinds.includes(kind)) ?? 'unknown';
  const principals = Object.fromEntries(
    answers.flatMap(({ provider, evidence }) =>
      evidence.output === undefined ? [] : [[provider.name, evidence.output]],
    ),
  );
  const known = { identities, principals, established: answers.map(toAuditIdentity).sort(byProvider), credential };
  for (const { provider, evidence } of answers) {
    if (evidence.status === 'unknown' && isFatal(evidence.reason)) {
      return { ...known, unreachable: { provider: provider.name, reason: evidence.reason } };
    }
  }
  return { ...known, unreachable: null };
}

interface Answer {
  readonly provider: Provider;
  readonly evidence: Evidence<Principal>;
}

function toAuditIdentity({ provider, evidence: { output } }: Answer): AuditIdentity {
  return {
    provider: provider.name,
    id: output?.id ?? null,
    established_by: output?.established_by ?? null,
    credential: output?.credential ?? 'unknown',
  };
}

function byProvider(left: AuditIdentity, right: AuditIdentity): number {
  return left.provider < right.provider ? -1 : 1;
}

async function ask(provider: Provider, plan: Plan, { clock, principal, signal }: Asker): Promise<Answer> {
  const target = plan.targets.find((candidate) => candidate.provider === provider.name);
  if (target === undefined) return { provider, evidence: { status: 'absent' } };
  const limit = createCallLimit(longestMs, signal);
  try {
    const asked = provider.doIdentify({
      signal: limit.signal,
      ...{ clock, target, grant: createGrant(plan, provider, principal) },
      notify: () => undefined,
      countCall: () => undefined,
    });
    return { provider, evidence: await Promise.race([asked, limit.expired]) };
  } finally {
    limit.dispose();
  }
}

/** A sign-in plugin may have to ask somebody; a target that says nothing for longer is dead. */
const longestMs = 120_000;

/** Being forbidden to ask who one is (403) is not fatal; having no valid credential (401) or no connection is. */
function isFatal(reason: UnknownReason): boolean {
  return reason.kind === 'unreachable' || reason.kind === 'timeout' || reason.needs === 'credentials';
}
