import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { type PluginParts, questionFor, writePlugin } from '../__fixtures__/plugin.ts';
import type { CliUser } from '../__fixtures__/run-cli.ts';
import { createUser } from '../__fixtures__/scene.ts';

const seconds = 60_000;
/** Older releases have no permission system that covers it; `plugins inspect` says so there. */
const isPermissioned = Number.parseInt(process.versions.node, 10) >= 25;

async function userOf(parts: PluginParts, environment: Readonly<Record<string, string>> = {}): Promise<CliUser> {
  const user = createUser(environment);
  expect(await user.run(['plugins', 'link', writePlugin(user, parts), '--yes'])).toMatchObject({ status: 0 });
  return user;
}

async function commandsOf(user: CliUser): Promise<readonly unknown[]> {
  const records = (await user.records()).filter(({ event }) => event === 'plugin.command');
  return records.map(({ result, extra }) => [result.status, extra?.command, extra?.package, extra?.exit_status]);
}

type Failure = readonly [what: string, run: string, why: RegExp];

const writing: Failure = [
  'writes',
  "(await import('node:fs')).writeFileSync('x', 'y'); return 0;",
  /refused|not allowed|permission/i,
];

const failures: readonly Failure[] = [
  ['throws', "throw new Error('no \\u001b[2J');", /threw in/],
  ['ends itself', 'process.exit(0);', /ended by itself/],
  ['returns no status', "return 'fine';", /no exit status/],
  ...(isPermissioned ? [writing] : []),
];

describe.concurrent('a command of a plugin', () => {
  it('is run with its arguments, its status is passed on, and it is recorded', { timeout: seconds }, async () => {
    const user = await userOf({ run: "print(context.arguments.join('+')); return 7;" });
    const result = await user.run(['acme', 'say', '--loud', '-o', 'x y']);
    expect(result).toMatchObject({ status: 7, stdout: '--loud+-o+x y', stderr: '' });
    const [command, name] = ['acme say', 'cloudops-plugin-acme'];
    expect(await commandsOf(user)).toEqual([
      ['started', command, name, undefined],
      ['completed', command, name, 7],
    ]);
    expect(await user.run(['audit', 'verify', '--offline'])).toMatchObject({ status: 0 });
  });

  it('cannot drive the terminal', { timeout: seconds }, async () => {
    const user = await userOf({ run: "print('\\u001b[2J\\u009b0m\\u202e'); console.log('\\u001b[2J'); return 0;" });
    const result = await user.run(['acme', 'say']);
    expect(result.status).toBe(0);
    expect(result.stdout + result.stderr).not.toMatch(/[\u001b\u009b\u202e]/);
    expectTidy(result);
  });

  it('sees the variables that it names, and no other', { timeout: seconds }, async () => {
    const run = "print([process.env.ACME_LOGIN, process.env.OTHER, process.env.HOME].join(' ')); return 0;";
    const commands = [
      { name: 'acme say', description: 'Say.', module: './command.js', network: 'none', environment: ['ACME_LOGIN'] },
    ];
    const user = await userOf({ run, manifest: { commands } }, { ACME_LOGIN: 'mine', OTHER: 'not yours' });
    expect((await user.run(['acme', 'say'])).stdout.trim()).toBe('mine');
  });

  it('explains itself without being run', { timeout: seconds }, async () => {
    const user = await userOf({ run: "print('ran'); return 0;" });
    const result = await user.run(['acme', 'say', '--help']);
    for (const part of ['Say it.', 'cloudops acme say', 'cloudops-plugin-acme 1.0.0', 'opens no connection']) {
      expect(result.stdout).toContain(part);
    }
    expect((await user.run(['acme', '--help'])).stdout).toContain('cloudops acme say');
    const unknown = await user.json(['acme', 'sing']);
    expectError(unknown.document, 'USAGE');
    expect([unknown.status, await commandsOf(user)]).toEqual([2, []]);
  });

  it.each(failures)('that %s fails with the name of its plugin', { timeout: seconds }, async (_, run, why) => {
    const user = await userOf({ run });
    const result = await user.run(['acme', 'say']);
    expect(result.status).not.toBe(0);
    expect(result.stderr).toContain('cloudops-plugin-acme 1.0.0');
    expect(result.stderr).toMatch(why);
    expectTidy(result);
    expect((await commandsOf(user)).at(-1)).toEqual(['failed', 'acme say', 'cloudops-plugin-acme', undefined]);
  });

  it.each([
    ['listens', "context.signal.addEventListener('abort', () => done(0)); return p;", 'completed'],
    ['does not', 'return p;', 'interrupted'],
  ])('is ended by an interrupt, also one that %s', { timeout: seconds }, async (_, run, status) => {
    const wait = 'let done; const p = new Promise((resolve) => { done = resolve; setInterval(() => {}, 1000); });';
    const user = await userOf({ run: `${wait} print('ready'); ${run}` });
    const result = await user.run(['acme', 'say'], { interrupt: { signal: 'SIGINT', after: 'ready' } });
    expect(result.status).toBe(130);
    expectTidy(result);
    expect((await commandsOf(user)).at(-1)).toEqual(
      expect.arrayContaining([status, 'acme say', 'cloudops-plugin-acme']),
    );
  });

  it('is not run where it cannot be recorded', { timeout: seconds }, async () => {
    const user = await userOf({ run: "print('ran'); return 0;" });
    const file = user.write('not-a-folder', '');
    const result = await user.run(['acme', 'say'], { environment: { XDG_STATE_HOME: `${file}/below` } });
    expect([result.status, result.stdout]).toEqual([8, '']);
  });
});

describe.concurrent('what a plugin says', () => {
  const trick = '\u001b]0;owned\u0007';

  it.each([
    { provider: { permissions: [{ verb: `get${trick}`, resource: 'all' }] } },
    { manifest: { commands: [{ name: 'acme say', description: trick, module: './command.js', network: 'none' }] } },
  ])('of itself cannot drive the terminal: %j', { timeout: seconds }, async (parts) => {
    const user = createUser();
    const result = await user.run(['plugins', 'link', writePlugin(user, parts), '--yes']);
    expect(result.status).toBe(2);
    expectTidy(result);
  });

  it.each(['human', 'markdown', 'html'])(
    'of its evidence cannot drive the terminal, as %s',
    { timeout: seconds },
    async (form) => {
      const reason = `{ kind: 'failed', message: ${JSON.stringify(trick)} }`;
      const user = await userOf({ doRun: `return { status: 'unknown', reason: ${reason} };` });
      expectTidy(await user.run(['ask', questionFor('acme'), '-o', form]));
    },
  );
});
