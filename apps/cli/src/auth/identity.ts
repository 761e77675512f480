import type { Clock, Principal } from '@cloudops/spec';
import type { OidcSettings } from '../configuration/auth-settings.ts';
import { toPrincipal, toPrincipalId } from './principal-id.ts';
import { readSession, type Session } from './session.ts';
import { type IdTokenCheck, readIdToken } from './verify-id-token.ts';

/** Who runs a command, and what is known of a session. `principal` is the user of the operating system unless signed in. */
export type Identity =
  | { readonly kind: 'os-user'; readonly principal: Principal }
  | {
      readonly kind: 'signed-in';
      readonly principal: Principal;
      readonly email: string | null;
      /** Milliseconds since the epoch. */
      readonly expiresAt: number;
    }
  /** There was a session: `was` signed in, and has to again. No change may go on as somebody else instead. */
  | { readonly kind: 'ended'; readonly principal: Principal; readonly was: string; readonly why: string }
  /** There is a session that cannot be counted on: damaged, of another issuer, or its issuer does not answer. */
  | { readonly kind: 'uncertain'; readonly principal: Principal; readonly was: string | null; readonly why: string };

/** Where a session is kept, and what it must be of. */
export interface IdentityRequest {
  readonly file: string;
  readonly osUser: Principal;
  /** As configured; left out, any issuer that somebody signed in at. */
  readonly oidc?: OidcSettings;
  readonly clock: Pick<Clock, 'now'>;
}

/** A token that is right but perhaps for the time. */
export type KnownToken = Exclude<IdTokenCheck, { kind: 'invalid' }>;

/** A session with what its token says, or who it is without one. */
export type FoundIdentity =
  | { readonly kind: 'session'; readonly session: Session; readonly token: KnownToken }
  | { readonly kind: 'identity'; readonly identity: Identity };

/**
 * Who runs a command, from what lies on this machine: for reading and for records. The signature is not looked at, since
 * whoever owns the file could put any keys beside it; `establishIdentity` asks the issuer.
 */
export function findIdentity(request: IdentityRequest): Identity {
  const found = findSession(request);
  return found.kind === 'identity' ? found.identity : toIdentity(found.token, request.osUser);
}

/** The session, where there is one of the configured issuer. */
export function findSession({ file, osUser, oidc, clock }: IdentityRequest): FoundIdentity {
  const found = readSession(file);
  if (found.kind === 'none') return { kind: 'identity', identity: { kind: 'os-user', principal: osUser } };
  const doubt = (why: string): FoundIdentity => ({
    kind: 'identity',
    identity: { kind: 'uncertain', principal: osUser, was: null, why },
  });
  if (found.kind === 'unusable') return doubt(found.why);
  const { issuer, clientId, idToken } = found.session;
  if (oidc !== undefined && (oidc.issuer !== issuer || oidc.client_id !== clientId)) {
    return doubt(`the session is of ${issuer}, and auth.oidc in config.yaml names another issuer or client`);
  }
  const token = readIdToken(idToken, { issuer, clientId, now: clock.now() });
  return token.kind === 'invalid' ? doubt(token.why) : { kind: 'session', session: found.session, token };
}

/** Whom a token names, or what is wrong with it. */
export function toIdentity(check: IdTokenCheck, osUser: Principal): Identity {
  if (check.kind === 'invalid') return { kind: 'uncertain', principal: osUser, was: null, why: check.why };
  const { claims } = check;
  if (check.kind === 'valid') {
    return { kind: 'signed-in', principal: toPrincipal(claims), email: claims.email, expiresAt: claims.expiresAt };
  }
  const ended = new Date(claims.expiresAt).toISOString();
  return { kind: 'ended', principal: osUser, was: toPrincipalId(claims), why: `the session ended at ${ended}` };
}
