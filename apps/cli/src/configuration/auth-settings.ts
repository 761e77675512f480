import { z } from 'zod';

/** Who may say who somebody is. */
export interface AuthSettings {
  readonly oidc?: OidcSettings;
}

/** An OpenID provider, at which `cloudops auth login` signs somebody in. No secret: the client is a public one. */
export interface OidcSettings {
  /** Its address, exactly as its tokens name it. */
  readonly issuer: string;
  /** What CloudOps is called there; the device flow must be allowed for it. */
  readonly client_id: string;
  /** What is asked for; `offline_access` lets a session be renewed. */
  readonly scopes: readonly string[];
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Whether a token may travel there: by https, or without leaving this machine. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname));
}

function isIssuer(text: string): boolean {
  if (!isSafeUrl(text)) return false;
  const { search, hash } = new URL(text);
  return search === '' && hash === '';
}

/** Checks the address of an OpenID provider (OpenID Connect Discovery 1.0, section 3). */
export const issuerSchema: z.ZodType<string> = z
  .string()
  .max(500)
  .refine(isIssuer, 'must read https://HOST/PATH, without login, query and fragment; http only on this machine');

/** Checks the name of a client. */
export const clientIdSchema: z.ZodType<string> = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be a client’s id, without spaces');

/** What is asked for unless something else is configured. */
export const defaultScopes: readonly string[] = ['openid', 'offline_access'];

/** Checks {@link AuthSettings}. */
export const authSettingsSchema: z.ZodType<AuthSettings> = z.strictObject({
  oidc: z
    .strictObject({
      issuer: issuerSchema,
      client_id: clientIdSchema,
      scopes: z
        .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be the name of a scope'))
        .refine((scopes) => scopes.includes('openid'), 'must hold openid: without it nobody says who you are')
        .default([...defaultScopes]),
    })
    .exactOptional(),
});
