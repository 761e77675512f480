import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { clock, codeOf, fill, origin, temporaryFolder, temporaryLog } from '../__fixtures__/temporary-log.ts';
import type { AuditLog } from '../log/audit-log.ts';
import { peaksOf } from './archive-format.ts';
import { type Archiving, archiveRecords } from './archive-records.ts';
import { verifyArchive } from './verify-archive.ts';

const context = {
  principal: { id: 'os:root', kind: 'human', established_by: 'os-user', credential: 'unknown' },
  clock,
  randomBytes: (size: number) => crypto.getRandomValues(new Uint8Array(size)),
  toolVersion: '0.1.0',
  host: 'server',
} as const;

/** When record number `index` was written, and a bit. */
const after = (index: number): number => Date.parse(auditRecord(index).timestamp) + 1;

async function archive(
  log: AuditLog,
  before: number,
  folder: string,
): Promise<Extract<Archiving, { kind: 'archived' }>> {
  const archived = await archiveRecords(log, { before, folder, origin, context });
  if (archived.kind === 'nothing') throw new TypeError(archived.why);
  return archived;
}

describe('an archive', () => {
  it.each([1, 2, 5, 8, 13])('of the first %d of 20 records proves itself', async (count) => {
    const { log } = temporaryLog();
    await fill(log, 20);
    const { path } = await archive(log, after(count - 1), temporaryFolder());
    const verified = { kind: 'verified', origin, start: 0, end: count, tree_size: 20 };
    expect(await verifyArchive(path)).toEqual({ ...verified, pinned: false });
    expect(await verifyArchive(path, (await log.verifierKey()) ?? '')).toEqual({ ...verified, pinned: true });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('goes on where the one before ended, and proves its place', async () => {
    const { log } = temporaryLog();
    const folder = temporaryFolder();
    await fill(log, 20);
    await archive(log, after(6), folder);
    const second = await archive(log, after(12), folder);
    expect(second).toMatchObject({ start: 7, end: 13 });
    expect(await verifyArchive(second.path)).toMatchObject({ kind: 'verified', start: 7, end: 13, tree_size: 21 });
    const [, first] = readFileSync(second.path, 'utf8').split('\n');
    expect(JSON.parse(first ?? '')).toEqual(auditRecord(7));
  });

  it('is recorded in the log, which still verifies and still has everything', async () => {
    const { log } = temporaryLog();
    await fill(log, 5);
    const { digest, audit_id } = await archive(log, after(2), temporaryFolder());
    const [recorded] = await log.read({ audit_id });
    expect(recorded?.record).toMatchObject({ event: 'records.archived', extra: { start: 0, end: 3, digest } });
    expect(await log.verify()).toMatchObject({ kind: 'verified', size: 6 });
  });

  it('is not made of nothing, nor twice', async () => {
    const { log } = temporaryLog();
    const folder = temporaryFolder();
    const options = { folder, origin, context };
    expect(await archiveRecords(log, { ...options, before: after(9) })).toMatchObject({ kind: 'nothing' });
    await fill(log, 5);
    expect(await archiveRecords(log, { ...options, before: after(-1) })).toMatchObject({ kind: 'nothing' });
    await archive(log, after(2), folder);
    expect(await archiveRecords(log, { ...options, before: after(2) })).toMatchObject({
      ...{ kind: 'nothing', why: expect.stringContaining('3 are archived already') },
    });
    writeFileSync(join(folder, 'audit-3-4.jsonl'), '');
    expect(await codeOf(archive(log, after(4), folder))).toBe('AUDIT_ARCHIVE_EXISTS');
  });

  it('into a folder that cannot be one is an error, and nothing is recorded', async () => {
    const { log } = temporaryLog();
    await fill(log, 3);
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(await codeOf(archive(log, after(2), file))).toMatch(/^AUDIT_/);
    expect(await log.read()).toHaveLength(3);
  });
});

describe('verifyArchive', () => {
  const damaged: readonly (readonly [string, (lines: string[]) => string[], RegExp])[] = [
    [
      'a changed record',
      (lines) => lines.map((line, index) => (index === 2 ? line.replace('alice', 'malice') : line)),
      /not those/,
    ],
    ['a record less', (lines) => lines.filter((_, index) => index !== 2), /record 4 is missing/],
    ['a record more', (lines) => [...lines.slice(0, -1), lines[1] ?? '', ''], /record 5 lies beyond/],
    ['two records exchanged', ([head = '', a = '', b = '', ...rest]) => [head, b, a, ...rest], /not those/],
    ['another range', ([head = '', ...rest]) => [head.replace('"end":5', '"end":4'), ...rest], /lies beyond/],
    ['another place', ([head = '', ...rest]) => [head.replace('"start":0', '"start":1'), ...rest], /first line/],
    [
      'another log’s name',
      ([head = '', ...rest]) => [head.replace(origin, 'other.test/audit'), ...rest],
      /another log/,
    ],
    [
      'another checkpoint',
      ([head = '', ...rest]) => [head.replace('audit\\n7\\n', 'audit\\n8\\n'), ...rest],
      /signature/,
    ],
    ['no head', ([, ...rest]) => rest, /first line/],
    ['nothing', () => [], /first line/],
  ];

  it.each(damaged)('finds %s', async (_, damage, why) => {
    const { log } = temporaryLog();
    await fill(log, 7);
    const { path } = await archive(log, after(4), temporaryFolder());
    writeFileSync(path, damage(readFileSync(path, 'utf8').split('\n')).join('\n'));
    expect(await verifyArchive(path)).toMatchObject({ kind: 'broken', why: expect.stringMatching(why) });
  });

  it('finds an archive that somebody made anew with another key', async () => {
    const { log } = temporaryLog();
    await fill(log, 3);
    const other = temporaryLog();
    await fill(other.log, 3);
    const { path } = await archive(other.log, after(2), temporaryFolder());
    expect(await verifyArchive(path, (await log.verifierKey()) ?? '')).toMatchObject({
      ...{ kind: 'broken', why: 'its checkpoint cannot be trusted: no known key signed it' },
    });
    expect(await verifyArchive(path, 'nonsense')).toMatchObject({ why: 'the verifier key is not one' });
  });

  it('says which file cannot be read', async () => {
    expect(await codeOf(verifyArchive(join(temporaryFolder(), 'none.jsonl')))).toBe('AUDIT_ARCHIVE_UNREADABLE');
  });
});

describe('peaksOf', () => {
  it('are the powers of two that a size is made of', () => {
    expect(peaksOf(0)).toEqual([]);
    expect(peaksOf(13)).toEqual([
      { level: 3, index: 0 },
      { level: 2, index: 2 },
      { level: 0, index: 12 },
    ]);
    expect(peaksOf(2 ** 52 + 1)).toHaveLength(2);
  });
});
