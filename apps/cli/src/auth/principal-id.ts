import type { Principal } from '@cloudops/spec';
import type { IdTokenClaims } from './verify-id-token.ts';

/** `oidc:ISSUER#SUBJECT`. Two people never share one: an issuer's address has no `#`, and its subjects are its own. */
export function toPrincipalId({ issuer, subject }: Pick<IdTokenClaims, 'issuer' | 'subject'>): string {
  return `oidc:${issuer}#${subject}`;
}

/** Whom an ID token names. The device flow is gone through by people. */
export function toPrincipal(claims: IdTokenClaims): Principal {
  return { id: toPrincipalId(claims), kind: 'human', established_by: 'oidc', credential: 'short-lived' };
}
