import { X509Certificate } from 'node:crypto';
import type { Principal, WireTransport } from '@cloudops/spec';
import type { ExecCredential } from './exec-credential.ts';

/**
 * How long a credential lives, as far as whoever holds it can tell. `impersonation`: it is used to act as somebody else, whom the
 * server then names as if they were there.
 */
export type CredentialLifetime = Principal['credential'] | 'impersonation';

/** What lives longer is worth stealing: a working day and its night. */
const longestMs = 24 * 60 * 60 * 1000;

/** What a credential is made of. */
export interface CredentialParts {
  readonly exec: Pick<ExecCredential, 'expiresAt'> | null;
  readonly certificate: Buffer | string | null;
  /** Whether it is a user name and a password. */
  readonly isPassword: boolean;
  /** Whether somebody else is named to the server. */
  readonly isImpersonation: boolean;
}

/** Tells how long a credential lives: the server sees the name that it stands for, and not always that. */
export function lifetimeOf(
  { exec, certificate, isPassword, isImpersonation }: CredentialParts,
  now: number,
): CredentialLifetime {
  if (isImpersonation) return 'impersonation';
  if (isPassword) return 'long-lived';
  if (exec !== null) {
    if (exec.expiresAt === null) return 'unknown';
    return exec.expiresAt - now <= longestMs ? 'short-lived' : 'long-lived';
  }
  return certificate === null ? 'unknown' : lifetimeOfCertificate(certificate);
}

function lifetimeOfCertificate(pem: Buffer | string): Principal['credential'] {
  const { validFrom, validTo } = new X509Certificate(pem);
  return Date.parse(validTo) - Date.parse(validFrom) <= longestMs ? 'short-lived' : 'long-lived';
}

/** A transport that can tell how long its credential lives. */
export interface LifetimeTransport extends WireTransport {
  /** What it signs requests with; asked after the first request. */
  credentialLifetime(): CredentialLifetime;
}

/**
 * What the server and the holder know together: the server's word is the surer one, where it has one that is good. Whoever
 * impersonates is nobody whom policies know: one person could else ask for a change as another one, and approve it.
 */
export function withLifetime(principal: Principal, transport: WireTransport): Principal {
  if (!('credentialLifetime' in transport)) return principal;
  const own = (transport as LifetimeTransport).credentialLifetime();
  if (own === 'impersonation') return { ...principal, id: `${principal.id} (impersonated)`, credential: 'unknown' };
  return own === 'unknown' || principal.credential === 'short-lived' ? principal : { ...principal, credential: own };
}
