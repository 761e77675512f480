import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DeviceCode, Provider } from 'oidc-provider';
import { createOidcAdapter } from './oidc-adapter.ts';

/** A real OpenID provider on this machine (oidc-provider), with the device flow. */
export interface TestIssuer {
  readonly url: string;
  readonly clientId: string;
  /** Every request that came, as `GET /path`, oldest first. */
  readonly requests: readonly string[];
  /** Somebody goes to the page, types the code, and signs in as that account. */
  approve(userCode: string, account: string): Promise<void>;
  /** Somebody types the code and says no. */
  decline(userCode: string): Promise<void>;
  /** The code runs out. */
  expire(userCode: string): Promise<void>;
  /** An ID token of this issuer that ended a minute ago, with its own key. */
  signEnded(account: string): string;
  /** Answers no more; the port stays taken. */
  fail(): void;
  close(): Promise<void>;
}

/** What may differ. */
export interface IssuerOptions {
  readonly deviceFlow?: boolean;
  /** Signs this account in as soon as a code is given out. */
  readonly approves?: string;
  /** Changes what the provider answers, by path. */
  readonly rewrite?: (path: string, body: Record<string, unknown>) => Record<string, unknown>;
}

const clientId = 'cloudops-cli';

/** Starts one on a free port. */
export async function startIssuer(options: IssuerOptions = {}): Promise<TestIssuer> {
  const requests: string[] = [];
  let handle: ReturnType<Provider['callback']> | undefined;
  let isFailing = false;
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    requests.push(`${request.method} ${path}`);
    if (isFailing) return void response.writeHead(503).end();
    rewriteAnswer(path, response, options, (code) => {
      if (options.approves !== undefined) void approve(provider, code, options.approves);
    });
    handle?.(request, response);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = generateIssuerKey();
  const provider = new Provider(url, settingsOf(options, key.secret));
  handle = provider.callback();
  return {
    url,
    clientId,
    requests,
    approve: (code, account) => approve(provider, code, account),
    decline: (code) => change(provider, code, { error: 'access_denied' }),
    expire: (code) => change(provider, code, { exp: 1 }),
    signEnded: (account) => signEnded(url, account, key.privateKey),
    fail: () => {
      isFailing = true;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Clients are told to ask again soon: the five seconds that they wait otherwise are long for a test. */
function rewriteAnswer(
  path: string,
  response: ServerResponse,
  { rewrite }: IssuerOptions,
  onCode: (code: string) => void,
): void {
  const end = response.end.bind(response);
  response.end = ((body?: unknown) => {
    const text = body instanceof Uint8Array || typeof body === 'string' ? Buffer.from(body).toString() : '';
    if (!text.startsWith('{')) return end(body as string);
    const json = JSON.parse(text) as Record<string, unknown>;
    const isCode = path === '/device/auth' && typeof json.user_code === 'string';
    if (isCode) onCode(String(json.user_code));
    const quick = isCode ? { ...json, interval: 0.02 } : json;
    const changed = JSON.stringify(rewrite === undefined ? quick : rewrite(path, quick));
    if (!response.headersSent) response.setHeader('content-length', Buffer.byteLength(changed));
    return end(changed);
  }) as typeof response.end;
}

/** A signing key of the name that every issuer here gives its own. */
export function generateIssuerKey(): {
  readonly privateKey: KeyObject;
  readonly secret: object;
  readonly public: object;
} {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = { kid: 'signing', use: 'sig', alg: 'ES256' };
  return {
    privateKey,
    secret: { ...privateKey.export({ format: 'jwk' }), ...name },
    public: { ...publicKey.export({ format: 'jwk' }), ...name },
  };
}

function settingsOf({ deviceFlow = true }: IssuerOptions, key: object): object {
  const day = 86_400;
  return {
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        id_token_signed_response_alg: 'ES256',
        grant_types: deviceFlow ? ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'] : [],
        response_types: [],
        redirect_uris: [],
      },
    ],
    adapter: createOidcAdapter(),
    jwks: { keys: [key] },
    cookies: { keys: ['test'] },
    features: {
      deviceFlow: { enabled: deviceFlow },
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
    },
    ttl: { IdToken: 3600, DeviceCode: 600, AccessToken: 600, RefreshToken: day, Grant: day, Session: day },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
  };
}

function signEnded(issuer: string, account: string, privateKey: KeyObject): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) - 60;
  const claims = { iss: issuer, sub: account, aud: clientId, iat: exp - 3600, exp };
  const text = `${encode({ alg: 'ES256', kid: 'signing' })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

async function findDevice(provider: Provider, userCode: string): Promise<DeviceCode> {
  const device = await provider.DeviceCode.findByUserCode(userCode.replaceAll('-', ''));
  if (device === undefined) throw new RangeError(`nobody was given the code ${userCode}`);
  return device;
}

async function change(provider: Provider, userCode: string, fields: object): Promise<void> {
  await Object.assign(await findDevice(provider, userCode), fields).save();
}

async function approve(provider: Provider, userCode: string, accountId: string): Promise<void> {
  const grant = new provider.Grant({ accountId, clientId });
  const { scope, nonce } = (await findDevice(provider, userCode)).params;
  grant.addOIDCScope(scope);
  const signedIn = { accountId, grantId: await grant.save(), scope, nonce, claims: {} };
  await change(provider, userCode, { ...signedIn, authTime: Math.floor(Date.now() / 1000) });
}
