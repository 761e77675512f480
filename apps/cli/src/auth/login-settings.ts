import { clientIdSchema, defaultScopes, issuerSchema, type OidcSettings } from '../configuration/auth-settings.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { authError } from './auth-error.ts';

/** What the flags may say of where to sign in; never who somebody is. */
export interface LoginFlags {
  readonly issuer: string | undefined;
  readonly 'client-id': string | undefined;
}

/**
 * Where to sign in: as configured, or as the flags say.
 * @throws CloudOpsError `AUTH_NOT_CONFIGURED`; `AUTH_ISSUER_INVALID` for an address that is not secured, or another one than the
 * configured: then the session would count nowhere.
 */
export function chooseLogin({ issuer, 'client-id': clientId }: LoginFlags, { auth }: Configuration): OidcSettings {
  const chosen = { issuer: issuer ?? auth.oidc?.issuer, clientId: clientId ?? auth.oidc?.client_id };
  if (chosen.issuer === undefined || chosen.clientId === undefined) {
    throw authError('AUTH_NOT_CONFIGURED', 'Nothing says where to sign in.');
  }
  const problem = [issuerSchema.safeParse(chosen.issuer), clientIdSchema.safeParse(chosen.clientId)].find(
    ({ success }) => !success,
  )?.error?.issues[0]?.message;
  if (problem !== undefined) throw authError('AUTH_ISSUER_INVALID', `Nobody can sign in there: it ${problem}.`);
  if (auth.oidc !== undefined && (auth.oidc.issuer !== chosen.issuer || auth.oidc.client_id !== chosen.clientId)) {
    throw authError(
      'AUTH_ISSUER_INVALID',
      'config.yaml (auth.oidc) names another issuer or client, and only that counts.',
    );
  }
  return { issuer: chosen.issuer, client_id: chosen.clientId, scopes: auth.oidc?.scopes ?? defaultScopes };
}
