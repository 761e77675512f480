import type { Clock } from '@cloudops/spec';
import type { OidcSettings } from '../configuration/auth-settings.ts';
import { authError } from './auth-error.ts';
import { connectIssuer, type DevicePrompt } from './issuer-client.ts';
import { toPrincipalId } from './principal-id.ts';
import { writeSession } from './session.ts';
import { verifyIdToken } from './verify-id-token.ts';

/** Who is to be signed in, where, and how to tell them what to do. */
export interface SignInRequest {
  readonly settings: OidcSettings;
  /** Where the session is kept. */
  readonly file: string;
  readonly clock: Clock;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly signal: AbortSignal;
  /** Told once the issuer waits for somebody. */
  onPrompt(prompt: DevicePrompt): void;
}

/** Who signed in. */
export interface SignedIn {
  /** `oidc:ISSUER#SUBJECT`. */
  readonly id: string;
  readonly email: string | null;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  /** Whether the session goes on by itself after that. */
  readonly renews: boolean;
}

/**
 * Signs somebody in by the device flow (RFC 8628), checks the ID token, and keeps the session.
 * @throws CloudOpsError `AUTH_…` and `INTERRUPTED`; then the session of before stays.
 */
export async function signIn({
  settings,
  file,
  clock,
  randomBytes,
  signal,
  onPrompt,
}: SignInRequest): Promise<SignedIn> {
  const { issuer, client_id: clientId, scopes } = settings;
  const client = await connectIssuer({ issuer, clientId, clock, signal });
  const nonce = Buffer.from(randomBytes(16)).toString('base64url');
  const login = await client.begin(scopes, nonce);
  onPrompt(login.prompt);
  const { idToken, refreshToken } = await login.wait();
  const check = verifyIdToken(idToken, await client.keys(), { issuer, clientId, nonce, now: clock.now() });
  if (check.kind === 'invalid') throw authError('AUTH_TOKEN_INVALID', `Nobody was signed in: ${check.why}.`);
  if (check.kind === 'expired')
    throw authError('AUTH_TOKEN_INVALID', 'Nobody was signed in: the token has ended already.');
  await writeSession(file, { issuer, clientId, idToken, refreshToken });
  const { email, expiresAt } = check.claims;
  return {
    id: toPrincipalId(check.claims),
    email,
    expiresAt: new Date(expiresAt).toISOString(),
    renews: refreshToken !== null,
  };
}
