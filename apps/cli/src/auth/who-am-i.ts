import type { Principal } from '@cloudops/spec';
import type { Identity } from './identity.ts';

/** Whom one target takes us for. */
export interface TargetIdentity {
  readonly provider: string;
  /** Null where it was not asked, or would not tell. */
  readonly id: string | null;
  /** Such as `aws-sts`; null with the id. */
  readonly established_by: string | null;
  /** Why there is no id; empty otherwise. */
  readonly why: string;
}

/** Whom policy takes for the one who acts. */
export interface PolicyIdentity {
  /** What is done. */
  readonly use: 'reads and records' | `changes of ${string}` | 'changes';
  /** Null where a change would be refused. */
  readonly id: string | null;
  readonly established_by: string | null;
  readonly why: string;
}

/** All that is known of who runs the command. */
export interface WhoAmI {
  readonly os_user: Pick<Principal, 'id' | 'established_by'>;
  readonly session: {
    readonly kind: Identity['kind'] | 'none';
    readonly id: string | null;
    /** As the issuer gives it; proves nothing. */
    readonly email: string | null;
    /** ISO 8601, UTC; null without a session. */
    readonly expires_at: string | null;
    readonly why: string;
  };
  readonly targets: readonly TargetIdentity[];
  readonly policy_uses: readonly PolicyIdentity[];
}

/** Puts together who somebody is, and which of it counts where. */
export function describeWhoAmI(osUser: Principal, identity: Identity, targets: readonly TargetIdentity[]): WhoAmI {
  return {
    os_user: { id: osUser.id, established_by: osUser.established_by },
    session: toSession(identity),
    targets,
    policy_uses: [forReads(identity), ...forChanges(identity, targets)],
  };
}

function toSession(identity: Identity): WhoAmI['session'] {
  const none = { id: null, email: null, expires_at: null };
  if (identity.kind === 'os-user') return { ...none, kind: 'none', why: 'nobody signed in: cloudops auth login' };
  if (identity.kind !== 'signed-in') return { ...none, kind: identity.kind, id: identity.was, why: identity.why };
  const { principal, email, expiresAt } = identity;
  return { kind: 'signed-in', id: principal.id, email, expires_at: new Date(expiresAt).toISOString(), why: '' };
}

function forReads({ kind, principal }: Identity): PolicyIdentity {
  const why = kind === 'signed-in' ? 'whoever signed in' : 'the user of the operating system';
  return { use: 'reads and records', id: principal.id, established_by: principal.established_by, why };
}

/** As the engine chooses: whoever signed in, else whom the target names, else the user of the operating system. */
function forChanges(identity: Identity, targets: readonly TargetIdentity[]): readonly PolicyIdentity[] {
  const { kind, principal } = identity;
  const own = { id: principal.id, established_by: principal.established_by };
  if (kind === 'ended' || kind === 'uncertain') {
    const why = 'refused until you sign in again (cloudops auth login) or out (cloudops auth logout)';
    return [{ use: 'changes', id: null, established_by: null, why }];
  }
  if (kind === 'signed-in') return [{ use: 'changes', ...own, why: 'whoever signed in' }];
  const told = targets.map(({ provider, id, established_by }): PolicyIdentity => {
    const use = `changes of ${provider}` as const;
    return id === null
      ? { use, ...own, why: 'the user of the operating system: the target does not say' }
      : { use, id, established_by, why: 'whom the target names' };
  });
  return told.length > 0 ? told : [{ use: 'changes', ...own, why: 'the user of the operating system' }];
}
