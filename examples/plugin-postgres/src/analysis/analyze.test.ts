import { analysisSchema } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../__fixtures__/ask.ts';
import { idle, type Look, look, session, slot, standby, table, waiting } from '../__fixtures__/facts.ts';

const gib = 1024 ** 3;
const replication = (more: Partial<NonNullable<Look['replication']>>): Pick<Look, 'replication'> => ({
  replication: { standbys: [], slots: [], recovery: null, ...more },
});
const suffering = table('orders', { dead_rows: 500_000 });
const consequences = ({ analysis, find }: Answer, code: string): readonly string[] =>
  analysis.findings
    .filter(({ id }) => find(code)?.cause_of.includes(id))
    .map((one) => `${one.code} ${one.resource.name}`);

describe('a server that is well', () => {
  it.each<readonly [string, Look]>([
    ['that is quiet', {}],
    ['with a transaction that is open for a minute', { sessions: [idle(1, 60), session(2, { transaction_sec: 600 })] }],
    [
      'with a wait for a lock that just began',
      { sessions: [session(1), session(2, { blocked_by: [1], waiting_sec: 2 })] },
    ],
    ['with dead rows that autovacuum is about to remove', { tables: [table('orders', { dead_rows: 30_000 })] }],
    ['with a small table of dead rows', { tables: [table('jobs', { rows: 10, dead_rows: 5000 })] }],
    ['with a small table that autovacuum is kept from', { tables: [table('jobs', { autovacuum: false })] }],
    ['with a slot that is used', replication({ slots: [slot('a', { retained_bytes: 5 * gib })] })],
    [
      'with a slot that a base backup uses',
      replication({ slots: [slot('a', { active: false, temporary: true, retained_bytes: 5 * gib })] }),
    ],
    ['with a standby whose last delay was long', replication({ standbys: [standby('a', { replay_sec: 900 })] })],
    [
      'with a standby and a primary that writes nothing',
      {
        server: { is_standby: true },
        ...replication({
          recovery: { is_paused: false, unreplayed_bytes: 0, replayed_sec: 86_400, is_receiving: true },
        }),
      },
    ],
    [
      'with a standby that is late on purpose',
      {
        server: { is_standby: true },
        settings: { recovery_min_apply_delay: 3_600_000 },
        ...replication({
          recovery: { is_paused: false, unreplayed_bytes: 2 * gib, replayed_sec: 3500, is_receiving: true },
        }),
      },
    ],
    [
      'with an index that is being built',
      { indexes: { invalid: [{ schema: 'public', name: 'i', table: 't', is_unique: false, is_being_built: true }] } },
    ],
    [
      'with a database that autovacuum freezes',
      { databases: { databases: [{ name: 'shop', allows_connections: true, age: 210_000_000, multixact_age: 5 }] } },
    ],
    ['with 79 % of its connections in use', { server: { connections: 76 } }],
    [
      'with an autovacuum that runs for long',
      { sessions: [session(1, { backend_type: 'autovacuum worker', transaction_sec: 9000 })] },
    ],
  ])('%s gives no finding', (_what, given) => {
    expect(look(given).codes).toEqual([]);
  });
});

describe('sessions that wait', () => {
  it('are consequences of the root, and what stands between is no cause', () => {
    const answer = look({ sessions: [idle(1, 900), waiting(2, 1), waiting(3, 1, 2), waiting(4, 3)] });
    expect(answer.codes).toEqual([
      'PGS-104 symptom Session/2',
      'PGS-104 symptom Session/3',
      'PGS-104 symptom Session/4',
      'PGS-105 fault Session/1',
    ]);
    expect(answer.find('PGS-105')).toMatchObject({ also: ['PGS-101'], severity: 'high' });
    expect(consequences(answer, 'PGS-105')).toHaveLength(3);
  });

  it('for long are no long transactions of their own', () => {
    const { find } = look({ sessions: [session(1), { ...waiting(2, 1), transaction_sec: 9000 }] });
    expect(find('PGS-102')).toBeUndefined();
  });

  it('in a circle are left to the deadlock check', () => {
    expect(look({ sessions: [waiting(1, 2), waiting(2, 1)] }).codes).toEqual(['PGS-106 symptom Session/1']);
  });

  it('behind a session that is not listed still have a root', () => {
    expect(look({ sessions: [waiting(2, 77)] }).codes).toEqual([
      'PGS-104 symptom Session/2',
      'PGS-105 fault Session/77',
    ]);
  });

  it('behind one of several prepared transactions are not laid to any', () => {
    const prepared = ['a', 'b'].map((gid) => ({
      gid,
      database: 'shop',
      owner: 'app',
      prepared: '2026-11-23T09:00:00Z',
      prepared_sec: 9,
      horizon_age: 5,
    }));
    expect(look({ sessions: [waiting(2, 0)], prepared }).codes).toEqual([
      'PGS-103 fault PreparedTransaction/(one of several)',
      'PGS-104 symptom Session/2',
    ]);
  });

  it('are named up to 50, and counted beyond', () => {
    const answer = look({ sessions: [session(1), ...Array.from({ length: 200 }, (_, at) => waiting(at + 2, 1))] });
    expect(answer.analysis.findings).toHaveLength(51);
    expect(answer.find('PGS-105')?.title).toContain('blocks 200 sessions');
  });

  it('are why connections run out, where they are half of them', () => {
    const sessions = [session(1), ...Array.from({ length: 60 }, (_, at) => waiting(at + 2, 1))];
    const answer = look({ sessions, server: { connections: 96 } });
    expect(consequences(answer, 'PGS-105')).toContain('PGC-401 db:5432/shop');
    expect(answer.find('PGC-401')).toMatchObject({ severity: 'critical' });
  });
});

describe('dead rows that stay', () => {
  it('are laid to who held the time before their last vacuum', () => {
    const answer = look({ sessions: [idle(1, 900)], tables: [suffering] });
    expect(consequences(answer, 'PGS-101')).toEqual(['PGV-201 orders']);
    expect(answer.find('PGS-101')?.severity).toBe('high');
  });

  it('raise a long transaction to a fault', () => {
    const answer = look({ sessions: [session(1, { transaction_sec: 7200 })], tables: [suffering] });
    expect(answer.codes).toEqual(['PGS-102 fault Session/1', 'PGV-201 symptom Table/orders']);
  });

  it.each<readonly [string, Look]>([
    [
      'a session of another database',
      { sessions: [idle(1, 200, { database: 'other', state_sec: 200, transaction_sec: 900 })] },
    ],
    [
      'one that began after the last vacuum',
      {
        tables: [table('orders', { dead_rows: 500_000, vacuumed_sec: 9000 })],
        sessions: [session(1, { transaction_sec: 900 })],
      },
    ],
    ['one that holds nothing', { sessions: [session(1, { transaction_sec: 900, horizon_age: null })] }],
    [
      'what a vacuum itself holds',
      { sessions: [session(1, { transaction_sec: 900, backend_type: 'autovacuum worker' })] },
    ],
    [
      'what a logical slot keeps of catalogs',
      replication({ slots: [slot('a', { kind: 'logical', catalog_horizon_age: 900 })] }),
    ],
  ])('are not laid to %s', (_what, given) => {
    expect(look({ tables: [suffering], ...given }).codes).toEqual(['PGV-201 symptom Table/orders']);
  });

  it('are laid to no session where nobody vacuums the table', () => {
    const sessions = [idle(1, 900)];
    const codes = (more: object) => look({ sessions, tables: [{ ...suffering, ...more }] }, ['vacuum']).codes;
    expect(codes({ autovacuum: false })).toEqual(['PGV-201 symptom Table/orders', 'PGV-202 fault Table/orders']);
    expect(codes({ vacuumed_sec: null })).toEqual(['PGV-201 symptom Table/orders']);
  });

  it('are laid to the root where the session that holds them waits itself', () => {
    const sessions = [session(1, { horizon_age: null }), { ...waiting(2, 1), horizon_age: 90, transaction_sec: 900 }];
    const answer = look({ sessions, tables: [suffering] });
    expect(answer.codes).toEqual([
      'PGS-104 symptom Session/2',
      'PGS-105 fault Session/1',
      'PGV-201 symptom Table/orders',
    ]);
    expect(consequences(answer, 'PGS-105').toSorted()).toEqual(['PGS-104 2', 'PGV-201 orders']);
  });

  it('are laid to an inactive slot, and to a standby', () => {
    const slots = [slot('gone', { active: false, horizon_age: 900 })];
    expect(look({ tables: [suffering], ...replication({ slots }) }).codes).toContain(
      'PGR-303 fault ReplicationSlot/gone',
    );
    const standbys = [standby('one', { horizon_age: 900 })];
    expect(look({ tables: [suffering], ...replication({ standbys }) }).codes).toContain('PGR-307 fault Standby/one');
  });

  it('are laid to autovacuum that is off, for all or for one table', () => {
    expect(look({ settings: { autovacuum: 0 }, tables: [suffering] }).codes).toEqual([
      'PGV-201 symptom Table/orders',
      'PGV-202 fault Server/db:5432/shop',
    ]);
    expect(look({ tables: [{ ...suffering, autovacuum: false }] }).codes).toContain('PGV-202 fault Table/orders');
  });

  it('go by what the table itself has set', () => {
    expect(look({ tables: [{ ...suffering, vacuum_scale_factor: 5 }] }).codes).toEqual([]);
  });
});

describe('what was not seen', () => {
  const lack = (step: 'sessions' | 'tables') =>
    ({ step, reason: { kind: 'denied', message: 'no', needs: 'rights' }, isWhole: false }) as const;

  it('is said, and rules nothing out', () => {
    const { analysis } = look({ lacks: [lack('sessions')] });
    expect(analysis.not_checked).toEqual([
      { what: 'all of sessions, what they wait for, and prepared transactions', why: 'no', needs: 'rights' },
    ]);
    expect(analysis.ruled_out.map(({ code }) => code)).not.toContain('PGS-105');
  });

  it('of a standby is its counts of dead rows', () => {
    const { analysis } = look({ server: { is_standby: true }, tables: [suffering] }, ['vacuum']);
    expect(analysis).toMatchObject({
      findings: [],
      ruled_out: [],
      not_checked: [{ needs: 'the same question to its primary' }],
    });
  });
});

describe('every analysis', () => {
  const all: Look = {
    sessions: [
      idle(1, 900, { role: '\u001b[2Jroot', query: { fingerprint: '1', text: '\u202eselect' } }),
      waiting(2, 1),
    ],
    tables: [{ ...suffering, name: 'a\u001b[31mb' }],
    ...replication({ slots: [slot('a', { active: false, retained_bytes: 2 * gib })] }),
  };

  it('has the form that the contract states, and the same bytes each time', () => {
    expect(analysisSchema.safeParse(look(all).analysis).error).toBeUndefined();
    expect(JSON.stringify(look(all).analysis)).toBe(JSON.stringify(look(all).analysis));
  });

  it('has no text that a terminal would obey', () => {
    expect(JSON.stringify(look(all).analysis)).not.toMatch(/\\u001b|\u202e/);
  });
});
