import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asAgent, establishPrincipal, findOsUser, findPrincipal } from './principal.ts';
import { systemClock } from './system-clock.ts';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

let folder: string;
let paths: { readonly session: string };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudops-principal-'));
  paths = { session: join(folder, 'session.json') };
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A session whose token ends in so many seconds, in a file of this mode. */
function keepSession(seconds: number, mode = 0o600): void {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'https://login.example.com', sub: 'alice', aud: 'cli', iat: now - 10, exp: now + seconds };
  const idToken = `${encode({ alg: 'ES256' })}.${encode(claims)}.c2ln`;
  const session = { schema_version: 1, issuer: claims.iss, client_id: 'cli', id_token: idToken, refresh_token: null };
  writeFileSync(paths.session, JSON.stringify(session), { mode });
}

function establish(): ReturnType<typeof establishPrincipal> {
  return establishPrincipal({ paths, clock: systemClock, signal: AbortSignal.timeout(5000) });
}

describe('the principal', () => {
  it('is the user of the operating system without a session', async () => {
    expect(findPrincipal(paths)).toMatchObject({ id: expect.stringMatching(/^os:./), established_by: 'os-user' });
    expect(await establish()).toEqual({ kind: 'os-user', principal: findOsUser() });
  });

  it('is whoever signed in', () => {
    keepSession(60);
    expect(findPrincipal(paths)).toEqual({
      id: 'oidc:https://login.example.com#alice',
      kind: 'human',
      established_by: 'oidc',
      credential: 'short-lived',
    });
  });

  it('is nobody else for a change once the session has ended', async () => {
    keepSession(-1);
    expect(findPrincipal(paths)).toEqual(findOsUser());
    expect(await establish()).toMatchObject({ kind: 'ended', was: 'oidc:https://login.example.com#alice' });
  });

  it('is not taken from a session that others could have written', async () => {
    keepSession(60, 0o644);
    expect(findPrincipal(paths)).toEqual(findOsUser());
    expect(await establish()).toMatchObject({ kind: 'uncertain', was: null });
  });

  it('keeps its id where an agent acts for it, and is no human then', () => {
    expect(asAgent(findOsUser())).toEqual({ ...findOsUser(), kind: 'agent' });
  });
});
