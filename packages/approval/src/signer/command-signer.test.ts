import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { approve, verify } from '../__fixtures__/approve.ts';
import { pemOf, signerOf } from '../__fixtures__/keys.ts';
import { temporaryFolder } from '../__fixtures__/temporary-folder.ts';
import { createCommandSigner } from './command-signer.ts';
import { createKeychainSigner } from './keychain-signer.ts';

const folder = temporaryFolder();
const printing = (code: string) => [process.execPath, '-e', code];
const failing = (why: RegExp) => ({ code: 'APPROVAL_COMMAND_FAILED', message: why });

describe('createCommandSigner', () => {
  it('signs with the key that the command prints', async () => {
    const signer = await createCommandSigner({ command: printing(`console.log(${JSON.stringify(pemOf('bob'))})`) });
    expect(signer.keyId).toBe(signerOf('bob').keyId);
    expect(verify([await approve({ signer })]).counted).toMatchObject([{ by: 'bob' }]);
  });

  it('runs it without a shell', async () => {
    const victim = join(folder, 'victim');
    await expect(createCommandSigner({ command: [`touch ${victim}; echo`] })).rejects.toMatchObject(
      failing(/cannot be started/),
    );
    const echo = createCommandSigner({ command: [process.execPath, '-p', 'process.argv[1]', `$(touch ${victim})`] });
    await expect(echo).rejects.toMatchObject({ code: 'APPROVAL_KEY_INVALID' });
    expect(existsSync(victim)).toBe(false);
  });

  it.each([
    ['is none', [], /no program is named/],
    ['is not there', [join(folder, 'absent')], /cannot be started/],
    ['has a NUL in its name', ['a\0b'], /cannot be started/],
    ['fails', printing('process.exit(3)'), /status 3/],
    ['kills itself', printing('process.kill(process.pid, "SIGTERM")'), /ended by SIGTERM/],
    ['prints for ever', printing('for (;;) require("fs").writeSync(1, "x".repeat(9999))'), /more than 16384 bytes/],
  ])('says so when the command %s', async (_, command, why) => {
    await expect(createCommandSigner({ command })).rejects.toMatchObject(failing(why));
  });

  it('waits no longer than it was told, also where a child of the command keeps the pipe', async () => {
    const sleeping = createCommandSigner({ command: printing('setTimeout(() => {}, 60000)'), timeoutMs: 50 });
    await expect(sleeping).rejects.toMatchObject(failing(/took too long/));
    const child = `[process.execPath, ["-e", "setTimeout(() => {}, 2000)"], { stdio: "inherit", detached: true }]`;
    const orphan = createCommandSigner({
      command: printing(`require("child_process").spawn(...${child}).unref()`),
      timeoutMs: 300,
    });
    await expect(orphan).rejects.toMatchObject(failing(/took too long/));
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const command = printing('setTimeout(() => {}, 60000)');
    const asked = createCommandSigner({ command, signal: stop.signal });
    stop.abort(new TypeError('enough'));
    await expect(asked).rejects.toThrow('enough');
    await expect(createCommandSigner({ command, signal: stop.signal })).rejects.toThrow('enough');
  });

  it('repeats nothing of what the command printed', async () => {
    const command = printing('console.log("hunter2"); console.error("hunter2")');
    const error = await createCommandSigner({ command }).catch((cause: unknown) => cause);
    expect(JSON.stringify({ ...Object(error), message: String(error) })).not.toContain('hunter2');
  });
});

describe('createKeychainSigner', () => {
  it('signs with the key that the keychain holds', async () => {
    const signer = await createKeychainSigner({ readSecret: async () => pemOf('bob') });
    expect(verify([await approve({ signer })]).counted).toMatchObject([{ by: 'bob' }]);
  });

  it('says when there is none, and when it cannot be read', async () => {
    const empty = createKeychainSigner({ readSecret: async () => null });
    await expect(empty).rejects.toMatchObject({ code: 'APPROVAL_KEY_NOT_FOUND' });
    const locked = createKeychainSigner({ readSecret: () => Promise.reject(new TypeError('locked')) });
    await expect(locked).rejects.toMatchObject({ code: 'APPROVAL_KEY_UNREADABLE', cause: { message: 'locked' } });
    const other = createKeychainSigner({ readSecret: async () => 'password' });
    await expect(other).rejects.toMatchObject({ code: 'APPROVAL_KEY_INVALID' });
  });
});
