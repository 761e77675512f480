import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { clock, codeOf, fill, temporaryFolder, temporaryLog } from '../__fixtures__/temporary-log.ts';
import { toAuditError } from '../errors.ts';
import { keyPath } from './key-file.ts';
import { assertLocalDisk, assertSqliteVersion, readFileSystemType } from './local-disk.ts';
import { openAuditLog } from './open-audit-log.ts';

function script(name: string): string {
  return fileURLToPath(new URL(`../__fixtures__/${name}`, import.meta.url));
}

describe('a locked log', () => {
  /** Another process with a lock on the file. */
  async function lock(path: string): Promise<() => void> {
    const child = spawn(process.execPath, [script('locker.mjs'), path], { stdio: ['pipe', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill());
    await once(child.stdout, 'data');
    return () => child.stdin.end();
  }

  it('can be read, and refuses an append after the time-out', async () => {
    const { log, options } = temporaryLog({ busyTimeoutMs: 20 });
    await fill(log, 1);
    await lock(options.path);
    expect(await codeOf(log.append(auditRecord(1)))).toBe('AUDIT_LOCKED');
    expect(await log.read()).toHaveLength(1);
  });

  it('takes the append when the lock ends in time', async () => {
    const { log, options } = temporaryLog({ busyTimeoutMs: 10_000 });
    await fill(log, 1);
    const unlock = await lock(options.path);
    const appended = log.append(auditRecord(1));
    unlock();
    expect(await appended).toMatchObject({ index: 1 });
  });

  it('lets other work of the process go on while it waits', async () => {
    let pauses = 0;
    const sleep = async (ms: number): Promise<void> => {
      pauses += 1;
      await clock.sleep(ms);
    };
    const { log, options } = temporaryLog({ busyTimeoutMs: 500, clock: { ...clock, sleep } });
    await fill(log, 1);
    await lock(options.path);
    expect(await codeOf(log.append(auditRecord(1)))).toBe('AUDIT_LOCKED');
    expect(pauses).toBeGreaterThan(10);
  });
});

describe('a damaged log', () => {
  it.each([
    ['text', () => Buffer.from('this is no database '.repeat(500))],
    ['a cut file', (file: Buffer) => file.subarray(0, 6000)],
    ['zeroed pages', (file: Buffer) => Buffer.concat([file.subarray(0, 4096), Buffer.alloc(file.length - 4096)])],
  ])('made of %s is refused by every call', async (_, damage) => {
    const { log, options } = temporaryLog();
    await fill(log, 30);
    await log.close();
    writeFileSync(options.path, damage(readFileSync(options.path)));
    for (const use of ['append', 'read', 'verify', 'checkpoint'] as const) {
      const reopened = openAuditLog(options);
      expect(await codeOf(use === 'append' ? reopened.append(auditRecord(31)) : reopened[use]())).toBe('AUDIT_CORRUPT');
      await reopened.close();
    }
  });

  it('is not taken for one when it is a database of something else', async () => {
    const { log, options } = temporaryLog();
    const database = new DatabaseSync(options.path);
    database.exec('CREATE TABLE entry (idx)');
    database.close();
    expect(await codeOf(log.append(auditRecord(0)))).toBe('AUDIT_CORRUPT');
  });

  it('of a newer layout is left alone', async () => {
    const { log, options } = temporaryLog();
    await fill(log, 1);
    await log.close();
    const database = new DatabaseSync(options.path);
    database.exec('PRAGMA user_version = 3');
    database.close();
    await expect(openAuditLog(options).read()).rejects.toThrow(/unknown layout 3/);
  });

  it('is named when the path is a folder', async () => {
    const { log, options } = temporaryLog();
    mkdirSync(options.path);
    await expect(log.append(auditRecord(0))).rejects.toMatchObject({
      code: 'AUDIT_IO_FAILED',
      message: expect.stringContaining(options.path),
    });
  });
});

describe('a read-only log', () => {
  it('can be read, and refuses an append, in a new folder too', () => {
    const folder = temporaryFolder();
    // The super-user may write what is read-only, so the script becomes somebody else.
    const user = process.getuid?.() === 0 ? 65_534 : (process.getuid?.() ?? 0);
    chownSync(folder, user, process.getgid?.() ?? 0);
    const args = ['--conditions=@cloudops/source', script('read-only.ts'), folder, String(user)];
    const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual(['done', 'AUDIT_READ_ONLY', 1, 'AUDIT_READ_ONLY', 'done', 'AUDIT_READ_ONLY']);
  });
});

describe('a full disk', () => {
  // Staged with SQLite's own limit on pages; the live suite fills a real file system.
  it('is recognised by the number that SQLite gives', () => {
    const database = new DatabaseSync(':memory:');
    database.exec('PRAGMA max_page_count = 2; CREATE TABLE t (b)');
    let failure: unknown;
    try {
      database.exec('INSERT INTO t VALUES (zeroblob(100000))');
    } catch (error) {
      failure = error;
    }
    expect(toAuditError(failure, 'audit.db')).toMatchObject({ code: 'AUDIT_FULL', cause: failure });
  });
});

describe('the key', () => {
  it.each([
    ['may not be readable by others', keyPath, 0o644],
    ['may not be writable by the group', keyPath, 0o620],
    ['may not lie in a folder that others can enter', (folder: string) => folder, 0o755],
  ])('%s', async (_, target, mode) => {
    const { log, options } = temporaryLog();
    await fill(log, 1);
    await log.close();
    chmodSync(target(options.keyFolder), mode);
    const reopened = openAuditLog(options);
    expect(await codeOf(reopened.append(auditRecord(1)))).toBe('AUDIT_KEY_PERMISSIONS');
    expect(await codeOf(reopened.verify())).toBe('AUDIT_KEY_PERMISSIONS');
    expect(await reopened.read()).toHaveLength(1);
  });

  it('is not put into a folder that others can enter', async () => {
    const { log, options } = temporaryLog();
    mkdirSync(options.keyFolder, { mode: 0o755 });
    expect(await codeOf(log.append(auditRecord(0)))).toBe('AUDIT_KEY_PERMISSIONS');
  });

  it('is never replaced silently', async () => {
    const { log, options } = temporaryLog();
    await fill(log, 1);
    await log.close();
    rmSync(options.keyFolder, { recursive: true });
    const reopened = openAuditLog(options);
    expect(await codeOf(reopened.append(auditRecord(1)))).toBe('AUDIT_KEY_MISSING');
    expect(await codeOf(reopened.verify())).toBe('AUDIT_KEY_MISSING');
    expect(await reopened.read()).toHaveLength(1);
  });

  it('must be one', async () => {
    const { log, options } = temporaryLog();
    await fill(log, 1);
    await log.close();
    writeFileSync(keyPath(options.keyFolder), 'rubbish');
    expect(await codeOf(openAuditLog(options).append(auditRecord(1)))).toBe('AUDIT_KEY_INVALID');
  });

  it('is not followed through a link', async () => {
    const { log, options, folder } = temporaryLog();
    await fill(log, 1);
    await log.close();
    writeFileSync(`${folder}/elsewhere`, readFileSync(keyPath(options.keyFolder)), { mode: 0o600 });
    rmSync(keyPath(options.keyFolder));
    symlinkSync(`${folder}/elsewhere`, keyPath(options.keyFolder));
    expect(await codeOf(openAuditLog(options).append(auditRecord(1)))).toBe('AUDIT_KEY_INVALID');
  });
});

describe('the origin', () => {
  it('must be that of the log', async () => {
    const { log, options } = temporaryLog();
    await fill(log, 1);
    const other = openAuditLog({ ...options, origin: 'cloudops.test/other' });
    expect(await codeOf(other.append(auditRecord(1)))).toBe('AUDIT_ORIGIN_MISMATCH');
    expect(await codeOf(other.verify())).toBe('AUDIT_ORIGIN_MISMATCH');
    await other.close();
  });

  it.each(['', 'with space', 'a+b', 'line\nbreak', 'x'.repeat(256)])('cannot be %j', (name) => {
    const options = { path: 'audit.db', keyFolder: 'keys', origin: name, clock };
    expect(() => openAuditLog(options)).toThrow(expect.objectContaining({ code: 'AUDIT_ORIGIN_INVALID' }));
  });
});

describe('the surroundings', () => {
  it.each(['3.51.2', '3.50.9', '2.99.99', '', undefined])('may not hold SQLite %s', (version) => {
    expect(() => assertSqliteVersion(version)).toThrow(expect.objectContaining({ code: 'AUDIT_SQLITE_TOO_OLD' }));
  });

  it.each(['3.51.3', '3.53.0', '4.0.0', process.versions.sqlite])('may hold SQLite %s', (version) => {
    expect(() => assertSqliteVersion(version)).not.toThrow();
  });

  it.each([0x6969, 0xff534d42, 0xff534d42 - 2 ** 32, 0x01021997])('may not be file system type %d', (type) => {
    expect(() => assertLocalDisk('folder', type)).toThrow(
      expect.objectContaining({ code: 'AUDIT_NETWORK_FILESYSTEM' }),
    );
  });

  it('may be any other file system', () => {
    for (const type of [0xef53, 0x01021994, null, readFileSystemType('.')]) {
      expect(() => assertLocalDisk('folder', type)).not.toThrow();
    }
  });
});
