import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectTidy } from '../__fixtures__/expect-tidy.ts';
import { questionFor, writePlugin } from '../__fixtures__/plugin.ts';
import type { CliUser } from '../__fixtures__/run-cli.ts';
import { createUser } from '../__fixtures__/scene.ts';

interface Misdeed {
  readonly what: string;
  readonly doRun: string;
  /** What is said of it. */
  readonly why: string;
  readonly reason: string;
}

const misdeeds: readonly Misdeed[] = [
  {
    what: 'throws',
    doRun: "throw new TypeError('boom \\u001b[2J');",
    why: 'threw in look (doRun): boom \\u001b[2J',
    reason: 'failed',
  },
  {
    what: 'hangs',
    doRun: 'await new Promise(() => setInterval(() => {}, 1000));',
    why: 'went on in the action look',
    reason: 'timeout',
  },
  { what: 'spins', doRun: 'for (;;);', why: 'went on in the action look', reason: 'timeout' },
  {
    what: 'floods',
    doRun: "for (;;) { context.notify({ message: 'x'.repeat(1000) }); await null; }",
    why: 'told of its progress more than',
    reason: 'failed',
  },
  {
    what: 'answers rubbish',
    doRun: "return { status: 'present', output: { findings: 'many', ruled_out: [], not_checked: [], figures: [] } };",
    why: 'breaks its schema',
    reason: 'failed',
  },
  { what: 'answers nothing', doRun: 'return 7;', why: 'returned no evidence', reason: 'invalid' },
  { what: 'ends itself', doRun: 'process.exit(0);', why: 'ended by itself', reason: 'failed' },
];

/** Writes below the home, where the test can look; said to read, and does not. */
const writes: readonly Misdeed[] = [
  {
    what: 'writes a file',
    doRun: "(await import('node:fs')).writeFileSync('HOME/harm', 'done');",
    why: 'FileSystemWrite',
    reason: 'denied',
  },
  {
    what: 'starts a program',
    doRun: "(await import('node:child_process')).execSync('touch HOME/harm');",
    why: 'ChildProcess',
    reason: 'denied',
  },
];

async function linkAndAsk(user: CliUser, { doRun, why, reason }: Misdeed): Promise<void> {
  const folder = writePlugin(user, { doRun: doRun.replaceAll('HOME', user.home) });
  expect(await user.run(['plugins', 'link', folder, '--yes'])).toMatchObject({ status: 0 });
  const result = await user.json(['ask', questionFor('acme')]);
  const { report } = result.document as {
    readonly report: { readonly status: string; readonly not_checked: object[] };
  };
  expect(report.status).toBe('failed');
  expect(report.not_checked).toEqual([
    expect.objectContaining({ why: expect.stringContaining('The plugin cloudops-plugin-acme 1.0.0 ') }),
  ]);
  expect(JSON.stringify(report.not_checked)).toContain(JSON.stringify(why).slice(1, -1));
  expect(result.status).toBe(6);
  expectTidy(result);
  const end = (await user.records()).findLast(({ event }) => event === 'execution.finished');
  expect(end).toMatchObject({
    result: { status: 'failed' },
    action: { intent: 'acme-turnips', targets: ['acme:field'] },
    steps: [{ id: 'look', action: 'acme.look', status: 'unknown', reason }],
  });
}

async function expectUnharmed(user: CliUser): Promise<void> {
  const shipped = await user.run(['ask', 'why is CPU high in prod?', '--world', 'hot-shard']);
  expect([shipped.status, shipped.stderr]).toEqual([0, '']);
  expect(shipped.stdout).toContain('completed');
  expect(await user.run(['audit', 'verify', '--offline'])).toMatchObject({ status: 0 });
}

describe.concurrent('a plugin that', () => {
  it.each(misdeeds)('$what fails the run with its name, and harms no other', { timeout: 60_000 }, async (misdeed) => {
    const user = createUser();
    await linkAndAsk(user, misdeed);
    await expectUnharmed(user);
  });

  // Older releases have no permission system that covers it; `plugins inspect` says so there.
  it.skipIf(Number.parseInt(process.versions.node, 10) < 25).each(writes)(
    '$what instead of reading is stopped',
    { timeout: 60_000 },
    async (misdeed) => {
      const user = createUser();
      await linkAndAsk(user, misdeed);
      expect(existsSync(join(user.home, 'harm'))).toBe(false);
      await expectUnharmed(user);
    },
  );
});
