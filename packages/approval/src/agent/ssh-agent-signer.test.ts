import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { approve, signal, verify } from '../__fixtures__/approve.ts';
import { type FakeAgent, framed, keyList, signatureAnswer, startFakeAgent } from '../__fixtures__/fake-agent.ts';
import { signerOf } from '../__fixtures__/keys.ts';
import { temporaryFolder } from '../__fixtures__/temporary-folder.ts';
import { parsePublicKey, wireOf } from '../key/public-key.ts';
import { sshString } from '../key/ssh-wire.ts';
import { readKeys, readSignature } from './messages.ts';
import { createSshAgentSigner } from './ssh-agent-signer.ts';

const folder = temporaryFolder();
const timeoutMs = 2000;
const wire = (word: string) => wireOf(parsePublicKey(signerOf(word).publicKey));
let agent: FakeAgent | undefined;
let count = 0;

async function start(answer: Parameters<typeof startFakeAgent>[1]): Promise<string> {
  count += 1;
  agent = await startFakeAgent(join(folder, `agent-${count}`), answer);
  return agent.socketPath;
}

afterEach(async () => {
  await agent?.close();
  agent = undefined;
});

/** An agent that holds the keys of these words, and signs with the first. */
function holding(...words: readonly string[]) {
  return async (message: Buffer): Promise<Buffer> => {
    if (message[0] === 11) return keyList(words.map((word) => [wire(word), `${word}\u001b[31m`]));
    const [first = ''] = words;
    const skipped = 1 + 4 + wire(first).length + 4;
    return signatureAnswer(await signerOf(first).sign(message.subarray(skipped, -4), signal));
  };
}

describe('createSshAgentSigner', () => {
  it('signs with the only Ed25519 key, so that the approval counts', async () => {
    const rsa = Buffer.concat([sshString('ssh-rsa'), sshString('e'), sshString('n')]);
    const withRsa = keyList([
      [rsa, 'old'],
      [wire('bob'), 'bob'],
    ]);
    const socketPath = await start((message) => (message[0] === 11 ? withRsa : holding('bob')(message)));
    const signer = await createSshAgentSigner({ socketPath, timeoutMs });
    expect([signer.keyId, signer.publicKey]).toEqual([signerOf('bob').keyId, signerOf('bob').publicKey]);
    expect(verify([await approve({ signer })]).counted).toMatchObject([{ by: 'bob' }]);
  });

  it('asks which of several keys, listing them without their escapes', async () => {
    const socketPath = await start(holding('bob', 'carol'));
    await expect(createSshAgentSigner({ socketPath, timeoutMs })).rejects.toMatchObject({
      code: 'APPROVAL_KEY_AMBIGUOUS',
      nextSteps: [
        'Name one of its keys.',
        ...['bob', 'carol'].map((word) => `${signerOf(word).keyId} ${word}[31m`).sort(),
      ],
    });
  });

  it('takes the key that is named, by its line or by its id', async () => {
    const socketPath = await start(holding('bob', 'carol'));
    for (const publicKey of [`${signerOf('carol').publicKey} a comment`, signerOf('carol').keyId]) {
      expect((await createSshAgentSigner({ socketPath, timeoutMs, publicKey })).keyId).toBe(signerOf('carol').keyId);
    }
    const publicKey = signerOf('mallory').publicKey;
    await expect(createSshAgentSigner({ socketPath, timeoutMs, publicKey })).rejects.toMatchObject({
      code: 'APPROVAL_KEY_NOT_FOUND',
    });
  });

  it('hands out no approval that the agent signed with another key', async () => {
    const other = await signerOf('carol').sign(Buffer.from('something'), signal);
    const socketPath = await start((message) =>
      message[0] === 11 ? keyList([[wire('bob'), '']]) : signatureAnswer(other),
    );
    const signer = await createSshAgentSigner({ socketPath, timeoutMs });
    await expect(approve({ signer })).rejects.toMatchObject({ code: 'APPROVAL_SIGNATURE_INVALID' });
  });

  it('says so when the agent refuses', async () => {
    const socketPath = await start((message) =>
      message[0] === 11 ? keyList([[wire('bob'), '']]) : framed(Uint8Array.of(5)),
    );
    const signer = await createSshAgentSigner({ socketPath, timeoutMs });
    await expect(signer.sign(Buffer.from('x'), signal)).rejects.toMatchObject({ code: 'APPROVAL_AGENT_REFUSED' });
  });

  it.each([
    ['closes the connection', Buffer.alloc(0), 'it was cut off'],
    ['says that it will send 4 GiB', Buffer.from('ffffffff0c', 'hex'), 'it has no sensible length'],
    ['says that it will send nothing', Buffer.alloc(4), 'it has no sensible length'],
    ['sends more than it says', Buffer.concat([keyList([]), Buffer.from('x')]), 'it is longer than it says'],
    ['lists more keys than it sends', framed(Buffer.from('0cffffffff', 'hex')), 'its list of keys is cut off'],
    ['sends something after its keys', framed(Buffer.from('0c0000000000', 'hex')), 'something follows its keys'],
    ['answers something else', framed(Uint8Array.of(14)), 'it is not a list of keys'],
  ])('refuses an agent that %s', async (_, answer, why) => {
    const socketPath = await start(() => answer);
    await expect(createSshAgentSigner({ socketPath, timeoutMs })).rejects.toMatchObject({
      code: 'APPROVAL_AGENT_INVALID',
      message: expect.stringContaining(why),
    });
  });

  it('waits no longer than it was told, and not at all for nobody', async () => {
    const socketPath = await start(() => null);
    const silent = createSshAgentSigner({ socketPath, timeoutMs: 20 });
    await expect(silent).rejects.toMatchObject({ code: 'APPROVAL_AGENT_UNREACHABLE', message: /within 20 ms/ });
    const absent = createSshAgentSigner({ socketPath: join(folder, 'absent'), timeoutMs });
    await expect(absent).rejects.toMatchObject({ code: 'APPROVAL_AGENT_UNREACHABLE', message: /cannot be reached/ });
  });

  it('stops when it is told to', async () => {
    const socketPath = await start(() => null);
    const stop = new AbortController();
    const asked = createSshAgentSigner({ socketPath, timeoutMs, signal: stop.signal });
    stop.abort(new TypeError('stopped'));
    await expect(asked).rejects.toThrow('stopped');
  });
});

describe('answers of an agent', () => {
  it('are read without a throw, whatever they are', () => {
    const answer = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 60 }).map((rest) => Buffer.concat([Uint8Array.of(12, 0, 0, 0, 1), rest])),
      fc.uint8Array({ maxLength: 60 }).map((rest) => Buffer.concat([Uint8Array.of(14), sshString(rest)])),
    );
    fc.assert(
      fc.property(answer, (bytes) => {
        expect(readSignature(bytes).kind).not.toBe('answered');
        expect(['answered', 'refused', 'invalid']).toContain(readKeys(bytes).kind);
      }),
    );
  });

  it('hold no signature of another algorithm or width', () => {
    expect(readSignature(signatureAnswer(Buffer.alloc(64), 'ssh-rsa').subarray(4)).kind).toBe('invalid');
    expect(readSignature(signatureAnswer(Buffer.alloc(63)).subarray(4)).kind).toBe('invalid');
    expect(readSignature(signatureAnswer(Buffer.alloc(64)).subarray(4)).kind).toBe('answered');
  });
});
