import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { action, append } from '../__fixtures__/audit-records.ts';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { createUser } from '../__fixtures__/scene.ts';

const old = Array.from({ length: 300 }, () => ({ action }));

describe.concurrent('audit archive --cut', () => {
  it('wants the log’s name typed, before anything is archived', async () => {
    const user = createUser();
    await append(user, old, 7_200_000);
    const asked = await user.json(['audit', 'archive', '--before', '1h', '--cut']);
    expect(asked.status).toBe(2);
    expectError(asked.document, 'CONFIRMATION_MISSING');
    expect(await user.records()).toHaveLength(300);
    const alone = await user.json(['audit', 'archive', '--before', '1h', '--force']);
    expectError(alone.document, 'USAGE');
  });

  it('takes out what the archive holds; verify says which file has it, others need not notice', async () => {
    const user = createUser();
    await append(user, old, 7_200_000);
    const cut = await user.json(['audit', 'archive', '--before', '1h', '--cut', '--force']);
    expect(cut).toMatchObject({
      status: 0,
      document: { archive: { start: 0, end: 300 }, cut: { kind: 'cut', start: 0, end: 256 } },
    });
    expect(await user.records()).toHaveLength(302 - 256);
    const verified = await user.run(['audit', 'verify']);
    expect(verified).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/Records 0 to 255 were archived and cut/),
    });
    expect(verified.stdout).toContain('  audit-0-299.jsonl\n    sha256:');
    expectTidy(verified);
    const again = await user.run(['audit', 'archive', '--before', '1h', '--cut', '--force']);
    expect(again.stdout).toMatch(/^Nothing to archive: [\s\S]*\nNothing to cut: [\s\S]*256 are cut/);
    expectTidy(await user.run(['audit', 'list', '--last', '3']));
  });

  it('cuts nothing when the archive is elsewhere', async () => {
    const user = createUser();
    await append(user, old, 7_200_000);
    await user.run(['audit', 'archive', '--before', '1h', '--out', join(user.home, 'elsewhere')]);
    const missing = await user.json(['audit', 'archive', '--before', '1h', '--cut', '--force']);
    expect(missing.status).toBe(8);
    expectError(missing.document, 'AUDIT_ARCHIVE_UNREADABLE');
    expect(await user.records()).toHaveLength(301);
  });
});
