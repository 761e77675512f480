import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import type { CliUser } from '../__fixtures__/run-cli.ts';
import { cleanUpLater, createUser } from '../__fixtures__/scene.ts';

const question = ['investigate', 'why is CPU high in prod?', '--world', 'hot-shard'];

async function asker(unwritable: string): Promise<CliUser> {
  const user = createUser();
  user.write('.config/cloudops/config.yaml', `audit: { unwritable: ${unwritable} }\n`);
  expect((await user.run(question)).status).toBe(0);
  return user;
}

/** A user whose log had its first records and then lost its key. */
async function withoutKey(unwritable: string): Promise<CliUser> {
  const user = await asker(unwritable);
  renameSync(join(user.state, 'keys/audit-signing-key.pem'), join(user.home, 'elsewhere.pem'));
  return user;
}

describe.concurrent('a question whose record cannot be written', () => {
  it('is answered with one warning when it can only read and the configuration says so', async () => {
    const user = await withoutKey('warn');
    const result = await user.run([...question, '--read-only']);
    expect(result.status).toBe(0);
    expect(result.stderr.match(/Not recorded: .*\[AUDIT_KEY_MISSING\]/g)).toHaveLength(1);
    expectTidy(result);
  });

  it('is answered so while another process holds the log', async () => {
    const user = await asker('warn');
    const holder = new DatabaseSync(join(user.state, 'audit.db'));
    holder.exec('BEGIN IMMEDIATE');
    cleanUpLater(() => holder.close());
    const result = await user.run([...question, '--read-only']);
    expect(result.status).toBe(0);
    expect(result.stderr).toMatch(/Not recorded: .*\[AUDIT_LOCKED\]/);
  }, 90_000);

  it.each([
    ['the configuration says nothing', 'stop', ['--read-only']],
    ['it might change something', 'warn', []],
  ])('is not when %s', async (_, unwritable, flags) => {
    const user = await withoutKey(unwritable);
    const result = await user.json([...question, ...flags]);
    expect(result.status).toBe(8);
    expectError(result.document, /^AUDIT_KEY_MISSING$/);
  });
});
