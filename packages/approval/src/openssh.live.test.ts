import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approve, revoke, verify } from './__fixtures__/approve.ts';
import { run } from './__fixtures__/dsse-check.ts';
import { temporaryFolder } from './__fixtures__/temporary-folder.ts';
import { createSshAgentSigner } from './agent/ssh-agent-signer.ts';
import { parsePublicKey } from './key/public-key.ts';
import { generateKeyFile, openKeyFile } from './signer/key-file.ts';

const folder = temporaryFolder();
const socketPath = join(folder, 'agent');
const agentProgram = 'ssh-agent';
const timeoutMs = 10_000;
const plain = keyOf('plain');
const locked = keyOf('locked', { passphrase: 'correct horse' });
const other = keyOf('other');
const rsa = keyOf('rsa', { type: 'rsa' });

function keyOf(name: string, more: { readonly type?: string; readonly passphrase?: string } = {}) {
  const { type = 'ed25519', passphrase = '' } = more;
  const path = join(folder, name);
  const made = run('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', `${name}@example.com`, '-f', path]);
  if (!made.isGood) throw new TypeError(`ssh-keygen failed: ${made.output}`);
  return { path, publicLine: readFileSync(`${path}.pub`, 'utf8') };
}

function agentDoes(
  program: string,
  commandLine: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  const done = run(program, commandLine, { env: { SSH_AUTH_SOCK: socketPath, ...environment } });
  if (!done.isGood) throw new TypeError(`${program} failed: ${done.output}`);
}

const people = (publicLine: string) => [{ name: 'bob', kind: 'human' as const, keys: [publicLine] }];

describe('keys of ssh-keygen', () => {
  it('are read from their files, and what they sign counts', async () => {
    const signer = await openKeyFile(plain.path);
    expect(verify([await approve({ signer })], { people: people(plain.publicLine) }).counted).toMatchObject([
      { by: 'bob' },
    ]);
  });

  it('have the same id here and there', () => {
    const { keyId } = parsePublicKey(plain.publicLine);
    expect(run('ssh-keygen', ['-l', '-f', `${plain.path}.pub`]).output).toContain(` ${keyId} `);
  });

  it('are for the agent when they have a passphrase, and for nothing when they are RSA', async () => {
    await expect(openKeyFile(locked.path)).rejects.toMatchObject({ code: 'APPROVAL_KEY_ENCRYPTED' });
    await expect(openKeyFile(rsa.path)).rejects.toMatchObject({ code: 'APPROVAL_KEY_INVALID' });
    await expect(openKeyFile(`${plain.path}.pub`)).rejects.toMatchObject({ code: 'APPROVAL_KEY_PERMISSIONS' });
  });

  it('and ours are one: ssh-keygen reads the public line and the PEM that we write', async () => {
    const path = join(folder, 'ours');
    const { keyId, publicKey } = await generateKeyFile(path, 'bob@example.com');
    writeFileSync(join(folder, 'ours.pub'), `${publicKey}\n`);
    expect(run('ssh-keygen', ['-l', '-f', join(folder, 'ours.pub')]).output).toContain(
      `${keyId} bob@example.com (ED25519)`,
    );
    expect(run('openssl', ['pkey', '-in', path, '-noout', '-text']).output).toContain('ED25519 Private-Key');
  });
});

describe('ssh-agent', () => {
  const agent = spawn(agentProgram, ['-D', '-a', socketPath], { stdio: 'ignore' });
  beforeAll(async () => {
    while (!existsSync(socketPath)) await setTimeout(20);
    const askpass = join(folder, 'askpass');
    writeFileSync(askpass, '#!/bin/sh\necho correct horse\n', { mode: 0o700 });
    agentDoes('ssh-add', ['-q', locked.path], { SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' });
    agentDoes('ssh-add', ['-q', rsa.path]);
  });
  afterAll(async () => {
    if (agent.exitCode !== null) return;
    agent.kill();
    await once(agent, 'exit');
  });

  it('signs with a key that has a passphrase, and what it signs counts', async () => {
    const signer = await createSshAgentSigner({ socketPath, timeoutMs });
    const envelope = await approve({ signer });
    expect(verify([envelope], { people: people(locked.publicLine) }).counted).toMatchObject([{ by: 'bob' }]);
    const revoked = verify([envelope, await revoke({ signer })], { people: people(locked.publicLine) });
    expect(revoked).toMatchObject({ counted: [], refused: [{ kind: 'revoked' }] });
  });

  it('asks which key, when it has several', async () => {
    agentDoes('ssh-add', ['-q', other.path]);
    await expect(createSshAgentSigner({ socketPath, timeoutMs })).rejects.toMatchObject({
      code: 'APPROVAL_KEY_AMBIGUOUS',
      nextSteps: expect.arrayContaining([expect.stringContaining('other@example.com')]),
    });
    const signer = await createSshAgentSigner({ socketPath, timeoutMs, publicKey: other.publicLine });
    expect(verify([await approve({ signer })], { people: people(other.publicLine) }).counted).toHaveLength(1);
  });

  it('refuses once its key is gone', async () => {
    const signer = await createSshAgentSigner({ socketPath, timeoutMs, publicKey: other.publicLine });
    agentDoes('ssh-add', ['-q', '-D']);
    await expect(approve({ signer })).rejects.toMatchObject({ code: 'APPROVAL_AGENT_REFUSED' });
    await expect(createSshAgentSigner({ socketPath, timeoutMs })).rejects.toMatchObject({
      code: 'APPROVAL_KEY_NOT_FOUND',
    });
  });
});
