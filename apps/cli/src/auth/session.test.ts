import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSession, removeSession, writeSession } from './session.ts';

const session = { issuer: 'https://login.example.com', clientId: 'cloudops', idToken: 'a.b.c', refreshToken: null };

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudops-session-'));
  file = join(folder, 'session.json');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a session', () => {
  it('is read as it was written, and leaves nothing else behind', async () => {
    expect(readSession(file)).toEqual({ kind: 'none' });
    await writeSession(file, { ...session, refreshToken: 'old' });
    await writeSession(file, session);
    expect(readSession(file)).toEqual({ kind: 'found', session });
    expect(readdirSync(folder)).toEqual(['session.json']);
    expect(await removeSession(file)).toBe(true);
    expect(await removeSession(file)).toBe(false);
  });

  it.each([0o640, 0o604, 0o620])('that others can read or write (%o) does not count', async (mode) => {
    await writeSession(file, session);
    chmodSync(file, mode);
    expect(readSession(file)).toMatchObject({ kind: 'unusable', why: expect.stringContaining('others') });
  });

  it('that is a link, a folder or nonsense does not count', async () => {
    await writeSession(join(folder, 'other.json'), session);
    symlinkSync(join(folder, 'other.json'), file);
    expect(readSession(file).kind).toBe('unusable');
    rmSync(file);
    mkdirSync(file);
    expect(readSession(file).kind).toBe('unusable');
    rmSync(file, { recursive: true });
    for (const text of ['', 'null', '{"__proto__":{"issuer":"x"}}', '{', ' '.repeat(300_000)]) {
      writeFileSync(file, text, { mode: 0o600 });
      expect(readSession(file).kind).toBe('unusable');
    }
  });

  it('of an issuer that is not secured does not count', () => {
    const kept = { schema_version: 1, issuer: 'http://login.example.com', client_id: 'a', id_token: 'a.b.c' };
    writeFileSync(file, JSON.stringify({ ...kept, refresh_token: null }), { mode: 0o600 });
    expect(readSession(file).kind).toBe('unusable');
  });

  it('that cannot be kept says so', async () => {
    writeFileSync(join(folder, 'plain'), '');
    const inside = join(folder, 'plain', 'session.json');
    await expect(writeSession(inside, session)).rejects.toMatchObject({ code: 'AUTH_SESSION_UNWRITABLE' });
  });
});
