import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { createMemoryStore } from '../__fixtures__/memory-store.ts';
import { createMemoryWitness } from '../__fixtures__/memory-witness.ts';
import { forge, leavesOf, rewrite, tamper } from '../__fixtures__/tampering.ts';
import {
  clock,
  fill,
  origin,
  type TemporaryLog,
  temporaryFolder,
  temporaryLog,
} from '../__fixtures__/temporary-log.ts';
import { readKey } from '../log/key-file.ts';
import { openAuditLog } from '../log/open-audit-log.ts';
import { createNoteSigner } from '../note/note-key.ts';
import type { CheckpointAnchor } from './anchor.ts';
import { createFileAnchor } from './file-anchor.ts';
import { createGitAnchor } from './git-anchor.ts';
import { createObjectAnchor } from './object-anchor.ts';
import { createWitnessAnchor } from './witness-anchor.ts';

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
}

function repository(): { readonly work: string; readonly bare: string } {
  const [work, bare] = [temporaryFolder(), temporaryFolder()];
  git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
  git(work, 'init', '--quiet', '--initial-branch=main');
  git(work, 'config', 'user.name', 'test');
  git(work, 'config', 'user.email', 'test@example.org');
  git(work, 'remote', 'add', 'origin', bare);
  return { work, bare };
}

type Make = (temporary: TemporaryLog) => Promise<CheckpointAnchor>;

const places: readonly [string, Make][] = [
  ['a file', async () => createFileAnchor({ path: join(temporaryFolder(), 'share', 'checkpoint') })],
  ['a git work tree', async () => createGitAnchor({ repository: repository().work, remote: null })],
  ['a git remote', async () => createGitAnchor({ repository: repository().work, remote: 'origin' })],
  ['an object store', async () => createObjectAnchor({ store: createMemoryStore(), origin })],
  [
    'a witness',
    async ({ log }) => {
      const witness = createMemoryWitness();
      witness.trust((await log.verifierKey()) ?? '');
      const { verifierKey, fetch } = witness;
      return createWitnessAnchor({ url: 'http://w.test', verifierKey, receipts: () => log.receipts(), fetch, clock });
    },
  ],
];

/** A log of 20 records, of which 20 are anchored. */
async function anchoredLog(make: Make): Promise<{ temporary: TemporaryLog; anchor: CheckpointAnchor }> {
  const temporary = temporaryLog();
  await fill(temporary.log, 20);
  const anchor = await make(temporary);
  expect(await temporary.log.anchor([anchor])).toMatchObject([{ kind: 'anchored', size: 20 }]);
  return { temporary, anchor };
}

describe.each(places)('anchored in %s, a log', (_, make) => {
  it('that grows is taken, again and again', async () => {
    const { temporary, anchor } = await anchoredLog(make);
    const { log } = temporary;
    for (const size of [20, 21, 64, 65]) {
      await fill(log, size, 20);
      expect(await log.anchor([anchor])).toEqual([
        { anchor: anchor.name, kind: 'anchored', size, at: '2026-01-02T00:00:00.000Z' },
      ]);
    }
    expect(await anchor.recall()).toContain(await log.checkpoint());
    const checks = [{ anchor: anchor.name, kind: 'continued', size: 65 }];
    expect(await log.verify({ anchors: [anchor] })).toMatchObject({ kind: 'verified', anchors: checks });
  });

  const attacks: [string, (temporary: TemporaryLog) => void | Promise<void>][] = [
    [
      'cut back',
      ({ options }) => tamper(options.path, (db) => rewrite(db, leavesOf(db).slice(0, 15), key(options.keyFolder))),
    ],
    [
      'rewritten with the stolen key',
      ({ options }) => tamper(options.path, (db) => rewrite(db, leavesOf(db).map(forge), key(options.keyFolder))),
    ],
    [
      'forked and grown past the anchor with the stolen key',
      async (temporary) => {
        const { options, log } = temporary;
        tamper(options.path, (db) => rewrite(db, leavesOf(db).slice(0, 15), key(options.keyFolder)));
        await fill(log, 60, 30);
      },
    ],
  ];

  it.each(attacks)('that is %s is refused and shown, although this client remembers nothing', async (_name, attack) => {
    const { temporary, anchor } = await anchoredLog(make);
    await temporary.log.close();
    rmSync(temporary.memoryFile);
    const log = openAuditLog(temporary.options);
    await attack({ ...temporary, log });
    expect(await log.anchor([anchor])).toMatchObject([{ kind: 'refused' }]);
    expect(await log.verify({ anchors: [anchor] })).toMatchObject({
      kind: 'broken',
      why: expect.stringMatching(/cut back|rewritten/),
    });
    await log.close();
  });

  it('that is rolled back to an older copy is shown', async () => {
    const { temporary, anchor } = await anchoredLog(make);
    const { options, memoryFile } = temporary;
    await temporary.log.close();
    copyFileSync(options.path, `${options.path}.old`);
    const log = openAuditLog(options);
    await fill(log, 30, 20);
    await log.anchor([anchor]);
    await log.close();
    for (const suffix of ['-wal', '-shm']) rmSync(options.path + suffix, { force: true });
    copyFileSync(`${options.path}.old`, options.path);
    rmSync(memoryFile);
    const rolled = openAuditLog(options);
    expect(await rolled.verify({ anchors: [anchor] })).toMatchObject({ kind: 'broken', index: 20 });
    await rolled.close();
  });

  it('that is deleted with its key is shown', async () => {
    const { temporary, anchor } = await anchoredLog(make);
    await temporary.log.close();
    rmSync(temporary.memoryFile);
    for (const path of [temporary.options.path, temporary.options.keyFolder]) rmSync(path, { recursive: true });
    const log = openAuditLog(temporary.options);
    expect(await log.verify({ anchors: [anchor] })).toMatchObject({ kind: 'broken', index: 0 });
    await log.append(auditRecord(0));
    expect(await log.verify({ anchors: [anchor] })).toMatchObject({
      kind: 'broken',
      why: expect.stringMatching(/key did not sign/),
    });
    await log.close();
  });
});

function key(folder: string) {
  const found = readKey(folder);
  if (found === null) throw new TypeError('no key');
  return createNoteSigner(origin, found);
}

describe('two versions of one log for two auditors', () => {
  it('are not both cosigned by the witness that they share', async () => {
    const temporary = temporaryLog();
    const { log, options } = temporary;
    await fill(log, 5);
    await log.close();
    const other = { ...options, path: `${options.path}.other`, keyFolder: options.keyFolder };
    copyFileSync(options.path, other.path);
    const witness = createMemoryWitness();
    const views = [openAuditLog(options), openAuditLog(other)];
    const outcomes: string[] = [];
    for (const [at, view] of views.entries()) {
      await view.append(auditRecord(100 + at));
      witness.trust((await view.verifierKey()) ?? '');
      const { verifierKey, fetch } = witness;
      const anchor = createWitnessAnchor({
        url: 'http://w.test/',
        verifierKey,
        receipts: async () => [],
        fetch,
        clock,
      });
      outcomes.push(...(await view.anchor([anchor])).map(({ kind }) => kind));
      await view.close();
    }
    expect(outcomes).toEqual(['anchored', 'refused']);
    expect(witness.answers).toEqual([200, 409, 409]);
  });
});

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

describe('a witness', () => {
  const options = {
    url: 'http://w.test',
    receipts: async () => [],
    clock: { now: () => 0, sleep: async () => undefined },
  };

  it('that answers without its signature is not believed', async () => {
    const { log } = temporaryLog();
    await fill(log, 1);
    const { verifierKey } = createMemoryWitness();
    const liar = createMemoryWitness();
    liar.trust((await log.verifierKey()) ?? '');
    const anchor = createWitnessAnchor({ ...options, verifierKey, fetch: liar.fetch });
    expect(await log.anchor([anchor])).toMatchObject([{ kind: 'failed' }]);
    expect(await log.receipts()).toEqual([]);
  });

  it.each([
    ['down', 503, 3],
    ['strange', 418, 1],
    ['ignorant of the log', 404, 1],
  ])('that is %s fails after %d, tried %d times', async (_, status, tries) => {
    const { log } = temporaryLog();
    await fill(log, 1);
    const { verifierKey } = createMemoryWitness();
    let calls = 0;
    const fetch = async (): Promise<Response> => {
      calls += 1;
      return new Response('\u001b[2Jno', { status });
    };
    const [outcome] = await log.anchor([createWitnessAnchor({ ...options, verifierKey, fetch })]);
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'AUDIT_ANCHOR_FAILED' } });
    expect(JSON.stringify(outcome)).not.toContain('\u001b');
    expect(calls).toBe(tries);
  });

  it('cannot be named by a key of another type', async () => {
    const { log } = temporaryLog();
    await fill(log, 1);
    const verifierKey = (await log.verifierKey()) ?? '';
    expect(() => createWitnessAnchor({ ...options, verifierKey, fetch })).toThrow(/none of a witness/);
  });

  it('is asked by its cosigned receipt, whose forgery is passed over', async () => {
    const temporary = temporaryLog();
    const { log } = temporary;
    await fill(log, 1);
    const witness = createMemoryWitness();
    witness.trust((await log.verifierKey()) ?? '');
    const { verifierKey, fetch } = witness;
    const anchor = createWitnessAnchor({ ...options, verifierKey, fetch, receipts: () => log.receipts() });
    await log.anchor([anchor]);
    const [receipt] = await log.receipts();
    const without = { ...receipt, note: (await log.checkpoint()) ?? '' } as NonNullable<typeof receipt>;
    expect(await anchor.recall()).toBe(receipt?.note);
    const fooled = createWitnessAnchor({ ...options, verifierKey, fetch, receipts: async () => [without] });
    expect(await fooled.recall()).toBeNull();
    expect(readFileSync(temporary.options.path).length).toBeGreaterThan(0);
  });
});
