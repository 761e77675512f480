import type { Clock } from '@cloudops/spec';
import { isSessionOver, toAuthError } from './auth-error.ts';
import { findSession, type Identity, type IdentityRequest, type KnownToken, toIdentity } from './identity.ts';
import { connectIssuer, type IssuerClient } from './issuer-client.ts';
import { toPrincipalId } from './principal-id.ts';
import { readSession, type Session, writeSession } from './session.ts';
import { withSessionLock } from './session-lock.ts';
import { type IdTokenCheck, verifyIdToken } from './verify-id-token.ts';

/** What asking an issuer takes besides. */
export interface EstablishRequest extends IdentityRequest {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Who runs a command, as the issuer itself says now: for changes. The token's signature is checked with the issuer's
 * keys; a session that has ended is renewed where that is allowed. Without any session it is the user of the operating
 * system, and nobody is asked.
 */
export async function establishIdentity(request: EstablishRequest): Promise<Identity> {
  const found = findSession(request);
  if (found.kind === 'identity') return found.identity;
  const { osUser, clock, signal } = request;
  const { session, token } = found;
  if (token.kind === 'expired' && session.refreshToken === null) return toIdentity(token, osUser);
  try {
    const client = await connectIssuer({ ...session, clock, signal });
    return toIdentity(await askIssuer(client, session, token, request), osUser);
  } catch (error) {
    const why = toAuthError(error, session.issuer, signal).message;
    return { kind: 'uncertain', principal: osUser, was: toPrincipalId(token.claims), why };
  }
}

/** What the session's token is worth to its issuer, or the one that renews it. */
async function askIssuer(
  client: IssuerClient,
  session: Session,
  known: KnownToken,
  request: EstablishRequest,
): Promise<IdTokenCheck> {
  const { issuer, clientId, idToken } = session;
  const expected = { issuer, clientId, now: request.clock.now() };
  const verified = verifyIdToken(idToken, await client.keys(), expected);
  if (verified.kind === 'valid') return verified;
  // An issuer changes its keys now and then, and an older token is then nobody's.
  const renewed = await withSessionLock(request.file, request.signal, () => renew(client, session, known, request));
  return renewed === null ? verified : verifyIdToken(renewed, await client.keys(), expected);
}

/** A new ID token of the same person; null where the issuer lets nobody in without a new login. */
async function renew(
  client: IssuerClient,
  session: Session,
  { claims }: KnownToken,
  { file, clock }: EstablishRequest,
): Promise<string | null> {
  const other = renewedByOther(file, session);
  if (other !== null || session.refreshToken === null) return other;
  const tokens = await client.refresh(session.refreshToken).catch((error: unknown) => {
    if (isSessionOver(error)) return null;
    throw error;
  });
  if (tokens === null) return null;
  const { issuer, clientId } = session;
  const check = verifyIdToken(tokens.idToken, await client.keys(), { issuer, clientId, now: clock.now() });
  if (check.kind !== 'valid' || check.claims.subject !== claims.subject) return null;
  await writeSession(file, { issuer, clientId, ...tokens });
  return tokens.idToken;
}

/** What another command put in its place, while this one waited for it. */
function renewedByOther(file: string, before: Session): string | null {
  const found = readSession(file);
  if (found.kind !== 'found' || found.session.idToken === before.idToken) return null;
  const { issuer, clientId, idToken } = found.session;
  return issuer === before.issuer && clientId === before.clientId ? idToken : null;
}
