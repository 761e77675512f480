import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';

/** One of an issuer's keys, as its `jwks_uri` gives it (RFC 7517). */
export interface IssuerKey {
  readonly kty: string;
  readonly kid?: unknown;
  readonly use?: unknown;
  readonly crv?: unknown;
}

/** What an ID token must say to count here. */
export interface IdTokenExpectation {
  /** Exactly as the token must name it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Sent when the token was asked for; compared where the token repeats it. */
  readonly nonce?: string;
}

/** What an ID token says that is used here. */
export interface IdTokenClaims {
  readonly issuer: string;
  readonly subject: string;
  /** For people to read only: an issuer may let its users choose it. */
  readonly email: string | null;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What an ID token is worth. */
export type IdTokenCheck =
  | { readonly kind: 'valid'; readonly claims: IdTokenClaims }
  /** All is right but the time. */
  | { readonly kind: 'expired'; readonly claims: IdTokenClaims }
  | { readonly kind: 'invalid'; readonly why: string };

/** Clocks differ; more than this many milliseconds is no such difference. */
const toleranceMs = 30_000;

const headerSchema = z.object({ alg: z.string(), kid: z.string().optional(), crit: z.never().optional() });
const claimsSchema = z.object({
  iss: z.string(),
  // OpenID Connect Core 1.0, section 2: at most 255 ASCII characters.
  sub: z.string().regex(/^[\x21-\x7e]{1,255}$/),
  aud: z.union([z.string(), z.array(z.string())]),
  azp: z.string().optional(),
  exp: z.number(),
  iat: z.number(),
  nbf: z.number().optional(),
  nonce: z.string().optional(),
  email: z.string().max(320).optional(),
});

type Claims = z.infer<typeof claimsSchema>;

/** Without a look at the signature: what a token says, not whether it is true. */
export function readIdToken(token: string, expected: IdTokenExpectation): IdTokenCheck {
  const parts = splitToken(token);
  return parts === null ? invalid('is no signed token') : checkClaims(parts.claims, expected);
}

/**
 * Checks an ID token as OpenID Connect Core 1.0, section 3.1.3.7, asks, its signature too.
 * @param keys the issuer's own, as its `jwks_uri` gives them.
 */
export function verifyIdToken(token: string, keys: readonly IssuerKey[], expected: IdTokenExpectation): IdTokenCheck {
  const parts = splitToken(token);
  if (parts === null) return invalid('is no signed token');
  const { alg, kid } = parts.header;
  const rule = Object.hasOwn(rules, alg) ? rules[alg] : undefined;
  if (rule === undefined) return invalid('is signed in a way that is not accepted');
  const fitting = keys.filter(
    (key) => key.kty === rule.kty && (kid === undefined || key.kid === kid) && isForSigning(key),
  );
  const isSigned = fitting.some((key) => isSignedBy(key, rule, parts));
  return isSigned ? checkClaims(parts.claims, expected) : invalid('is not signed by the issuer');
}

interface TokenParts {
  readonly header: z.infer<typeof headerSchema>;
  readonly claims: Claims;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

function splitToken(token: string): TokenParts | null {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return null;
  const [first = '', second = '', third = ''] = token.split('.');
  const header = headerSchema.safeParse(parsePart(first));
  const claims = claimsSchema.safeParse(parsePart(second));
  if (!header.success || !claims.success) return null;
  const signature = Buffer.from(third, 'base64url');
  return { header: header.data, claims: claims.data, signed: Buffer.from(`${first}.${second}`), signature };
}

function parsePart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

function checkClaims(claims: Claims, { issuer, clientId, now, nonce }: IdTokenExpectation): IdTokenCheck {
  const audiences = [claims.aud].flat();
  if (claims.iss !== issuer) return invalid('is of another issuer');
  if (!audiences.includes(clientId)) return invalid('is for another client');
  const isForUs = claims.azp === undefined ? audiences.length === 1 : claims.azp === clientId;
  if (!isForUs) return invalid('was issued to another client');
  if (nonce !== undefined && claims.nonce !== undefined && claims.nonce !== nonce)
    return invalid('is not for this login');
  const notBefore = Math.max(claims.iat, claims.nbf ?? 0) * 1000;
  if (!(notBefore <= now + toleranceMs)) return invalid('is from the future; check this machine’s clock');
  const expiresAt = claims.exp * 1000;
  const known = { issuer, subject: claims.sub, email: claims.email ?? null, expiresAt };
  return { kind: now < expiresAt ? 'valid' : 'expired', claims: known };
}

interface Rule {
  readonly kty: string;
  readonly crv?: readonly string[];
  readonly hash: string | null;
  readonly options: object;
}

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const ieee = { dsaEncoding: 'ieee-p1363' };

/** Signatures that are accepted (RFC 7518, RFC 8037): asymmetric ones only, so that no secret and no `none` passes. */
const rules: Readonly<Record<string, Rule>> = {
  RS256: { kty: 'RSA', hash: 'sha256', options: {} },
  RS384: { kty: 'RSA', hash: 'sha384', options: {} },
  RS512: { kty: 'RSA', hash: 'sha512', options: {} },
  PS256: { kty: 'RSA', hash: 'sha256', options: pss },
  PS384: { kty: 'RSA', hash: 'sha384', options: pss },
  PS512: { kty: 'RSA', hash: 'sha512', options: pss },
  ES256: { kty: 'EC', crv: ['P-256'], hash: 'sha256', options: ieee },
  ES384: { kty: 'EC', crv: ['P-384'], hash: 'sha384', options: ieee },
  ES512: { kty: 'EC', crv: ['P-521'], hash: 'sha512', options: ieee },
  EdDSA: { kty: 'OKP', crv: ['Ed25519'], hash: null, options: {} },
  Ed25519: { kty: 'OKP', crv: ['Ed25519'], hash: null, options: {} },
};

function isForSigning({ use, crv }: IssuerKey, rule?: Rule): boolean {
  return (use === undefined || use === 'sig') && (rule?.crv === undefined || rule.crv.includes(String(crv)));
}

function isSignedBy(key: IssuerKey, rule: Rule, { signed, signature }: TokenParts): boolean {
  if (!isForSigning(key, rule)) return false;
  try {
    const publicKey = createPublicKey({ key: { ...key } as never, format: 'jwk' });
    return isStrong(publicKey) && verify(rule.hash, signed, { key: publicKey, ...rule.options }, signature);
  } catch {
    return false;
  }
}

/** RFC 7518, section 3.3: RSA keys have 2048 bits at least. */
function isStrong({ asymmetricKeyDetails: details }: KeyObject): boolean {
  return details?.modulusLength === undefined || details.modulusLength >= 2048;
}

function invalid(why: string): IdTokenCheck {
  return { kind: 'invalid', why: `the token ${why}` };
}
