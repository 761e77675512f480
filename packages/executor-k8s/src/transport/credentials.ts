import type { KubeconfigUser, ResolvedContext } from '../kubeconfig/kubeconfig.ts';
import { assertClientCertificate } from './client-certificate.ts';
import { fileOrData, readCredentialFile } from './credential-file.ts';
import { type CredentialLifetime, lifetimeOf } from './credential-lifetime.ts';
import type { ExecCredential } from './exec-credential.ts';
import { runExecPlugin } from './exec-plugin.ts';
import { legacyAuthorization } from './legacy-auth-provider.ts';

/** What a request is signed with. Secret: stays inside the transport. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly certificate: Buffer | string | null;
  readonly key: Buffer | string | null;
  /** Milliseconds since the Unix epoch after which they must be read again; null = never. */
  readonly staleAt: number | null;
  /** Whether reading them again after a 401 may give others. */
  readonly renewable: boolean;
  readonly lifetime: CredentialLifetime;
}

/** What {@link readCredentials} needs. */
export interface CredentialsOptions {
  readonly context: ResolvedContext;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For the exec plugin, or the auth provider's answer. */
  readonly execTimeoutMs: number;
  readonly now: () => number;
  /** Ends an exec plugin that still runs, or the wait for an identity provider. */
  readonly signal: AbortSignal;
}

/** Token files are rotated in place; client-go reads them again after a minute. */
const tokenFileAgeMs = 60_000;
/** Exec credentials are renewed a little before they end, so that none expires on its way. */
const expiryMarginMs = 10_000;

function impersonation(user: KubeconfigUser): Record<string, string | readonly string[]> {
  const headers: Record<string, string | readonly string[]> = {};
  if (user.impersonateUser === undefined) return headers;
  headers['impersonate-user'] = user.impersonateUser;
  if (user.impersonateUid !== undefined) headers['impersonate-uid'] = user.impersonateUid;
  if (user.impersonateGroups.length > 0) headers['impersonate-group'] = user.impersonateGroups;
  for (const [key, values] of Object.entries(user.impersonateExtra)) {
    headers[`impersonate-extra-${encodeURIComponent(key.toLowerCase())}`] = values;
  }
  return headers;
}

async function bearerToken(user: KubeconfigUser, exec: ExecCredential | null): Promise<string | null> {
  if (user.tokenFile !== undefined)
    return (await readCredentialFile(user.tokenFile, 'tokenFile')).toString('utf8').trim();
  return user.token ?? exec?.token ?? null;
}

async function authorization(options: CredentialsOptions, exec: ExecCredential | null): Promise<string | null> {
  const { user } = options.context;
  const token = await bearerToken(user, exec);
  if (token !== null) return `Bearer ${token}`;
  if (user.username !== undefined) {
    return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
  }
  return legacyAuthorization({ context: options.context, timeoutMs: options.execTimeoutMs, signal: options.signal });
}

function staleTime(user: KubeconfigUser, exec: ExecCredential | null, now: number): number | null {
  if (exec !== null) return exec.expiresAt === null ? null : exec.expiresAt - expiryMarginMs;
  return user.tokenFile !== undefined || user.authProvider !== undefined ? now + tokenFileAgeMs : null;
}

/**
 * Reads a context's credentials: files, inline data, exec plugin or auth provider.
 * @throws CloudOpsError `CREDENTIAL_UNREADABLE`, `CLIENT_CERTIFICATE_EXPIRED`, `CLIENT_CERTIFICATE_INVALID`,
 * `EXEC_PLUGIN_…`, `AUTH_PROVIDER_FAILED`.
 */
export async function readCredentials(options: CredentialsOptions): Promise<Credentials> {
  const { context, environment, execTimeoutMs: timeoutMs, signal } = options;
  const { user, cluster, name } = context;
  const exec =
    user.exec === undefined ? null : await runExecPlugin({ exec: user.exec, cluster, environment, timeoutMs, signal });
  const certificate =
    exec?.clientCertificate ??
    (await fileOrData(user.clientCertificate, user.clientCertificateData, 'client-certificate'));
  const key = exec?.clientKey ?? (await fileOrData(user.clientKey, user.clientKeyData, 'client-key'));
  if (certificate !== null) assertClientCertificate(certificate, options.now(), name);
  const header = await authorization(options, exec);
  const isPassword = header?.startsWith('Basic ') === true;
  const isImpersonation = user.impersonateUser !== undefined;
  return {
    headers: { ...(header === null ? {} : { authorization: header }), ...impersonation(user) },
    certificate,
    key,
    staleAt: staleTime(user, exec, options.now()),
    lifetime: lifetimeOf({ exec, certificate, isPassword, isImpersonation }, options.now()),
    renewable: exec !== null || user.tokenFile !== undefined || user.authProvider !== undefined,
  };
}
