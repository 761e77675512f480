import type { AuditIdentity, Plan, Principal, Provider, UnknownReason } from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';
import { identify } from '../identify.ts';

/** Who acts on a plan's targets. */
export type Acting =
  | {
      readonly kind: 'known';
      readonly principal: Principal;
      /** By provider; null where the target would not tell. */
      readonly identities: Readonly<Record<string, string | null>>;
      readonly established: readonly AuditIdentity[];
    }
  | {
      readonly kind: 'unreachable';
      readonly provider: string;
      readonly reason: UnknownReason;
      readonly established: readonly AuditIdentity[];
    };

/**
 * Who changes something: whoever signed in by OIDC, else whoever the target says, else the user of the operating system.
 * What kind of credential makes the change is the target's to say, whoever it is.
 */
export async function findActing(
  plan: Plan,
  providers: readonly Provider[],
  engine: EngineOptions,
  signal: AbortSignal,
): Promise<Acting> {
  const established = (await engine.establishPrincipal?.(signal)) ?? {
    kind: 'established',
    principal: engine.principal,
  };
  if (established.kind === 'doubtful') {
    const reason: UnknownReason = { kind: 'denied', message: established.why, needs: 'credentials' };
    return { kind: 'unreachable', provider: 'the sign-in', reason, established: [] };
  }
  return findAtTargets(plan, providers, established.principal, engine, signal);
}

async function findAtTargets(
  plan: Plan,
  providers: readonly Provider[],
  own: Principal,
  engine: EngineOptions,
  signal: AbortSignal,
): Promise<Acting> {
  const who = await identify(plan, providers, {
    clock: engine.executionClock ?? engine.clock,
    principal: own.id,
    signal,
  });
  const { established, identities, unreachable } = who;
  if (unreachable !== null) return { kind: 'unreachable', ...unreachable, established };
  return { kind: 'known', principal: choosePrincipal(plan, own, who), identities, established };
}

function choosePrincipal(plan: Plan, own: Principal, who: Awaited<ReturnType<typeof identify>>): Principal {
  const changed = plan.steps.find((step) => step.risk_level !== 'read')?.provider;
  const told = changed === undefined ? undefined : who.principals[changed];
  const { credential } = who;
  // An agent stays one, whatever credentials it was handed.
  if (own.kind === 'agent' || own.established_by === 'oidc' || told === undefined) return { ...own, credential };
  return { ...told, credential };
}
