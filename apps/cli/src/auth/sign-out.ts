import type { Clock } from '@cloudops/spec';
import { connectIssuer } from './issuer-client.ts';
import { readSession, removeSession } from './session.ts';

/** What became of a session. */
export interface SignedOut {
  /** Whether there was any. */
  readonly was: boolean;
  /** Whether the issuer was told; false also where it could not be, and null where there was nothing to tell. */
  readonly revoked: boolean | null;
}

/** Forgets the session, and tells the issuer that its token is used no more. An issuer that does not answer stops nothing. */
export async function signOut(file: string, clock: Clock, signal: AbortSignal): Promise<SignedOut> {
  const found = readSession(file);
  const was = await removeSession(file);
  if (found.kind !== 'found' || found.session.refreshToken === null) return { was, revoked: null };
  const { issuer, clientId, refreshToken } = found.session;
  try {
    const client = await connectIssuer({ issuer, clientId, clock, signal });
    await client.revoke(refreshToken);
    return { was, revoked: true };
  } catch {
    return { was, revoked: false };
  }
}
