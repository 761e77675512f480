import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { forge, leavesOf, rewrite, tamper } from '../__fixtures__/tampering.ts';
import { codeOf, fill, logOptions, origin, type TemporaryLog, temporaryLog } from '../__fixtures__/temporary-log.ts';
import { createNoteSigner, type NoteSigner } from '../note/note-key.ts';
import type { AuditLog, Verification } from './audit-log.ts';
import { keyPath, readKey } from './key-file.ts';
import { openAuditLog } from './open-audit-log.ts';

const size = 20;

const template = mkdtempSync(join(tmpdir(), 'cloudops-audit-'));
afterAll(() => rmSync(template, { recursive: true, force: true }));
beforeAll(async () => {
  const log = openAuditLog(logOptions(template));
  await fill(log, size);
  await log.close();
});

/** A copy of a log of 20 records that nobody has open. */
function closedLog(): TemporaryLog {
  const temporary = temporaryLog();
  cpSync(template, temporary.folder, { recursive: true });
  return temporary;
}

async function reopened<Result>({ options }: TemporaryLog, use: (log: AuditLog) => Promise<Result>): Promise<Result> {
  const log = openAuditLog(options);
  const result = await use(log);
  await log.close();
  return result;
}

function verify(temporary: TemporaryLog): Promise<Verification> {
  return reopened(temporary, (log) => log.verify());
}

function strangerKey(): NoteSigner {
  return createNoteSigner(origin, generateKeyPairSync('ed25519').privateKey);
}

function ownKey({ options }: TemporaryLog): NoteSigner {
  const key = readKey(options.keyFolder);
  return key === null ? strangerKey() : createNoteSigner(origin, key);
}

describe('verify, after an attack without the key,', () => {
  it.each<[string, (database: DatabaseSync) => void, number | null]>([
    ['an edited record', (db) => db.prepare('UPDATE entry SET leaf = ? WHERE idx = 5').run(forge(leavesOf(db)[5])), 5],
    [
      'an edited record and all hashes',
      (db) =>
        rewrite(
          db,
          leavesOf(db).map((leaf, at) => (at === 5 ? forge(leaf) : leaf)),
        ),
      null,
    ],
    ['a deleted record', (db) => db.exec('DELETE FROM entry WHERE idx = 5'), 5],
    ['a deleted record and all hashes', (db) => rewrite(db, leavesOf(db).toSpliced(5, 1)), 19],
    [
      'swapped records and all hashes',
      (db) => rewrite(db, leavesOf(db).toSpliced(5, 2, ...leavesOf(db).slice(5, 7).reverse())),
      null,
    ],
    ['a cut tail and all hashes', (db) => rewrite(db, leavesOf(db).slice(0, 15)), 15],
    ['everything cut', (db) => rewrite(db, []), 0],
    [
      'everything cut with the checkpoint',
      (db) => db.exec('DELETE FROM entry; DELETE FROM node; DELETE FROM facet; DELETE FROM checkpoint'),
      0,
    ],
    ['an added record and all hashes', (db) => rewrite(db, [...leavesOf(db), Buffer.from('{"audit_id":"x"}')]), 20],
    ['a full rewrite under another key', (db) => rewrite(db, leavesOf(db).map(forge), strangerKey()), null],
    ['an edited node', (db) => db.exec('UPDATE node SET hash = zeroblob(32) WHERE level = 2 AND idx = 1'), 7],
    ['a deleted node', (db) => db.exec('DELETE FROM node WHERE level = 0 AND idx = 9'), 9],
    ['an added node', (db) => db.exec('INSERT INTO node VALUES (9, 0, zeroblob(32))'), null],
    ['an exchanged id', (db) => db.exec("UPDATE entry SET audit_id = 'aud_other' WHERE idx = 3"), 3],
    ['an exchanged facet', (db) => db.exec("UPDATE facet SET user = 'os:mallory' WHERE idx = 4"), 4],
    ['a hidden facet', (db) => db.exec('DELETE FROM facet WHERE idx = 6'), 6],
    ['an added facet', (db) => db.exec('INSERT INTO facet (idx) VALUES (20)'), null],
    ['a deleted checkpoint', (db) => db.exec('DELETE FROM checkpoint'), 0],
    ['another checkpoint size', (db) => db.exec('UPDATE checkpoint SET size = 99'), null],
    ['rubbish for a checkpoint', (db) => db.exec(`UPDATE checkpoint SET note = '${origin}' || char(10) || 'x'`), null],
    ['an added trigger', (db) => db.exec('CREATE TRIGGER x AFTER INSERT ON entry BEGIN SELECT 1; END'), null],
  ])('finds %s', async (_, change, index) => {
    const temporary = closedLog();
    tamper(temporary.options.path, change);
    expect(await verify(temporary)).toMatchObject({ kind: 'broken', index });
    // Whether or not this client remembers anything, save where nothing at all is left.
    rmSync(temporary.memoryFile);
    const isGone = _ === 'everything cut with the checkpoint';
    expect(await verify(temporary)).toMatchObject(isGone ? { kind: 'verified', size: 0 } : { kind: 'broken', index });
  });

  it('finds a byte changed in the file itself', async () => {
    const temporary = closedLog();
    // Everywhere: SQLite leaves dead copies of records in the file.
    const file = readFileSync(temporary.options.path, 'latin1');
    writeFileSync(temporary.options.path, file.replaceAll('"run_id":"run_7"', '"run_id":"run_8"'), 'latin1');
    expect(await verify(temporary)).toMatchObject({ kind: 'broken', index: 7 });
  });
});

describe('verify of a log that is worth a second thread', () => {
  it.each<[string, (database: DatabaseSync) => void, object]>([
    ['nothing', () => undefined, { kind: 'verified', size: 10_300 }],
    ['an edited record', (db) => db.exec("UPDATE entry SET leaf = x'7b7d' WHERE idx = 9999"), { index: 9999 }],
    ['an edited tail', (db) => db.exec("UPDATE entry SET leaf = x'7b7d' WHERE idx = 10299"), { index: 10_299 }],
    ['an exchanged facet', (db) => db.exec("UPDATE facet SET status = 'x' WHERE idx = 10100"), { index: 10_100 }],
    ['a node high up', (db) => db.exec('UPDATE node SET hash = zeroblob(32) WHERE level = 13'), { index: 8191 }],
    ['a hidden index entry', hideIndexEntry, { kind: 'broken', why: expect.stringMatching(/facet/) }],
  ])('finds %s', async (_, change, expected) => {
    const temporary = temporaryLog();
    const records = Array.from({ length: 10_300 }, (_value, index) => auditRecord(index));
    await reopened(temporary, (log) => log.appendMany(records));
    tamper(temporary.options.path, change);
    expect(await verify(temporary)).toMatchObject(expected);
  });
});

/** Makes the file's index by time forget records, without touching any table. */
function hideIndexEntry(database: DatabaseSync): void {
  database.enableDefensive(false);
  database.exec(`PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = 'CREATE INDEX facet_by_time ON facet (time) WHERE idx > 5' WHERE name = 'facet_by_time';
    PRAGMA writable_schema = RESET; REINDEX facet_by_time; PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = 'CREATE INDEX facet_by_time ON facet (time)' WHERE name = 'facet_by_time';
    PRAGMA writable_schema = RESET`);
}

describe('verify, after an attack that only a memory can show,', () => {
  const attacks: [string, (temporary: TemporaryLog) => Promise<void>, RegExp][] = [
    [
      'a roll-back to an older genuine copy',
      async (temporary) => {
        const { options } = temporary;
        copyFileSync(options.path, `${options.path}.old`);
        await reopened(temporary, (log) => fill(log, size + 5, size));
        copyFileSync(`${options.path}.old`, options.path);
      },
      /cut back to 20 records; this client remembers 25 since/,
    ],
    [
      'a full rewrite with the stolen key',
      async (temporary) =>
        tamper(temporary.options.path, (db) => rewrite(db, leavesOf(db).map(forge), ownKey(temporary))),
      /history was rewritten/,
    ],
    [
      'a fork that grew past the memory, with the stolen key',
      async (temporary) => {
        tamper(temporary.options.path, (db) => rewrite(db, leavesOf(db).slice(0, 15), ownKey(temporary)));
        await reopened(temporary, (log) => fill(log, 40, 30));
      },
      /history was rewritten/,
    ],
    [
      'a full rewrite with an exchanged key',
      async (temporary) => {
        const { privateKey } = generateKeyPairSync('ed25519');
        writeFileSync(keyPath(temporary.options.keyFolder), privateKey.export({ format: 'pem', type: 'pkcs8' }));
        tamper(temporary.options.path, (db) => rewrite(db, leavesOf(db).map(forge), ownKey(temporary)));
      },
      /key is not the one that signed/,
    ],
    [
      'a new log in the place of a deleted one',
      async (temporary) => {
        rmSync(temporary.options.path);
        await reopened(temporary, (log) => fill(log, 2));
      },
      /cut back to 2 records; this client remembers 20/,
    ],
  ];

  it.each(attacks)('finds %s', async (_, attack, why) => {
    const temporary = closedLog();
    await attack(temporary);
    const verification = await verify(temporary);
    expect(verification).toMatchObject({ kind: 'broken', why: expect.stringMatching(why) });
    // Appending to the damaged log does not make the client forget.
    await reopened(temporary, (log) => log.append(auditRecord(99)));
    expect((await verify(temporary)).kind).toBe('broken');
  });

  it.each(attacks)('says that nothing anchors it without one: %s', async (_, attack) => {
    const temporary = closedLog();
    await attack(temporary);
    rmSync(temporary.memoryFile);
    expect(await verify(temporary)).toMatchObject({ kind: 'verified', anchored: null });
  });

  it('takes no unreadable memory for none', async () => {
    const temporary = closedLog();
    for (const content of ['', '{}', '{"schema":"cloudops.audit-memory/v1","since":"x","note":"x"}']) {
      writeFileSync(temporary.memoryFile, content);
      expect(await verify(temporary)).toMatchObject({ kind: 'broken', index: null });
    }
  });
});

describe('append, after an attack,', () => {
  it.each<[string, (database: DatabaseSync) => void, string]>([
    [
      'builds on no altered right edge',
      (db) => db.exec('UPDATE node SET hash = zeroblob(32) WHERE level = 4'),
      'AUDIT_CORRUPT',
    ],
    ['builds on no cut log', (db) => rewrite(db, leavesOf(db).slice(0, 15)), 'AUDIT_CORRUPT'],
    ['builds on no log without a checkpoint', (db) => db.exec('DELETE FROM checkpoint'), 'AUDIT_CORRUPT'],
    [
      'builds on no altered guards',
      (db) => db.exec('CREATE TRIGGER x AFTER INSERT ON entry BEGIN SELECT 1; END'),
      'AUDIT_CORRUPT',
    ],
    ['builds on no checkpoint of a stranger', (db) => rewrite(db, leavesOf(db), strangerKey()), 'AUDIT_KEY_MISMATCH'],
  ])('%s', async (_, change, code) => {
    const temporary = closedLog();
    tamper(temporary.options.path, change);
    expect(await reopened(temporary, (log) => codeOf(log.append(auditRecord(size))))).toBe(code);
  });
});

describe('the guards in the file', () => {
  it.each([
    "UPDATE entry SET leaf = x'00' WHERE idx = 1",
    'DELETE FROM entry WHERE idx = 19',
    "INSERT INTO entry VALUES (21, 'gap', x'00')",
    "INSERT OR REPLACE INTO entry VALUES (20, (SELECT audit_id FROM entry WHERE idx = 0), x'00')",
    "INSERT OR REPLACE INTO entry VALUES (0, 'other', x'00')",
    'UPDATE node SET hash = zeroblob(32)',
    'DELETE FROM node',
    "UPDATE facet SET user = 'x'",
    'DELETE FROM facet',
    'INSERT INTO facet (idx) VALUES (21)',
    'INSERT INTO node VALUES (0, 21, zeroblob(32))',
    "UPDATE checkpoint SET note = 'x'",
    'DELETE FROM checkpoint',
    "INSERT OR REPLACE INTO checkpoint VALUES (0, 20, 'x')",
  ])('refuse %s', (sql) => {
    const { options } = closedLog();
    const database = new DatabaseSync(options.path);
    expect(() => database.exec(sql)).toThrow(/append-only/);
    database.close();
  });
});
