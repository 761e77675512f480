import { userInfo } from 'node:os';
import type { EstablishedPrincipal } from '@cloudops/engine';
import type { Clock, Principal } from '@cloudops/spec';
import { findIdentity, type Identity } from '../auth/identity.ts';
import type { OidcSettings } from '../configuration/auth-settings.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { findPaths, type Paths } from '../configuration/paths.ts';
import { systemClock } from './system-clock.ts';

/**
 * Who runs the command: whoever signed in by `cloudops auth login`, else the user of the operating system. Never from a
 * flag, and no variable can name anybody. For reading and for records; a change asks {@link establishPrincipal}.
 */
export function findPrincipal(paths: Pick<Paths, 'session'> = findPaths(process.env, process.cwd())): Principal {
  return findIdentity({ file: paths.session, osUser: findOsUser(), clock: systemClock }).principal;
}

/** Who asks for a change, where, and by which settings. */
export interface PrincipalRequest {
  readonly paths: Pick<Paths, 'session'>;
  readonly oidc?: OidcSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Who asks for a change, asked of the issuer where there is a session. `ended` and `uncertain` must stop a change: going on
 * as the user of the operating system would be another person than the one who signed in.
 */
export async function establishPrincipal({ paths, ...request }: PrincipalRequest): Promise<Identity> {
  // The library that asks issuers is loaded for changes only.
  const { establishIdentity } = await import('../auth/establish-identity.ts');
  return establishIdentity({ ...request, file: paths.session, osUser: findOsUser() });
}

/**
 * Who asks for a change, as the engine wants to know it.
 * @param asking who was said to ask: an agent stays one, whoever it works for.
 */
export async function establishForChange(
  paths: Pick<Paths, 'session'>,
  { auth }: Pick<Configuration, 'auth'>,
  signal: AbortSignal,
  asking?: Principal,
): Promise<EstablishedPrincipal> {
  const { oidc } = auth;
  const identity = await establishPrincipal({
    ...{ paths, clock: systemClock, signal },
    ...(oidc === undefined ? {} : { oidc }),
  });
  if (identity.kind === 'os-user' || identity.kind === 'signed-in') {
    const { principal } = identity;
    return { kind: 'established', principal: asking?.kind === 'agent' ? asAgent(principal) : principal };
  }
  const who = identity.was === null ? 'The session' : `The session of ${identity.was}`;
  return { kind: 'doubtful', why: `${who} does not hold: ${identity.why}. Sign in again: cloudops auth login` };
}

/**
 * The same login with an agent at work: for servers that act for a model, such as an MCP server. It keeps its own id, and
 * policy lets no agent approve.
 */
export function asAgent(principal: Principal): Principal {
  return { ...principal, kind: 'agent' };
}

/** The user of the operating system. */
export function findOsUser(): Principal {
  return { id: `os:${userName()}`, kind: 'human', established_by: 'os-user', credential: 'unknown' };
}

/** A user id without a name (as in a container) is still somebody. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
