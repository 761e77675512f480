import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultKeySources, type KeySource } from './key-source.ts';
import { readKey } from './read-key.ts';
import { Secret } from './secret.ts';

const key = 'sk-ant-0123456789abcdef';
const fromEnvironment: KeySource = { kind: 'environment', name: 'ANTHROPIC_API_KEY' };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A command that runs JavaScript; the text in it is part of the command, as a password's name would be. */
function command(script: string): KeySource {
  return { kind: 'command', command: [process.execPath, '-e', script] };
}

function read(
  sources: readonly KeySource[],
  environment: Readonly<Record<string, string>> = {},
  timeoutMs = 10_000,
): Promise<Secret> {
  return readKey({ sources, environment, signal: new AbortController().signal, timeoutMs });
}

describe('readKey', () => {
  it('reads the environment that it is given', async () => {
    expect((await read([fromEnvironment], { ANTHROPIC_API_KEY: ` ${key}\n` })).reveal()).toBe(key);
  });

  it('reads the only line that a command prints', async () => {
    expect((await read([command(`console.log('${key}')`)])).reveal()).toBe(key);
  });

  it('gives no shell a say', async () => {
    const touched = join(folder, 'touched');
    const sources: readonly KeySource[] = [{ kind: 'command', command: ['echo', `${key};touch ${touched}`] }];
    await expect(read(sources)).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });

  it('takes the first source that has a key', async () => {
    const sources = [fromEnvironment, command(`console.log('${key}')`)];
    expect((await read(sources)).reveal()).toBe(key);
    expect((await read(sources, { ANTHROPIC_API_KEY: 'sk-other-key' })).reveal()).toBe('sk-other-key');
  });

  it.each([
    { what: 'prints nothing', script: '', why: 'it printed nothing' },
    { what: 'prints two lines', script: `console.log('${key}\\n${key}')`, why: 'it printed more than one line' },
    { what: 'prints a sentence', script: "console.log('Please log in.')", why: 'what it holds is no key' },
    {
      what: 'fails',
      script: `console.log('${key}');console.error('${key}');process.exit(3)`,
      why: 'ended with status 3',
    },
    { what: 'floods', script: "process.stdout.write('x'.repeat(1e6))", why: 'it could not be run' },
  ])('says why, and nothing more, when a command $what', async ({ script, why }) => {
    const failing = read([command(script)]);
    await expect(failing).rejects.toMatchObject({ code: 'KEY_MISSING', message: expect.stringContaining(why) });
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(inspect(error, { depth: 9 })).not.toContain(key);
    expect(error).not.toHaveProperty('cause');
  });

  it('does not wait for a command that hangs', async () => {
    const hanging = read([command('setInterval(() => {}, 1000)')], {}, 200);
    await expect(hanging).rejects.toThrow('it did not end in time');
  });

  it('says so when there is no such program', async () => {
    const missing = read([{ kind: 'command', command: [join(folder, 'none')] }]);
    await expect(missing).rejects.toThrow('there is no such program');
  });

  it('goes on without a keychain, as on a server', async () => {
    const sources: readonly KeySource[] = [{ kind: 'keychain', service: 'cloudops-test-none', account: 'none' }];
    await expect(read(sources, {}, 2000)).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });

  it('names every source that was tried, without values', async () => {
    const failing = read(defaultKeySources('anthropic').slice(0, 1), { ANTHROPIC_API_KEY: 'bad key with blanks' });
    await expect(failing).rejects.toThrow('the environment variable ANTHROPIC_API_KEY: what it holds is no key');
    await expect(failing).rejects.not.toThrow('bad key');
  });

  it('ends when the user gives up', async () => {
    const signal = AbortSignal.abort(new DOMException('Interrupted.', 'AbortError'));
    await expect(readKey({ sources: [fromEnvironment], environment: {}, signal })).rejects.toThrow('Interrupted.');
  });
});

describe('a secret', () => {
  const secret = new Secret(key);

  it.each([
    ['a template', `${secret}`],
    ['JSON', JSON.stringify({ secret })],
    ['inspect', inspect({ secret }, { depth: 9, showHidden: true })],
    ['format', format('%s %o %j', secret, secret, secret)],
    ['its keys', JSON.stringify(Object.entries(secret))],
  ])('does not show in %s', (_, text) => {
    expect(text).not.toContain(key);
  });

  it('takes itself out of a text', () => {
    expect(secret.scrub(`bad key ${key}!`)).toBe('bad key [secret]!');
  });

  it('does not go into a file', () => {
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ key: secret }));
    expect(structuredClone({ ...secret })).toEqual({});
  });
});
