import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { repository } from '../__fixtures__/git-repository.ts';
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
