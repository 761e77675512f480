import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Json } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { codeOf, fill, logOptions, origin, temporaryFolder, temporaryLog } from '../__fixtures__/temporary-log.ts';
import { leafHash } from '../merkle/hash.ts';
import { createTreeNodes } from '../merkle/memory-tree.ts';
import { merkleRoot } from '../merkle/tree.ts';
import { openNote } from '../note/note.ts';
import { parseVerifierKey } from '../note/note-key.ts';
import { openAuditLog } from './open-audit-log.ts';
import { toRecordBytes } from './record-bytes.ts';

describe('append', () => {
  it('numbers records from 0 and returns the root over their bytes', async () => {
    const { log } = temporaryLog();
    const leaves = [0, 1, 2, 3, 4].map((index) => leafHash(toRecordBytes(auditRecord(index))));
    for (const index of leaves.keys()) {
      const root = Buffer.from(merkleRoot(index + 1, createTreeNodes(leaves.slice(0, index + 1)))).toString('base64');
      const { audit_id } = auditRecord(index);
      expect(await log.append(auditRecord(index))).toEqual({ index, audit_id, tree_size: index + 1, root });
    }
  });

  it('signs each new size under the origin', async () => {
    const { log } = temporaryLog();
    await fill(log, 2);
    const { tree_size, root } = await log.append(auditRecord(2));
    const verifier = parseVerifierKey((await log.verifierKey()) ?? '');
    const opened = openNote((await log.checkpoint()) ?? '', verifier === null ? [] : [verifier]);
    expect(opened).toEqual({ kind: 'opened', text: `${origin}\n${tree_size}\n${root}\n`, signers: [origin] });
  });

  it('keeps the place of a record that is there already, whatever the order of its keys', async () => {
    const { log } = temporaryLog();
    await fill(log, 3);
    const reversed = Object.fromEntries(Object.entries(auditRecord(1)).reverse());
    expect(await log.append(reversed as unknown as ReturnType<typeof auditRecord>)).toMatchObject({
      index: 1,
      tree_size: 3,
    });
    expect(await log.read()).toHaveLength(3);
  });

  it('refuses other content under a taken id, and goes on', async () => {
    const { log } = temporaryLog();
    await fill(log, 1);
    expect(await codeOf(log.append(auditRecord(0, { host: 'other' })))).toBe('AUDIT_RECORD_CONFLICT');
    expect(await log.append(auditRecord(1))).toMatchObject({ index: 1 });
  });

  it('writes what JSON.stringify writes, with sorted keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (extra) => {
        const bytes = Buffer.from(toRecordBytes(auditRecord(0, { extra: extra as Record<string, Json> }))).toString();
        expect(JSON.parse(bytes).extra).toEqual(JSON.parse(JSON.stringify(extra)));
        expect(JSON.stringify(JSON.parse(bytes)).length).toBe(bytes.length);
      }),
    );
  });

  it.each([
    ['an unknown field', { ...auditRecord(0), token: 'secret' }],
    ['an unknown nested field', { ...auditRecord(0), user: { ...auditRecord(0).user, password: 'secret' } }],
    ['a wrong type', { ...auditRecord(0), host: 5 }],
    ['a foreign id', { ...auditRecord(0), audit_id: 'run_1' }],
    ['too many bytes', auditRecord(0, { host: 'h'.repeat(65_536) })],
  ])('refuses %s and writes nothing', async (_, record) => {
    const { log, options } = temporaryLog();
    expect(await codeOf(log.append(record as ReturnType<typeof auditRecord>))).toBe('AUDIT_RECORD_INVALID');
    expect(existsSync(options.path)).toBe(false);
  });

  it('takes a record of exactly 65,535 bytes, with text outside ASCII', async () => {
    const { log } = temporaryLog();
    const spare = 65_535 - toRecordBytes(auditRecord(0, { host: 'ü🦀\u001b[2J\ud800' })).length;
    const record = auditRecord(0, { host: `ü🦀\u001b[2J\ud800${'h'.repeat(spare)}` });
    await log.append(record);
    expect(await log.read()).toEqual([{ index: 0, record }]);
    expect(await codeOf(log.append(auditRecord(1, { host: `${record.host}h` })))).toBe('AUDIT_RECORD_INVALID');
  });

  it('creates its files for their owner only', async () => {
    const { log, folder } = temporaryLog();
    await fill(log, 1);
    await log.close();
    expect(readdirSync(folder).sort()).toEqual(['audit-checkpoints', 'audit.db', 'keys']);
    const modes = ['audit.db', 'keys', 'keys/audit-signing-key.pem'].map(
      (name) => statSync(join(folder, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o600, 0o700, 0o600]);
  });

  it('continues in the file that is there after the one it wrote to was taken away', async () => {
    const { log, options } = temporaryLog();
    await fill(log, 3);
    for (const suffix of ['', '-wal', '-shm']) rmSync(options.path + suffix, { force: true });
    expect(await log.append(auditRecord(3))).toMatchObject({ index: 0 });
    expect(await openAuditLog(options).read()).toHaveLength(1);
  });

  it('of two handles interleaves without a gap', async () => {
    const { log, options } = temporaryLog();
    const other = openAuditLog(options);
    const records = Array.from({ length: 10 }, (_, index) => auditRecord(index));
    const done = await Promise.all(records.map((record, index) => (index % 2 ? log : other).append(record)));
    await other.close();
    expect(done.map(({ index }) => index).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await log.verify()).toMatchObject({ kind: 'verified', size: 10 });
  });
});

describe('appendMany', () => {
  const batch = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => auditRecord(from + at));

  it.each([1, 2, 255, 256, 257, 600])('of %d gives the tree that appending one by one gives', async (count) => {
    const { log } = temporaryLog();
    await fill(log, 3);
    const appended = await log.appendMany(batch(3, 3 + count));
    const leaves = batch(0, 3 + count).map((record) => leafHash(toRecordBytes(record)));
    const root = Buffer.from(merkleRoot(leaves.length, createTreeNodes(leaves))).toString('base64');
    expect(appended.map(({ index }) => index)).toEqual(Array.from({ length: count }, (_, at) => 3 + at));
    expect(appended.at(-1)).toMatchObject({ tree_size: 3 + count, root });
    expect(await log.append(auditRecord(3 + count))).toMatchObject({ index: 3 + count });
    expect(await log.verify()).toMatchObject({ kind: 'verified', size: 4 + count });
  });

  it('of nothing does nothing, also to a new log', async () => {
    const { log } = temporaryLog();
    expect(await log.appendMany([])).toEqual([]);
    expect(await log.checkpoint()).toBeNull();
  });

  it('keeps the places of records that are there, and of one given twice', async () => {
    const { log } = temporaryLog();
    await fill(log, 2);
    const again = await log.appendMany([auditRecord(5), auditRecord(1), auditRecord(5), auditRecord(0)]);
    expect(again.map(({ index, tree_size }) => [index, tree_size])).toEqual([
      [2, 3],
      [1, 3],
      [2, 3],
      [0, 3],
    ]);
    expect(await log.verify()).toMatchObject({ kind: 'verified', size: 3 });
  });

  it('writes none when one is refused', async () => {
    const { log } = temporaryLog();
    await fill(log, 1);
    const conflict = log.appendMany([auditRecord(1), auditRecord(0, { host: 'other' })]);
    expect(await codeOf(conflict)).toBe('AUDIT_RECORD_CONFLICT');
    const invalid = log.appendMany([auditRecord(1), auditRecord(2, { host: 'h'.repeat(65_536) })]);
    expect(await codeOf(invalid)).toBe('AUDIT_RECORD_INVALID');
    expect(await log.read()).toHaveLength(1);
  });
});

describe('a log that does not exist yet', () => {
  it('is empty, and reading it creates nothing', async () => {
    const { log, folder } = temporaryLog();
    expect(await log.read()).toEqual([]);
    expect(await log.checkpoint()).toBeNull();
    expect(await log.verifierKey()).toBeNull();
    expect(await log.verify()).toMatchObject({ kind: 'verified', size: 0, anchored: null });
    await log.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('may begin in folders that do not exist', async () => {
    const folder = temporaryFolder();
    const options = { ...logOptions(folder), path: join(folder, 'a/b/audit.db'), keyFolder: join(folder, 'c/d/keys') };
    const log = openAuditLog(options);
    await fill(log, 1);
    await log.close();
    expect(existsSync(options.path)).toBe(true);
  });

  it('may begin in an empty file', async () => {
    const { log, options } = temporaryLog();
    mkdirSync(dirname(options.path), { recursive: true });
    expect(await log.read()).toEqual([]);
    await fill(log, 1);
    expect(await log.verify()).toMatchObject({ kind: 'verified', size: 1 });
  });
});

describe('read', () => {
  const started = { event: 'execution.started', action: { ...auditRecord(3).action, run_id: 'run_x' } } as const;

  it.each([
    ['everything', {}, [0, 1, 2, 3, 4]],
    ['the last ones, oldest first', { last: 2 }, [3, 4]],
    ['none of the last none', { last: 0 }, []],
    ['what is not older', { since: Date.UTC(2026, 0, 1) + 3000 }, [3, 4]],
    ['one user', { user: 'os:bob' }, [1]],
    ['one intent', { action: 'k8s-high-cpu' }, [0, 1, 2, 3, 4]],
    ['one event', { action: 'execution.started' }, [3]],
    ['one status', { status: 'failed' }, [2]],
    ['one id', { audit_id: auditRecord(4).audit_id }, [4]],
    ['one run', { run_id: 'run_x' }, [3]],
    ['what fits all parts', { user: 'os:alice', last: 2, status: 'ok' }, [3, 4]],
    ['nothing', { audit_id: auditRecord(4).audit_id, user: 'os:bob' }, []],
  ])('finds %s', async (_, filter, expected) => {
    const { log } = temporaryLog();
    const changes = [
      {},
      { user: { ...auditRecord(1).user, id: 'os:bob' } },
      { result: { status: 'failed', cost_usd: 0 } },
      started,
    ];
    for (let index = 0; index < 5; index += 1) await log.append(auditRecord(index, changes[index]));
    expect((await log.read(filter)).map(({ index }) => index)).toEqual(expected);
  });
});

describe('verify', () => {
  it('remembers what it verified, and when it first did', async () => {
    const { log } = temporaryLog();
    await fill(log, 3);
    expect(await log.verify()).toMatchObject({ kind: 'verified', size: 3, anchored: null });
    const anchored = { size: 3, since: '2026-01-02T00:00:00.000Z' };
    expect(await log.verify()).toMatchObject({ anchored });
    await fill(log, 7, 3);
    expect(await log.verify()).toMatchObject({ kind: 'verified', size: 7, anchored });
    expect(await log.verify()).toMatchObject({ anchored: { size: 7 } });
  });

  it('is anchored by the last process that appended', async () => {
    const { log, options } = temporaryLog();
    await fill(log, 5);
    await log.close();
    expect(await openAuditLog(options).verify()).toMatchObject({ size: 5, anchored: { size: 5 } });
  });

  it('of a large log tells how far it is, lets others write meanwhile, and can be interrupted', async () => {
    const { log } = temporaryLog();
    await log.appendMany(Array.from({ length: 20_000 }, (_, index) => auditRecord(index)));
    const told: number[] = [];
    const verifying = log.verify({ onProgress: (done) => told.push(done) });
    expect(await log.append(auditRecord(20_000))).toMatchObject({ index: 20_000 });
    expect(await verifying).toMatchObject({ kind: 'verified', size: expect.closeTo(20_000, -1) });
    expect(told).toEqual([8192, 16_384]);
    const reason = new DOMException('Interrupted.', 'AbortError');
    const interrupt = new AbortController();
    const interrupted = log.verify({ signal: interrupt.signal, onProgress: () => interrupt.abort(reason) });
    await expect(interrupted).rejects.toBe(reason);
    expect(await log.append(auditRecord(20_001))).toMatchObject({ index: 20_001 });
  });

  it('lists executions that began and never ended', async () => {
    const { log } = temporaryLog();
    const withoutRun = { ...auditRecord(0).action, run_id: null };
    for (const index of [0, 1])
      await log.append(auditRecord(index, { event: 'execution.started', action: withoutRun }));
    for (const index of [2, 3]) await log.append(auditRecord(index, { event: 'execution.started' }));
    const { action } = auditRecord(3);
    await log.append(
      auditRecord(4, { event: 'execution.finished', parent: auditRecord(1).audit_id, action: withoutRun }),
    );
    await log.append(auditRecord(5, { event: 'execution.finished', action }));
    await log.append(auditRecord(6, { event: 'plan.decided', parent: auditRecord(0).audit_id }));
    const unknown_outcome = [auditRecord(0).audit_id, auditRecord(2).audit_id];
    expect(await log.verify()).toMatchObject({ kind: 'verified', unknown_outcome });
  });
});

describe('close', () => {
  it('may be called twice, and ends the log', async () => {
    const { log } = temporaryLog();
    await fill(log, 1);
    await log.close();
    await log.close();
    expect(await codeOf(log.append(auditRecord(1)))).toBe('AUDIT_CLOSED');
    expect(await codeOf(log.read())).toBe('AUDIT_CLOSED');
  });
});
