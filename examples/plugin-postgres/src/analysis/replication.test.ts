import { describe, expect, it } from 'vitest';
import { type Look, look, session, slot, standby } from '../__fixtures__/facts.ts';

const gib = 1024 ** 3;
const replication = (more: Partial<NonNullable<Look['replication']>>): Pick<Look, 'replication'> => ({
  replication: { standbys: [], slots: [], recovery: null, ...more },
});

describe('replication', () => {
  it.each([
    [{ unsent_bytes: 3 * gib, unflushed_bytes: 3 * gib, unreplayed_bytes: 3 * gib }, 'is not sent'],
    [{ unsent_bytes: 0, unflushed_bytes: 3 * gib, unreplayed_bytes: 3 * gib }, 'not written there'],
    [{ unsent_bytes: 0, unflushed_bytes: 0, unreplayed_bytes: 3 * gib }, 'does not replay it'],
  ])('says on which part of its way the WAL is late: %j', (more, words) => {
    const answer = look(replication({ standbys: [standby('a', more)] }));
    expect(answer.find('PGR-301')?.detail).toContain(words);
  });

  it('takes the limit of a slot for what it is', () => {
    const slots = [slot('a', { active: false, retained_bytes: 2 * gib })];
    const severity = (limit: number) =>
      look({ settings: { max_slot_wal_keep_size: limit }, ...replication({ slots }) }).find('PGR-303')?.severity;
    expect([severity(-1), severity(10_240)]).toEqual(['critical', 'high']);
    expect(
      look(replication({ slots: [slot('a', { active: false, retained_bytes: 5, wal_status: 'unreserved' })] })).codes,
    ).toHaveLength(1);
  });

  it('misses a synchronous standby only where it sees all states', () => {
    const wanted = { server: { synchronous_standbys: 'two' } };
    expect(look({ ...wanted, ...replication({ standbys: [standby('one')] }) }).find('PGR-304')?.severity).toBe(
      'critical',
    );
    expect(look({ ...wanted, ...replication({ standbys: [standby('two', { sync_state: 'quorum' })] }) }).codes).toEqual(
      [],
    );
    expect(look({ ...wanted, ...replication({ standbys: [standby('one', { state: null })] }) }).codes).toEqual([]);
  });
});

describe('transaction ids', () => {
  const at = (age: number, multixacts = 0): Look => ({
    databases: { databases: [{ name: 'shop', allows_connections: true, age, multixact_age: multixacts }] },
  });

  it.each([
    [450_000_000, 'medium'],
    [1_700_000_000, 'high'],
    [2_120_000_000, 'critical'],
  ])('are the graver, the nearer their end is: %i', (age, severity) => {
    expect(look(at(age)).find('PGV-205')?.severity).toBe(severity);
  });

  it('count multixacts by their own', () => {
    expect(look(at(5, 900_000_000)).find('PGV-205')?.data).toEqual({ age: 900_000_000, kind: 'multixact' });
  });

  it('are held by who is older than what is to be frozen', () => {
    const sessions = [session(1, { horizon_age: 300_000_000 }), session(2, { horizon_age: 5 })];
    expect(look({ ...at(450_000_000), sessions }).codes).toEqual([
      'PGS-102 fault Session/1',
      'PGV-205 symptom Database/shop',
    ]);
  });
});
