import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { git, repository } from '../__fixtures__/git-repository.ts';
import { createMemoryStore } from '../__fixtures__/memory-store.ts';
import { fill, origin, temporaryFolder, temporaryLog } from '../__fixtures__/temporary-log.ts';
import { createFileAnchor } from './file-anchor.ts';
import { createGitAnchor } from './git-anchor.ts';
import { createObjectAnchor } from './object-anchor.ts';

describe('the anchorage', () => {
  it('says since when and how much is not covered', async () => {
    const { log } = temporaryLog();
    expect(await log.anchorage()).toEqual({ kind: 'empty' });
    expect(await log.anchor([createFileAnchor({ path: join(temporaryFolder(), 'x') })])).toEqual([]);
    await fill(log, 3);
    expect(await log.anchorage()).toEqual({
      kind: 'unanchored',
      since: '2026-01-01T00:00:00.000Z',
      records: 3,
      last: null,
    });
    const anchor = createFileAnchor({ path: join(temporaryFolder(), 'x') });
    await log.anchor([anchor]);
    expect(await log.anchorage()).toEqual({
      kind: 'anchored',
      size: 3,
      at: '2026-01-02T00:00:00.000Z',
      by: [anchor.name],
    });
    await fill(log, 5, 3);
    const unanchored = { kind: 'unanchored', since: '2026-01-01T00:00:03.000Z', records: 2, last: { size: 3 } };
    expect(await log.anchorage()).toMatchObject(unanchored);
    expect(await log.verify()).toMatchObject({ anchorage: unanchored, anchors: [] });
  });

  it('takes unreadable receipts for none', async () => {
    const { log, folder } = temporaryLog();
    await fill(log, 1);
    await log.anchor([createFileAnchor({ path: join(folder, 'x') })]);
    const [file = ''] = execFileSync('find', [join(folder, 'audit-anchors'), '-name', '*.json'], {
      encoding: 'utf8',
    }).split('\n');
    writeFileSync(file, '{');
    expect(await log.anchorage()).toMatchObject({ kind: 'unanchored', last: null });
  });
});

describe('an anchor', () => {
  it('that fails keeps no other from working, and proves nothing', async () => {
    const { log, folder } = temporaryLog();
    await fill(log, 2);
    writeFileSync(join(folder, 'plain'), '');
    const broken = createFileAnchor({ path: join(folder, 'plain', 'x') });
    const good = createFileAnchor({ path: join(folder, 'x') });
    expect(await log.anchor([broken, good])).toMatchObject([
      { anchor: broken.name, kind: 'failed', error: { code: 'AUDIT_ANCHOR_FAILED' } },
      { anchor: good.name, kind: 'anchored' },
    ]);
    expect(await log.verify({ anchors: [broken, good] })).toMatchObject({
      kind: 'verified',
      anchors: [{ kind: 'unknown' }, { kind: 'continued', size: 2 }],
    });
  });

  it('that holds rubbish or another log is refused', async () => {
    const { log, folder } = temporaryLog();
    await fill(log, 2);
    const path = join(folder, 'x');
    const anchor = createFileAnchor({ path });
    for (const content of ['', 'rubbish\n\nrubbish', `other.test\n1\n${'A'.repeat(43)}=\n\n\u2014 x y\n`]) {
      writeFileSync(path, content);
      expect(await log.anchor([anchor])).toMatchObject([{ kind: 'refused' }]);
      expect(await log.verify({ anchors: [anchor] })).toMatchObject({ kind: 'broken' });
    }
  });

  it('in git keeps every checkpoint in the history of the remote', async () => {
    const { work, bare } = repository();
    const { log } = temporaryLog();
    const anchor = createGitAnchor({ repository: work, remote: 'origin' });
    for (const size of [1, 2, 3]) {
      await fill(log, size, size - 1);
      await log.anchor([anchor]);
    }
    expect(git(bare, 'log', '--format=%s', 'main').trim().split('\n')).toEqual([
      `Audit checkpoint of ${origin} at 3 records`,
      `Audit checkpoint of ${origin} at 2 records`,
      `Audit checkpoint of ${origin} at 1 records`,
    ]);
    expect(git(bare, 'show', 'main:audit-checkpoint')).toBe(await log.checkpoint());
    rmSync(bare, { recursive: true });
    await fill(log, 4, 3);
    expect(await log.anchor([anchor])).toMatchObject([{ kind: 'failed' }]);
    expect(existsSync(work)).toBe(true);
  });

  it.each([{ file: '../x' }, { file: '-x' }, { remote: '--upload-pack=x' }, { branch: '-x' }])(
    'in git cannot be %j',
    (part) => {
      expect(() => createGitAnchor({ repository: '.', remote: null, ...part })).toThrow(
        expect.objectContaining({ code: 'AUDIT_ANCHOR_INVALID' }),
      );
    },
  );

  it('in an object store tells the newest of all sizes', async () => {
    const { log } = temporaryLog();
    const objects = new Map<string, Uint8Array>();
    const anchor = createObjectAnchor({ store: createMemoryStore(objects), origin });
    for (const size of [1, 9, 10, 11, 99, 100]) {
      await fill(log, size, objects.size === 0 ? 0 : Number([...objects.keys()].at(-1)?.match(/-(\d+)\./)?.[1]));
      await log.anchor([anchor]);
      expect(await anchor.recall()).toBe(await log.checkpoint());
    }
    expect(objects.size).toBe(6);
  });
});
