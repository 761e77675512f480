import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import type { CliUser, RunOptions } from '../__fixtures__/run-cli.ts';
import { cleanUpLater, quickQuestion, setScene } from '../__fixtures__/scene.ts';

const question = [...quickQuestion, '--world', 'hot-shard'];

/** Asks the served cluster, and expects that it was not asked for anything. */
async function expectNoRun(
  code: RegExp,
  damage: (user: CliUser) => void | Promise<void>,
  options: RunOptions = {},
): Promise<void> {
  const { user, server } = await setScene();
  await damage(user);
  const result = await user.json(quickQuestion, options);
  expect(result.status).toBe(8);
  expectError(result.document, code);
  expect(result.stdout).toContain('.local/state');
  expectTidy(result);
  expect(server.seen).toEqual([]);
}

/** Nobody in particular: the super-user may write what is read-only. */
const nobody = 65_534;
const asNobody: RunOptions = process.getuid?.() === 0 ? { uid: nobody } : {};

describe.concurrent('no run without its record: an audit database that is', () => {
  it('locked by another process', async () => {
    await expectNoRun(/^AUDIT_LOCKED$/, async (user) => {
      expect((await user.run(question)).status).toBe(0);
      const holder = new DatabaseSync(join(user.state, 'audit.db'));
      holder.exec('BEGIN EXCLUSIVE');
      cleanUpLater(() => holder.close());
    });
  });

  it.each([
    ['text', () => 'this is no database '.repeat(500)],
    ['cut short', (file: Buffer) => file.subarray(0, 6000)],
    ['full of zeros', (file: Buffer) => Buffer.concat([file.subarray(0, 4096), Buffer.alloc(file.length - 4096)])],
  ])('corrupt: %s', async (_, damage) => {
    await expectNoRun(/^AUDIT_CORRUPT$/, async (user) => {
      expect((await user.run(question)).status).toBe(0);
      const path = join(user.state, 'audit.db');
      writeFileSync(path, damage(readFileSync(path)));
    });
  });

  it('read-only', async () => {
    await expectNoRun(
      /^AUDIT_READ_ONLY$/,
      async (user) => {
        expect((await user.run(question)).status).toBe(0);
        user.handOver(nobody);
        chmodSync(join(user.state, 'audit.db'), 0o400);
        chmodSync(user.state, 0o500);
      },
      asNobody,
    );
  });

  it('in a folder where nothing can be written', async () => {
    await expectNoRun(
      /^AUDIT_READ_ONLY$/,
      (user) => {
        mkdirSync(user.state, { recursive: true });
        user.handOver(nobody);
        chmodSync(user.state, 0o500);
      },
      asNobody,
    );
  });

  it('without its key', async () => {
    await expectNoRun(/^AUDIT_KEY_MISSING$/, async (user) => {
      expect((await user.run(question)).status).toBe(0);
      const { renameSync } = await import('node:fs');
      renameSync(join(user.state, 'keys'), join(user.home, 'keys-elsewhere'));
    });
  });
});

describe.concurrent('a journal of runs that is corrupt', () => {
  it('ends the run before the cluster is read, with the execution’s record closed', async () => {
    const { user, server } = await setScene();
    mkdirSync(user.state, { recursive: true, mode: 0o700 });
    writeFileSync(join(user.state, 'runs.db'), 'this is no database '.repeat(500));
    const result = await user.json(quickQuestion);
    expect(result.status).toBe(8);
    expectError(result.document, 'JOURNAL_CORRUPT');
    expectTidy(result);
    expect(server.seen.filter((line) => !/selfsubjectreviews/.test(line))).toEqual([]);
    expect((await user.records()).at(-1)).toMatchObject({ event: 'execution.finished', result: { status: 'failed' } });
    expect(existsSync(join(user.state, 'runs.db'))).toBe(true);
  });
});
