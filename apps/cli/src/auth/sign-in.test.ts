import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateIssuerKey, type IssuerOptions, startIssuer, type TestIssuer } from '../__fixtures__/issuer.ts';
import { establishIdentity } from './establish-identity.ts';
import { findIdentity, type Identity } from './identity.ts';
import type { DevicePrompt } from './issuer-client.ts';
import { type SignedIn, signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';

const osUser = { id: 'os:alice', kind: 'human', established_by: 'os-user', credential: 'unknown' } as const;

let folder: string;
let file: string;
let issuer: TestIssuer;
/** Milliseconds that the clock passed in is ahead of the machine's. */
let ahead = 0;
const clock: Clock = { now: () => Date.now() + ahead, sleep: () => Promise.resolve() };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudops-auth-'));
  file = join(folder, 'state', 'session.json');
  ahead = 0;
});

afterEach(async () => {
  await issuer?.close();
  rmSync(folder, { recursive: true });
});

async function start(options: IssuerOptions = {}): Promise<void> {
  issuer = await startIssuer(options);
}

interface Login {
  readonly scopes?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onPrompt?: (prompt: DevicePrompt) => unknown;
}

/** Signs in as alice unless something else is to happen once the code is shown. */
function login({ scopes = ['openid', 'offline_access'], signal, onPrompt }: Login = {}): Promise<SignedIn> {
  return signIn({
    settings: { issuer: issuer.url, client_id: issuer.clientId, scopes },
    file,
    clock,
    randomBytes: (size) => new Uint8Array(size).fill(7),
    signal: signal ?? AbortSignal.timeout(10_000),
    onPrompt: onPrompt ?? ((prompt) => void issuer.approve(prompt.code, 'alice')),
  });
}

function find(): Identity {
  return findIdentity({ file, osUser, clock });
}

function establish(): Promise<Identity> {
  return establishIdentity({ file, osUser, clock, signal: AbortSignal.timeout(10_000) });
}

function stored(): Record<string, string> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}

/** Puts a token in the session's place that ended a minute ago. */
function end(account = 'alice'): void {
  writeFileSync(file, JSON.stringify({ ...stored(), id_token: issuer.signEnded(account) }));
}

function tokenRequests(): number {
  return issuer.requests.filter((request) => request === 'POST /token').length;
}

describe('signing in', () => {
  it('establishes whom the issuer names, as a short-lived human', async () => {
    await start();
    const prompts: DevicePrompt[] = [];
    const signedIn = await login({
      onPrompt: (prompt) => {
        prompts.push(prompt);
        void issuer.approve(prompt.code, 'alice');
      },
    });
    expect(prompts).toMatchObject([{ url: `${issuer.url}/device`, expiresInSec: 600 }]);
    expect(signedIn).toMatchObject({ id: `oidc:${issuer.url}#alice`, renews: true });
    const principal = { id: signedIn.id, kind: 'human', established_by: 'oidc', credential: 'short-lived' };
    expect(find()).toMatchObject({ kind: 'signed-in', principal });
    expect(await establish()).toMatchObject({ kind: 'signed-in', principal });
  });

  it('keeps the session for its owner’s eyes alone', async () => {
    await start();
    await login();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['declined', 'AUTH_DENIED', (code: string) => issuer.decline(code)],
    ['not gone through in time', 'AUTH_TIMED_OUT', (code: string) => issuer.expire(code)],
  ])('establishes nobody when it is %s', async (_what, code, act) => {
    await start();
    await expect(login({ onPrompt: (prompt) => void act(prompt.code) })).rejects.toMatchObject({ code });
    expect(find().kind).toBe('os-user');
  });

  it('ends at once when it is interrupted, and keeps the session of before', async () => {
    // The library looks up every five seconds only where it asks seldom.
    let interval = 0.02;
    await start({ rewrite: (path, body) => (path === '/device/auth' ? { ...body, interval } : body) });
    await login();
    interval = 60;
    const before = stored();
    const controller = new AbortController();
    const startedAt = performance.now();
    const second = login({ signal: controller.signal, onPrompt: () => controller.abort() });
    await expect(second).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(performance.now() - startedAt).toBeLessThan(4000);
    expect(stored()).toEqual(before);
  });

  it('says that an issuer has no device flow, or is none', async () => {
    await start({ deviceFlow: false });
    await expect(login()).rejects.toMatchObject({ code: 'AUTH_NO_DEVICE_FLOW' });
    issuer.fail();
    await expect(login()).rejects.toMatchObject({ code: 'AUTH_UNREACHABLE' });
  });

  it.each([
    ['calls itself something else', { issuer: 'https://other.example.com' }, 'AUTH_ISSUER_INVALID'],
    [
      'leads to a page that is not secured',
      { verification_uri: 'http://other.example.com/device' },
      'AUTH_ISSUER_INVALID',
    ],
    ['leads to no page', { verification_uri: 'javascript:alert(1)' }, 'AUTH_ISSUER_INVALID'],
    ['writes to the terminal', { user_code: '\u001b[2J' }, 'AUTH_ISSUER_INVALID'],
    ['sends tokens over plain http elsewhere', { token_endpoint: 'http://192.0.2.1/token' }, 'AUTH_ISSUER_INVALID'],
    ['has its keys elsewhere in the clear', { jwks_uri: 'http://192.0.2.1/jwks' }, 'AUTH_ISSUER_INVALID'],
  ])('refuses an issuer that %s', async (_what, changes, code) => {
    const [key = ''] = Object.keys(changes);
    await start({ rewrite: (_path, body) => (key in body ? { ...body, ...changes } : body) });
    await expect(login()).rejects.toMatchObject({ code });
    expect(find().kind).toBe('os-user');
  });

  it('refuses a token that another key of the same name signed', async () => {
    await start({ rewrite: (path, body) => (path === '/jwks' ? { keys: [generateIssuerKey().public] } : body) });
    await expect(login()).rejects.toMatchObject({ code: 'AUTH_TOKEN_INVALID' });
    expect(find().kind).toBe('os-user');
  });
});

describe('a session', () => {
  it('that has ended is said to have, and nobody is put in its place for a change', async () => {
    await start();
    await login({ scopes: ['openid'] });
    ahead = 3601_000;
    const ended = { kind: 'ended', principal: osUser, was: `oidc:${issuer.url}#alice` };
    expect(find()).toMatchObject(ended);
    const asked = issuer.requests.length;
    expect(await establish()).toMatchObject(ended);
    expect(issuer.requests.length).toBe(asked);
  });

  it('is renewed for a change while the issuer allows it', async () => {
    await start();
    await login();
    end();
    expect(find().kind).toBe('ended');
    expect(await establish()).toMatchObject({ kind: 'signed-in', principal: { id: `oidc:${issuer.url}#alice` } });
    expect(find().kind).toBe('signed-in');
  });

  it('is renewed once by commands that run side by side, and can be again', async () => {
    await start();
    await login();
    for (let round = 1; round <= 2; round += 1) {
      end();
      const before = tokenRequests();
      const identities = await Promise.all([establish(), establish(), establish()]);
      expect(identities.map(({ kind }) => kind)).toEqual(['signed-in', 'signed-in', 'signed-in']);
      expect(tokenRequests()).toBe(before + 1);
    }
    expect(readdirSync(join(folder, 'state'))).toEqual(['session.json']);
  });

  it('is not renewed into that of somebody else', async () => {
    await start();
    await login();
    end('bob');
    expect(await establish()).toMatchObject({ kind: 'ended', was: `oidc:${issuer.url}#bob`, principal: osUser });
  });

  it('cannot be renewed once it was signed out', async () => {
    await start();
    await login();
    end();
    const kept = readFileSync(file);
    expect(await signOut(file, clock, AbortSignal.timeout(10_000))).toEqual({ was: true, revoked: true });
    writeFileSync(file, kept, { mode: 0o600 });
    expect((await establish()).kind).toBe('ended');
  });

  it('counts for no change while its issuer does not answer', async () => {
    await start();
    await login();
    issuer.fail();
    expect(find().kind).toBe('signed-in');
    expect(await establish()).toMatchObject({ kind: 'uncertain', was: `oidc:${issuer.url}#alice`, principal: osUser });
  });

  it('that somebody edited counts for no change', async () => {
    await start();
    await login();
    const session = stored();
    const [header, claims = '', signature] = (session.id_token ?? '').split('.');
    const forged = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), sub: 'bob' };
    const token = [header, Buffer.from(JSON.stringify(forged)).toString('base64url'), signature].join('.');
    writeFileSync(file, JSON.stringify({ ...session, id_token: token, refresh_token: null }));
    expect(await establish()).toMatchObject({
      kind: 'uncertain',
      principal: osUser,
      why: expect.stringContaining('signed'),
    });
    // Nor does a refresh token of one's own make somebody else of it.
    writeFileSync(file, JSON.stringify({ ...session, id_token: token }));
    expect(await establish()).toMatchObject({ kind: 'uncertain', principal: osUser });
  });

  it('of another issuer than the configured one does not count', async () => {
    await start();
    await login();
    const oidc = { issuer: 'https://login.example.com', client_id: issuer.clientId, scopes: [] };
    expect(findIdentity({ file, osUser, clock, oidc })).toMatchObject({ kind: 'uncertain', principal: osUser });
  });

  it('ends by signing out, also where the issuer does not answer', async () => {
    await start();
    await login();
    issuer.fail();
    expect(await signOut(file, clock, AbortSignal.timeout(10_000))).toEqual({ was: true, revoked: false });
    expect(find().kind).toBe('os-user');
    expect(await signOut(file, clock, AbortSignal.timeout(10_000))).toEqual({ was: false, revoked: null });
  });
});
