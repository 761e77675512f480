import type { Clock } from '@cloudops/spec';
import type * as OpenidClient from 'openid-client';
import { z } from 'zod';
import { isSafeUrl } from '../configuration/auth-settings.ts';
import { authError, toAuthError } from './auth-error.ts';
import { createGuardedFetch } from './guarded-fetch.ts';
import type { IssuerKey } from './verify-id-token.ts';

/** What a person does with it: opens the address, and types the code there. */
export interface DevicePrompt {
  readonly url: string;
  /** The address with the code in it; null where the issuer has none. */
  readonly completeUrl: string | null;
  readonly code: string;
  /** Seconds that the code is good for. */
  readonly expiresInSec: number;
}

/** What an issuer gave out. Secrets. */
export interface Tokens {
  readonly idToken: string;
  readonly refreshToken: string | null;
}

/** An OpenID provider, as this client uses it. */
export interface IssuerClient {
  /** Asks for a login on another screen. Its `wait` ends when somebody signed in there, or declined, or the code ran out. */
  begin(scopes: readonly string[], nonce: string): Promise<{ readonly prompt: DevicePrompt; wait(): Promise<Tokens> }>;
  /** Renews a session. @throws the library's error where the issuer refuses. */
  refresh(refreshToken: string): Promise<Tokens | null>;
  /** Tells the issuer that a token is used no more; does nothing where it has no way to be told. */
  revoke(token: string): Promise<void>;
  /** The issuer's keys as they are now. */
  keys(): Promise<readonly IssuerKey[]>;
}

/** Which issuer, as which client. */
export interface IssuerClientOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const longestLoginSec = 30 * 60;
const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/**
 * Reads an issuer's metadata. The library is loaded here, by the few commands that ask an issuer.
 * @throws CloudOpsError `AUTH_UNREACHABLE`, `AUTH_ISSUER_INVALID`, `INTERRUPTED`.
 */
export async function connectIssuer(options: IssuerClientOptions): Promise<IssuerClient> {
  const { issuer, clientId, clock, signal } = options;
  const library = await import('openid-client');
  const guarded = createGuardedFetch(signal);
  // The library asks its own clock; the difference makes it ours.
  const metadata = { [library.clockSkew]: Math.round((clock.now() - Date.now()) / 1000) };
  try {
    const server = await library.discovery(new URL(issuer), clientId, metadata, library.None(), {
      [library.customFetch]: guarded as OpenidClient.CustomFetch,
      timeout: 30,
      // The guard lets http pass on this machine only.
      execute: [library.allowInsecureRequests],
    });
    if (server.serverMetadata().issuer !== issuer) {
      throw authError('AUTH_ISSUER_INVALID', `What answers at ${issuer} calls itself something else.`);
    }
    return toClient(library, server, options, guarded);
  } catch (error) {
    throw toAuthError(error, issuer, signal);
  }
}

function toClient(
  library: typeof OpenidClient,
  server: OpenidClient.Configuration,
  { issuer, signal }: IssuerClientOptions,
  guarded: ReturnType<typeof createGuardedFetch>,
): IssuerClient {
  const { device_authorization_endpoint, revocation_endpoint, jwks_uri } = server.serverMetadata();
  const translate = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await orAborted(work(), signal);
    } catch (error) {
      throw toAuthError(error, issuer, signal);
    }
  };
  return {
    async begin(scopes, nonce) {
      if (device_authorization_endpoint === undefined) {
        throw authError('AUTH_NO_DEVICE_FLOW', `${issuer} offers no device flow.`);
      }
      const parameters = { scope: scopes.join(' '), nonce };
      const device = await translate(() => library.initiateDeviceAuthorization(server, parameters));
      const prompt = toPrompt(device);
      const wait = (): Promise<Tokens> => {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(prompt.expiresInSec * 1000)]);
        return waitForTokens(() => library.pollDeviceAuthorizationGrant(server, device, {}, { signal: limit }), {
          issuer,
          signal: limit,
        });
      };
      return { prompt, wait };
    },
    async refresh(refreshToken) {
      const { id_token, refresh_token = refreshToken } = await library.refreshTokenGrant(server, refreshToken);
      return id_token === undefined ? null : { idToken: id_token, refreshToken: refresh_token };
    },
    async revoke(token) {
      if (revocation_endpoint !== undefined) await translate(() => library.tokenRevocation(server, token));
    },
    keys: () => translate(() => readKeys(jwks_uri, guarded)),
  };
}

function toPrompt(device: OpenidClient.DeviceAuthorizationResponse): DevicePrompt {
  const { user_code: code, verification_uri: url, verification_uri_complete: complete, expires_in } = device;
  // A person opens these: nothing but a web page, and no stranger text than an address and a code.
  if (!isSafeUrl(url) || !/^[\x21-\x7e ]{1,64}$/.test(code)) {
    throw authError('AUTH_ISSUER_INVALID', 'The issuer’s page for signing in is no https address.');
  }
  const completeUrl = complete !== undefined && isSafeUrl(complete) ? new URL(complete).href : null;
  return {
    url: new URL(url).href,
    completeUrl,
    code,
    expiresInSec: Math.min(Math.max(expires_in, 1), longestLoginSec),
  };
}

interface Waiting {
  readonly issuer: string;
  readonly signal: AbortSignal;
}

async function waitForTokens(
  poll: () => Promise<{ readonly id_token?: string; readonly refresh_token?: string }>,
  { issuer, signal }: Waiting,
): Promise<Tokens> {
  try {
    const { id_token: idToken, refresh_token: refreshToken = null } = await orAborted(poll(), signal);
    if (idToken !== undefined) return { idToken, refreshToken };
  } catch (error) {
    throw toAuthError(error, issuer, signal);
  }
  throw authError('AUTH_TOKEN_INVALID', `${issuer} gave no ID token; it does not say who signed in.`);
}

async function readKeys(url: string | undefined, guarded: ReturnType<typeof createGuardedFetch>): Promise<IssuerKey[]> {
  if (url === undefined) throw authError('AUTH_ISSUER_INVALID', 'The issuer publishes no keys.');
  const answer = await guarded(url, { headers: { accept: 'application/json' } });
  const parsed = keySetSchema.safeParse(await answer.json().catch(() => null));
  if (answer.status === 200 && parsed.success) return parsed.data.keys;
  throw authError('AUTH_ISSUER_INVALID', 'The issuer’s keys cannot be read.');
}

/** The library looks at its signal every few seconds only; a person does not wait that long after Ctrl-C. */
function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
