import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditRecord } from '@cloudops/spec';
import { CloudOpsError } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { clock, codeOf, type TemporaryLog, temporaryFolder, temporaryLog } from '../__fixtures__/temporary-log.ts';
import type { AuditLog } from '../log/audit-log.ts';
import { openAuditLog } from '../log/open-audit-log.ts';
import { syntheticSecrets } from '../secrets/__fixtures__/synthetic-secrets.ts';
import { eraseSubject } from './erase-subject.ts';
import { sealRecord, unsealRecord } from './personal-data.ts';
import { protectAuditLog } from './protect-audit-log.ts';
import { openSubjectKeys, type SubjectKeys } from './subject-keys.ts';

const named: AuditRecord = auditRecord(1, {
  host: 'alices-laptop',
  identities: [
    { provider: 'aws', id: 'aws:role/x/alice@example.com', established_by: 'aws-sts', credential: 'short-lived' },
    { provider: 'kubernetes', id: null, established_by: null, credential: 'unknown' },
  ],
  policy: {
    ...{ outcome: 'approved', policies: [], policy_digest: 'sha256:0' },
    approvals: [{ by: 'os:bob', roles: ['operator'], at: '2026-01-01T00:00:00.000Z', digest: null }],
  },
});

interface Protected extends TemporaryLog {
  readonly keys: SubjectKeys;
  readonly protectedLog: AuditLog;
}

function protectedLog(): Protected {
  const temporary = temporaryLog();
  const keys = openSubjectKeys({ folder: join(temporary.options.keyFolder, 'subjects') });
  return { ...temporary, keys, protectedLog: protectAuditLog(temporary.log, keys) };
}

function stored({ folder }: TemporaryLog): string {
  return readdirSync(folder)
    .filter((name) => name.startsWith('audit.db'))
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('');
}

const context = {
  principal: { id: 'os:root', kind: 'human', established_by: 'os-user', credential: 'unknown' },
  clock,
  randomBytes: (size: number) => crypto.getRandomValues(new Uint8Array(size)),
  toolVersion: '0.1.0',
  host: 'server',
} as const;

async function all(log: AuditLog, user?: string): Promise<readonly AuditRecord[]> {
  const found: AuditRecord[] = [];
  for await (const { record } of log.records(user === undefined ? {} : { filters: { user } })) found.push(record);
  return found;
}

describe('the keys of subjects', () => {
  it('are one for each, whichever process asks first, and 0600 in a folder of 0700', () => {
    const folder = join(temporaryFolder(), 'subjects');
    const [first, second] = [openSubjectKeys({ folder }), openSubjectKeys({ folder })];
    const key = first.assure('os:alice');
    expect(second.assure('os:alice')).toEqual(key);
    expect(second.find(key.pseudonym)).toEqual(key);
    expect(first.assure('os:bob').pseudonym).not.toBe(key.pseudonym);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('are gone for other processes too once destroyed, and a new one is another', () => {
    const folder = join(temporaryFolder(), 'subjects');
    const [first, second] = [openSubjectKeys({ folder }), openSubjectKeys({ folder })];
    const key = first.assure('os:alice');
    second.assure('os:alice');
    expect(first.destroy('os:alice')).toEqual(key);
    expect([second.find('os:alice'), second.find(key.pseudonym)]).toEqual([null, null]);
    expect(readdirSync(folder)).toEqual([]);
    expect(second.assure('os:alice').pseudonym).not.toBe(key.pseudonym);
  });

  it('that others may read, or that are damaged, are refused', () => {
    const folder = join(temporaryFolder(), 'subjects');
    openSubjectKeys({ folder }).assure('os:alice');
    const file = join(folder, readdirSync(folder)[0] ?? '');
    chmodSync(file, 0o644);
    const code = (): unknown => {
      try {
        return openSubjectKeys({ folder }).assure('os:alice');
      } catch (error) {
        return CloudOpsError.isInstance(error) && error.code;
      }
    };
    expect(code()).toBe('AUDIT_KEY_PERMISSIONS');
    chmodSync(file, 0o600);
    for (const damage of [
      '',
      '{}',
      '{"schema":"cloudops.audit-subject-key/v1","subject":"a","pseudonym":"b","key":""}',
    ]) {
      writeFileSync(file, damage);
      expect(code()).toBe('AUDIT_SUBJECT_KEY_INVALID');
    }
  });
});

describe('a sealed record', () => {
  it('names nobody, and is whole again for whoever holds the keys', () => {
    const keys = openSubjectKeys({ folder: join(temporaryFolder(), 'subjects') });
    const sealed = sealRecord(named, keys);
    expect(JSON.stringify(sealed)).not.toMatch(/alice|bob/);
    expect(sealed.sealed).toHaveLength(2);
    expect(unsealRecord(sealed, keys)).toEqual(named);
  });

  it('has the same bytes when it is sealed again, so that an append can be repeated', () => {
    const keys = openSubjectKeys({ folder: join(temporaryFolder(), 'subjects') });
    expect(sealRecord(named, keys)).toEqual(sealRecord(named, keys));
    expect(sealRecord(sealRecord(named, keys), keys)).toEqual(sealRecord(named, keys));
  });

  it('does not open as another record, nor altered', () => {
    const keys = openSubjectKeys({ folder: join(temporaryFolder(), 'subjects') });
    const sealed = sealRecord(named, keys);
    const moved = { ...sealed, audit_id: auditRecord(2).audit_id };
    expect(unsealRecord(moved, keys).user.id).toMatch(/^sub_/);
    const altered = {
      ...sealed,
      sealed: (sealed.sealed ?? []).map(({ subject, box }) => ({ subject, box: `${box.slice(0, -2)}AA` })),
    };
    expect(unsealRecord(altered, keys).host).toMatch(/^sub_/);
    const nonsense = { ...sealed, sealed: (sealed.sealed ?? []).map(({ subject }) => ({ subject, box: 'v2.x' })) };
    expect(unsealRecord(nonsense, keys).user.id).toMatch(/^sub_/);
  });
});

describe('a protected log', () => {
  it('stores no name and gives it back', async () => {
    const bench = protectedLog();
    await bench.protectedLog.append(named);
    await bench.protectedLog.appendMany([auditRecord(2), auditRecord(3, { user: { ...named.user, id: 'os:carol' } })]);
    expect(stored(bench)).not.toMatch(/alice|bob|carol|laptop/);
    expect((await all(bench.protectedLog))[0]).toEqual(named);
    expect(await bench.protectedLog.verify()).toMatchObject({ kind: 'verified', size: 3 });
  });

  it('finds a user by the real id, in records and facets, also in clear ones of an older version', async () => {
    const { log, protectedLog: safe } = protectedLog();
    await log.append(auditRecord(0));
    await safe.append(named);
    await safe.append(auditRecord(2, { user: { ...named.user, id: 'os:carol' } }));
    expect(await all(safe, 'os:alice')).toEqual([auditRecord(0), named]);
    expect((await safe.read({ user: 'os:carol', last: 5 })).map(({ index }) => index)).toEqual([2]);
    const users: string[] = [];
    for await (const { user } of safe.facets()) users.push(user);
    expect(users).toEqual(['os:alice', 'os:alice', 'os:carol']);
  });

  it('takes no secret in, wherever it stands, and says of which kind it was', async () => {
    const bench = protectedLog();
    const secrets = syntheticSecrets(1);
    for (const [index, { text }] of secrets.entries()) {
      await bench.protectedLog.append(
        auditRecord(index, {
          action: { ...named.action, intent: text, targets: [text], inputs: { [text]: [text] } },
          result: { status: text, cost_usd: 0 },
          evidence: { [text]: null },
          ai: { kind: 'local', fallback: { from: 'anthropic', why: text } },
          extra: { note: { deep: text } },
        }),
      );
    }
    const bytes = stored(bench);
    for (const { secret } of secrets) expect(bytes).not.toContain(JSON.stringify(secret).slice(1, -1));
    const kinds = (await all(bench.protectedLog)).map(({ extra }) => extra?.masked);
    expect(kinds.every((masked) => Array.isArray(masked) && masked.length > 0)).toBe(true);
    expect(await bench.protectedLog.verify()).toMatchObject({ kind: 'verified' });
  });

  it('writes nothing when the keys cannot be written', async () => {
    const { log, options } = temporaryLog();
    await log.append(auditRecord(0));
    const folder = join(options.keyFolder, 'subjects');
    writeFileSync(folder, 'in the way');
    const safe = protectAuditLog(log, openSubjectKeys({ folder }));
    expect(await codeOf(safe.append(named))).toMatch(/^AUDIT_/);
    expect(await log.read()).toHaveLength(1);
  });
});

describe('eraseSubject', () => {
  it('hides what a subject did from everybody, while the log still verifies', async () => {
    const bench = protectedLog();
    await bench.protectedLog.append(named);
    await bench.protectedLog.append(auditRecord(2, { user: { ...named.user, id: 'os:carol' } }));
    await bench.protectedLog.verify();
    const erased = await eraseSubject(bench.protectedLog, bench.keys, { subject: 'os:alice', context });
    expect(erased).toMatchObject({ kind: 'erased', records: 1, in_clear: 0 });
    const again = protectAuditLog(
      openAuditLog(bench.options),
      openSubjectKeys({ folder: join(bench.options.keyFolder, 'subjects') }),
    );
    const records = await all(again);
    expect(JSON.stringify(records)).not.toMatch(/alice/);
    expect(records[0]).toMatchObject({
      user: { id: erased.kind === 'erased' && erased.pseudonym },
      policy: { approvals: [{ by: 'os:bob' }] },
    });
    expect(records.map(({ event, user, result }) => [event, user.id, result.status]).slice(1)).toEqual([
      ['question.asked', 'os:carol', 'ok'],
      ['subject.erased', 'os:root', 'started'],
      ['subject.erased', 'os:root', 'completed'],
    ]);
    expect(await again.verify()).toMatchObject({ kind: 'verified', size: 4 });
    await again.close();
  });

  it('of oneself leaves no new key behind', async () => {
    const { protectedLog: safe, keys } = protectedLog();
    await safe.append(named);
    const principal = { ...context.principal, id: 'os:alice' };
    const erased = await eraseSubject(safe, keys, { subject: 'os:alice', context: { ...context, principal } });
    expect(erased.kind).toBe('erased');
    expect(keys.find('os:alice')).toBeNull();
    expect(JSON.stringify(await all(safe))).not.toMatch(/alice/);
  });

  it('says what it cannot reach: names in clear, and subjects it has no key of', async () => {
    const { log, protectedLog: safe, keys } = protectedLog();
    await log.append(auditRecord(0));
    expect(await eraseSubject(safe, keys, { subject: 'os:alice', context })).toEqual({
      ...{ kind: 'unknown-subject', subject: 'os:alice', in_clear: 1 },
    });
    await safe.append(named);
    const erased = await eraseSubject(safe, keys, { subject: 'os:alice', context });
    expect(erased).toMatchObject({ kind: 'erased', records: 1, in_clear: 1 });
  });
});
