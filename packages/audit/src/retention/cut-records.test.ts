import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { tamper } from '../__fixtures__/tampering.ts';
import { clock, codeOf, logOptions, origin, type TemporaryLog, temporaryLog } from '../__fixtures__/temporary-log.ts';
import type { AuditLog } from '../log/audit-log.ts';
import { openAuditLog } from '../log/open-audit-log.ts';
import { consistencyProof } from '../merkle/proof.ts';
import { verifyConsistency } from '../merkle/verify-proof.ts';
import { parseCheckpoint } from '../note/checkpoint.ts';
import { exportTiles } from '../tiles.ts';
import { archiveRecords } from './archive-records.ts';
import { type Cutting, cutRecords } from './cut-records.ts';

const context = {
  principal: { id: 'os:root', kind: 'human', established_by: 'os-user', credential: 'unknown' },
  clock,
  randomBytes: (size: number) => crypto.getRandomValues(new Uint8Array(size)),
  toolVersion: '0.1.0',
  host: 'server',
} as const;

const size = 900;
const archived = 600;

/** When record number `index` was written, and a bit. */
const after = (index: number): number => Date.parse(auditRecord(index).timestamp) + 1;

const template = mkdtempSync(join(tmpdir(), 'cloudops-audit-'));
afterAll(() => rmSync(template, { recursive: true, force: true }));
beforeAll(async () => {
  const log = openAuditLog(logOptions(template));
  await log.appendMany(Array.from({ length: size }, (_, index) => auditRecord(index)));
  const options = { folder: join(template, 'archives'), origin, context };
  await archiveRecords(log, { ...options, before: after(299) });
  await archiveRecords(log, { ...options, before: after(archived - 1) });
  await log.close();
});

interface Archived extends TemporaryLog {
  readonly archives: string;
}

/** A log of 902 records, of which two archives hold the first 600. */
function archivedLog(): Archived {
  const temporary = temporaryLog();
  cpSync(template, temporary.folder, { recursive: true });
  return { ...temporary, archives: join(temporary.folder, 'archives') };
}

function cut({ log, options, archives }: Archived): Promise<Cutting> {
  return cutRecords(log, { path: options.path, folder: archives, context });
}

async function indexes(log: AuditLog): Promise<readonly number[]> {
  return (await log.read()).map(({ index }) => index);
}

describe('cutRecords', () => {
  it('takes whole tiles of what is archived out of a log that still verifies', async () => {
    const place = archivedLog();
    const cutting = await cut(place);
    expect(cutting).toMatchObject({
      kind: 'cut',
      start: 0,
      end: 512,
      archives: [{ start: 0 }, { start: 300, end: 600 }],
    });
    expect((await indexes(place.log))[0]).toBe(512);
    expect(await indexes(place.log)).toHaveLength(903 - 512);
    expect(await place.log.verify()).toMatchObject({
      kind: 'verified',
      size: 903,
      cut: {
        end: 512,
        archives: [
          { start: 0, end: 300 },
          { start: 300, end: 600 },
        ],
      },
    });
    await place.log.append(auditRecord(5000));
    expect(await place.log.verify()).toMatchObject({ kind: 'verified', size: 904 });
  });

  it('keeps the log consistent with every checkpoint before', async () => {
    const place = archivedLog();
    const before = parseCheckpoint((await place.log.checkpoint())?.split('\n\n')[0]?.concat('\n') ?? '');
    await place.log.verify();
    await cut(place);
    expect(await place.log.verify()).toMatchObject({ anchored: { size: 902 } });
    const now = parseCheckpoint((await place.log.checkpoint())?.split('\n\n')[0]?.concat('\n') ?? '');
    const [first, second] = [before?.size ?? 0, now?.size ?? 0];
    expect([first, second]).toEqual([902, 903]);
    for (const past of [100, 511, 700, first]) {
      const proof = await place.log.snapshot(({ nodes }) => consistencyProof({ first: past, second, nodes }));
      expect(proof.length).toBeGreaterThan(0);
    }
    const proof = await place.log.snapshot(({ nodes }) => consistencyProof({ first, second, nodes }));
    const [firstRoot, secondRoot] = [before?.root ?? new Uint8Array(0), now?.root ?? new Uint8Array(0)];
    expect(verifyConsistency({ first, second, firstRoot, secondRoot, proof })).toBe(true);
  });

  it('overwrites what it takes, in the file and its write-ahead log', async () => {
    const place = archivedLog();
    const bytes = (): string =>
      ['', '-wal'].map((suffix) => readFileSync(place.options.path + suffix, 'latin1')).join('');
    expect(await codeOf(place.log.append(auditRecord(0)))).toBeUndefined();
    expect(bytes()).toContain('"run_id":"run_77"');
    await cut(place);
    expect(bytes()).not.toContain('"run_id":"run_77"');
    expect(bytes()).toContain('"run_id":"run_777"');
  });

  it('goes on from the cut before, though the records of the archives went too', async () => {
    const place = archivedLog();
    await cut(place);
    const options = { folder: place.archives, origin, context };
    expect(await archiveRecords(place.log, { ...options, before: clock.now() + 1 })).toMatchObject({
      ...{ kind: 'archived', start: 600, end: 903 },
    });
    expect(await cut(place)).toMatchObject({ kind: 'cut', start: 512, end: 768 });
    expect(await cut(place)).toMatchObject({ kind: 'nothing', why: expect.stringContaining('768 are cut already') });
    expect(await place.log.verify()).toMatchObject({ kind: 'verified', cut: { end: 768, archives: { length: 3 } } });
  });

  it('goes on while others append, and loses none of theirs', async () => {
    const place = archivedLog();
    const other = openAuditLog(place.options);
    const appending = async (): Promise<void> => {
      for (let index = 5000; index < 5030; index += 1) await other.append(auditRecord(index));
    };
    await Promise.all([cut(place), appending()]);
    await other.close();
    expect(await place.log.verify()).toMatchObject({ kind: 'verified', size: 933, cut: { end: 512 } });
  });

  it('ends what a crash left half done, without another record', async () => {
    const place = archivedLog();
    await cut(place);
    const half = archivedLog();
    await cutRecords(half.log, { path: `${half.folder}/none/of/it.db`, folder: half.archives, context }).catch(() => 0);
    expect(await half.log.verify()).toMatchObject({ kind: 'verified', size: 903, cut: null });
    expect(await cut(half)).toMatchObject({ kind: 'cut', start: 0, end: 512 });
    expect(await half.log.verify()).toMatchObject({ kind: 'verified', size: 903, cut: { end: 512 } });
  });

  it.each<[string, (file: string) => void, RegExp]>([
    ['is missing', (file) => rmSync(file), /cannot be read/],
    ['was changed', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('alice', 'malice')), /not those/],
    ['is another one', (file) => cpSync(file.replace('300-599', '0-299'), file), /other records/],
    ['has a byte more', (file) => writeFileSync(file, `${readFileSync(file, 'utf8')}\n`), /relied on/],
  ])('cuts nothing when an archive %s', async (_, damage, why) => {
    const place = archivedLog();
    damage(join(place.archives, 'audit-300-599.jsonl'));
    await expect(cut(place)).rejects.toMatchObject({
      code: 'AUDIT_ARCHIVE_UNREADABLE',
      message: expect.stringMatching(why),
    });
    expect(await indexes(place.log)).toHaveLength(902);
  });

  it('cuts nothing of a log without archives, nor less than a tile', async () => {
    const { log, options, folder } = temporaryLog();
    await log.appendMany(Array.from({ length: 300 }, (_, index) => auditRecord(index)));
    const place = { path: options.path, folder, context };
    expect(await cutRecords(log, place)).toEqual({ kind: 'nothing', why: 'nothing is archived' });
    await archiveRecords(log, { folder, origin, context, before: after(199) });
    expect(await cutRecords(log, place)).toMatchObject({ kind: 'nothing' });
    expect(await indexes(log)).toHaveLength(301);
  });

  it('leaves the tiles of the hashes, and the records that are there', async () => {
    const place = archivedLog();
    await cut(place);
    const { files } = await exportTiles(place.log, join(place.folder, 'tiles'));
    expect(files).toEqual([
      'checkpoint',
      ...['tile/0/000', 'tile/0/001', 'tile/0/002', 'tile/0/003.p/135', 'tile/1/000.p/3'],
      ...['tile/entries/002', 'tile/entries/003.p/135'],
    ]);
  });
});

describe('verify of a cut log', () => {
  const whole = 'DELETE FROM entry WHERE idx < 512; DELETE FROM facet WHERE idx < 512';

  it('finds a cut that no record tells of', async () => {
    const place = archivedLog();
    await place.log.close();
    tamper(place.options.path, (database) => database.exec(whole));
    expect(await reopened(place)).toEqual({
      ...{ kind: 'broken', index: 0 },
      why: 'records 0 to 511 are missing, and no record of the log says that they were archived and cut',
    });
  });

  it.each<[string, (database: DatabaseSync) => void, object]>([
    [
      'more cut than was archived',
      (db) => db.exec(whole.replaceAll('512', '768')),
      { index: 512, why: expect.stringContaining('cut at 512') },
    ],
    ['a record more gone', (db) => db.exec(whole.replaceAll('512', '513')), { index: 512 }],
    ['a record less gone', (db) => restore(db, 511), { index: 256 }],
    ['a hash of what was cut altered', (db) => db.exec(alter(0, 100)), { index: 101 }],
    ['a hash above what was cut altered', (db) => db.exec(alter(4, 3)), { index: 63 }],
    ['a hash of what was cut gone', (db) => db.exec('DELETE FROM node WHERE level = 0 AND idx = 400'), { index: 400 }],
    ['a longer cut written into its record', (db) => db.exec(edit('"end":512', '"end":768')), { index: 0 }],
    ['another archive written into its record', (db) => db.exec(edit('sha256:', 'sha256:0')), { index: 902 }],
    ['a facet left behind', (db) => db.exec('INSERT INTO facet (idx, time) VALUES (3, 0)'), { index: null }],
  ])('finds %s', async (_, change, expected) => {
    const place = archivedLog();
    await cut(place);
    await place.log.close();
    tamper(place.options.path, change);
    expect(await reopened(place)).toMatchObject({ kind: 'broken', ...expected });
  });

  it('finds a cut whose record names archives with a gap', async () => {
    const place = archivedLog();
    const extra = { end: 512, archives: [{ start: 300, end: 600, digest: 'sha256:0' }] };
    const event = 'records.archived';
    await place.log.append(auditRecord(5000, { event, result: { status: 'cut', cost_usd: 0 }, extra }));
    await place.log.close();
    tamper(place.options.path, (database) => database.exec(whole));
    expect(await reopened(place)).toMatchObject({ kind: 'broken', index: 0 });
  });
});

function alter(level: number, index: number): string {
  return `UPDATE node SET hash = zeroblob(32) WHERE level = ${level} AND idx = ${index}`;
}

/** Changes the record of the cut. */
function edit(from: string, to: string): string {
  return `UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), '${from}', '${to}') AS BLOB) WHERE idx = 902`;
}

/** Puts back one record that was cut. */
function restore(database: DatabaseSync, index: number): void {
  const source = new DatabaseSync(join(template, 'audit.db'), { readOnly: true });
  const row = source.prepare('SELECT audit_id, leaf FROM entry WHERE idx = ?').get(index);
  source.close();
  database.prepare('INSERT INTO entry VALUES (?, ?, ?)').run(index, String(row?.audit_id), row?.leaf as Uint8Array);
}

async function reopened({ options }: TemporaryLog): Promise<unknown> {
  const log = openAuditLog(options);
  const verification = await log.verify();
  await log.close();
  return verification;
}
