import type { AuditRecord } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { clock, fill, temporaryLog } from '../__fixtures__/temporary-log.ts';
import { followRecords } from './follow-records.ts';
import { markUnknownOutcome } from './mark-unknown-outcomes.ts';
import { readStory } from './read-story.ts';

const id = (index: number): string => auditRecord(index).audit_id;

function chain(from: number, run: string, status?: string): readonly AuditRecord[] {
  const { action } = auditRecord(from);
  const none = { ...action, run_id: null };
  const planned = {
    ...none,
    plan_id: `pln_${from}`,
    playbook: { version: '1.0.0', digest: 'sha256:1' },
    inputs: { samples: 3 },
  };
  const policy = { outcome: 'auto-approve', policies: ['read-any'], policy_digest: 'sha256:2' };
  const records = [
    auditRecord(from, { action: none, ai: { kind: 'local' }, result: { status: 'matched', cost_usd: 0.5 } }),
    auditRecord(from + 1, {
      event: 'plan.decided',
      action: planned,
      policy,
      parent: id(from),
      result: { status: 'auto-approve', cost_usd: 0 },
    }),
    auditRecord(from + 2, {
      event: 'execution.started',
      action: { ...planned, run_id: run },
      policy,
      parent: id(from + 1),
    }),
  ];
  if (status === undefined) return records;
  const finished = auditRecord(from + 3, {
    ...{ event: 'execution.finished', action: { ...planned, run_id: run }, policy, parent: id(from + 2) },
    result: { status, cost_usd: 0 },
    identities: [{ provider: 'kubernetes', id: 'kubernetes:alice', established_by: 'x', credential: 'unknown' }],
  });
  const recorded = auditRecord(from + 4, {
    event: 'world.recorded',
    action: planned,
    parent: id(from + 3),
    result: { status: 'recorded', cost_usd: 0 },
  });
  return [...records, finished, recorded];
}

describe('readStory', () => {
  it('tells a run from the question to what followed, among others', async () => {
    const { log } = temporaryLog();
    await log.appendMany([...chain(0, 'run_a', 'completed'), ...chain(10, 'run_b', 'failed')]);
    const whole = await readStory(log, 'run_b');
    expect(whole).toMatchObject({
      kind: 'found',
      story: {
        ...{ run_id: 'run_b', outcome: 'failed', plan_id: 'pln_10', duration_ms: 1000, cost_usd: 0.5 },
        ...{ read_by: { kind: 'local' }, playbook: { id: 'k8s-high-cpu', version: '1.0.0' }, inputs: { samples: 3 } },
        decisions: [{ outcome: 'auto-approve', policies: ['read-any'], approvals: [] }],
        afterwards: [{ event: 'world.recorded' }],
        identities: [{ id: 'kubernetes:alice' }],
        audit_ids: [10, 11, 12, 13, 14].map(id),
      },
    });
    for (const index of [10, 12, 14]) expect(await readStory(log, id(index))).toEqual(whole);
  });

  it('says that the outcome of a run without an end is unknown', async () => {
    const { log } = temporaryLog();
    await log.appendMany(chain(0, 'run_a'));
    expect(await readStory(log, 'run_a')).toMatchObject({
      story: { outcome: 'outcome unknown', finished_at: null, duration_ms: null },
    });
  });

  it('tells of a question that went no further what became of it', async () => {
    const { log } = temporaryLog();
    const [asked, decided] = chain(0, 'run_a');
    if (asked !== undefined) await log.append(asked);
    expect(await readStory(log, id(0))).toMatchObject({ story: { outcome: 'matched', run_id: null, decisions: [] } });
    if (decided !== undefined) await log.append({ ...decided, result: { status: 'deny', cost_usd: 0 } });
    expect(await readStory(log, id(0))).toMatchObject({ story: { outcome: 'deny', started_at: null } });
  });

  it('of what is not there is absent, and of a circle ends', async () => {
    const { log } = temporaryLog();
    expect(await readStory(log, 'run_none')).toEqual({ kind: 'absent' });
    await log.append(auditRecord(0, { parent: id(1) }));
    await log.append(auditRecord(1, { parent: id(0) }));
    expect(await readStory(log, id(0))).toMatchObject({ kind: 'found', story: { audit_ids: [id(0), id(1)] } });
  });
});

describe('markUnknownOutcome', () => {
  it('marks a start without an end, and nothing else', async () => {
    const { log } = temporaryLog();
    await log.appendMany([...chain(0, 'run_a', 'completed'), ...chain(10, 'run_b')]);
    const statuses: string[] = [];
    for await (const logged of log.records({ filters: { event: ['execution.started', 'execution.finished'] } })) {
      statuses.push((await markUnknownOutcome(log, logged)).record.result.status);
    }
    expect(statuses).toEqual(['ok', 'completed', 'outcome unknown']);
  });
});

describe('followRecords', () => {
  it('gives what is appended later, each once, until it is told to stop', async () => {
    const { log } = temporaryLog();
    await fill(log, 2);
    const stop = new AbortController();
    const seen: number[] = [];
    const options = { clock, signal: stop.signal, pauseMs: 1 };
    for await (const { index } of followRecords(log, { after: 0 }, options)) {
      seen.push(index);
      if (index < 4) await fill(log, index + 2, index + 1);
      else stop.abort();
    }
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('ends while it waits, without an error', async () => {
    const { log } = temporaryLog();
    const signal = AbortSignal.timeout(5);
    for await (const _ of followRecords(log, {}, { clock, signal, pauseMs: 10 })) expect.unreachable();
    expect(signal.aborted).toBe(true);
  });
});
