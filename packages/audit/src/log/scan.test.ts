import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { fill, temporaryLog } from '../__fixtures__/temporary-log.ts';
import type { AuditLog, LoggedFacets, RecordQuery } from './audit-log.ts';
import { openAuditLog } from './open-audit-log.ts';

async function indexes(log: AuditLog, query: RecordQuery): Promise<readonly number[]> {
  const [records, facets] = [[] as number[], [] as number[]];
  for await (const { index } of log.records(query)) records.push(index);
  for await (const { index } of log.facets(query)) facets.push(index);
  expect(facets).toEqual(records);
  return records;
}

const start = Date.UTC(2026, 0, 1);

describe('records and facets', () => {
  it.each<[string, RecordQuery, readonly number[]]>([
    ['everything', {}, [0, 1, 2, 3, 4, 5]],
    ['the newest', { order: 'newest-first', limit: 2 }, [5, 4]],
    ['nothing', { limit: 0 }, []],
    ['a span of time, without its end', { from: start + 1000, to: start + 4000 }, [1, 2, 3]],
    ['a span between records', { from: start + 1000.5, to: start + 1999.5 }, []],
    ['no limit of time', { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }, [0, 1, 2, 3, 4, 5]],
    ['what lies behind a place', { after: 3 }, [4, 5]],
    ['what lies behind a place, in time', { after: 1, to: start + 4000, order: 'newest-first' }, [3, 2]],
    ['one user', { filters: { user: 'os:bob' } }, [1, 4]],
    ['any of several', { filters: { user: ['os:bob', 'os:carol'], status: ['ok', 'x'] } }, [1, 5]],
    ['none of none', { filters: { user: [] } }, []],
    ['a run', { filters: { run_id: 'run_3' } }, [3]],
    ['some ids', { filters: { audit_id: [auditRecord(4).audit_id, auditRecord(2).audit_id] } }, [2, 4]],
    ['followers', { filters: { parent: auditRecord(0).audit_id } }, [2]],
    ['a subject', { filters: { subject: 'sub_1' } }, [5]],
    ['a playbook or event', { filters: { action: 'execution.started' } }, [3]],
    ['a text that is no SQL', { filters: { user: "' OR 1=1 --" } }, []],
  ])('give %s', async (_, query, expected) => {
    const { log } = temporaryLog();
    const { user } = auditRecord(0);
    const changes = [
      {},
      { user: { ...user, id: 'os:bob' } },
      { parent: auditRecord(0).audit_id },
      { event: 'execution.started' as const },
      { user: { ...user, id: 'os:bob' }, result: { status: 'failed', cost_usd: 0.25 } },
      { user: { ...user, id: 'os:carol' }, extra: { subject: 'sub_1' } },
    ];
    for (const [index, change] of changes.entries()) await log.append(auditRecord(index, change));
    expect(await indexes(log, query)).toEqual(expected);
  });

  it('go over pages in both orders and leave out what is appended meanwhile', async () => {
    const { log } = temporaryLog();
    await fill(log, 600);
    const seen: number[] = [];
    for await (const { index } of log.records({ from: start })) {
      seen.push(index);
      if (index % 200 === 0) await log.append(auditRecord(1000 + index));
    }
    expect(seen).toEqual(Array.from({ length: 600 }, (_, at) => at));
    expect(await indexes(log, { order: 'newest-first', limit: 500 })).toEqual(
      Array.from({ length: 500 }, (_, at) => 602 - at),
    );
  });

  it('tell of a record what it says', async () => {
    const { log } = temporaryLog();
    await log.append(auditRecord(0, { timestamp: '2026-01-01T00:00:00.5Z', result: { status: 'ok', cost_usd: 0.25 } }));
    const found: LoggedFacets[] = [];
    for await (const facets of log.facets()) found.push(facets);
    expect(found).toEqual([
      {
        index: 0,
        time: start + 500,
        event: 'question.asked',
        user: 'os:alice',
        role: 'operator',
        playbook: 'k8s-high-cpu',
        status: 'ok',
        run_id: 'run_0',
        plan_id: null,
        parent: null,
        subject: null,
        cost_usd: 0.25,
      },
    ]);
  });

  it('are empty for a log that does not exist yet', async () => {
    expect(await indexes(temporaryLog().log, {})).toEqual([]);
  });
});

describe('a file from before there were facets', () => {
  it('gets them when it is opened, and verifies as before', async () => {
    const { log, options } = temporaryLog();
    await fill(log, 3);
    await log.close();
    const database = new DatabaseSync(options.path);
    database.exec('DROP TABLE facet; PRAGMA user_version = 1');
    database.close();
    const reopened = openAuditLog(options);
    expect(await indexes(reopened, { filters: { user: 'os:alice' } })).toEqual([0, 1, 2]);
    await reopened.append(auditRecord(3));
    expect(await reopened.verify()).toMatchObject({ kind: 'verified', size: 4, anchored: { size: 3 } });
    await reopened.close();
  });
});
