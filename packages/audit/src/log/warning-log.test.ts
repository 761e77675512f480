import { renameSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { codeOf, fill, temporaryLog } from '../__fixtures__/temporary-log.ts';
import { openAuditLog } from './open-audit-log.ts';
import { warnWhenUnwritable } from './warning-log.ts';

describe('a log that only warns', () => {
  it('writes as any other', async () => {
    const { log } = temporaryLog();
    const warned: string[] = [];
    const lenient = warnWhenUnwritable(log, ({ code }) => warned.push(code));
    expect(await lenient.append(auditRecord(0))).toMatchObject({ index: 0, tree_size: 1 });
    expect(await lenient.read()).toHaveLength(1);
    expect(await lenient.fingerprint('why?')).toBe(await log.fingerprint('why?'));
    expect(await lenient.verify()).toMatchObject({ kind: 'verified', size: 1 });
    expect(warned).toEqual([]);
  });

  it('says so, and goes on, where the log is locked', async () => {
    const { log, options } = temporaryLog({ busyTimeoutMs: 20 });
    await fill(log, 1);
    const holder = new DatabaseSync(options.path);
    holder.exec('BEGIN IMMEDIATE');
    const warned: string[] = [];
    const lenient = warnWhenUnwritable(log, ({ code }) => warned.push(code));
    expect(await lenient.append(auditRecord(1))).toEqual({
      index: -1,
      audit_id: auditRecord(1).audit_id,
      tree_size: -1,
      root: '',
    });
    holder.close();
    expect(await lenient.append(auditRecord(2))).toMatchObject({ index: -1 });
    expect(warned).toEqual(['AUDIT_LOCKED']);
    expect(await log.read()).toHaveLength(1);
    expect(await log.append(auditRecord(1))).toMatchObject({ index: 1 });
  });

  it('says so, and goes on, where the key is gone', async () => {
    const { log, options, folder } = temporaryLog();
    await fill(log, 1);
    await log.close();
    renameSync(options.keyFolder, `${folder}/elsewhere`);
    const warned: string[] = [];
    const lenient = warnWhenUnwritable(openAuditLog(options), ({ code }) => warned.push(code));
    expect(await lenient.fingerprint('why?')).toBe('hmac-sha256:unavailable');
    expect((await lenient.appendMany([auditRecord(1)]))[0]).toMatchObject({ index: -1 });
    await lenient.close();
    expect(warned).toEqual(['AUDIT_KEY_MISSING']);
  });

  it('stops where the log was altered, or the record is wrong', async () => {
    const { log, options } = temporaryLog();
    await fill(log, 1);
    const lenient = warnWhenUnwritable(log, () => undefined);
    expect(await codeOf(lenient.append(auditRecord(0, { host: 'other' })))).toBe('AUDIT_RECORD_CONFLICT');
    await log.close();
    writeFileSync(options.path, 'this is no database '.repeat(500));
    const reopened = warnWhenUnwritable(openAuditLog(options), () => undefined);
    expect(await codeOf(reopened.append(auditRecord(1)))).toBe('AUDIT_CORRUPT');
    await reopened.close();
  });
});
