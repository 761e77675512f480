import { setTimeout as sleep } from 'node:timers/promises';
import type { Provider } from '@cloudops/spec';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Answer, ask } from './__fixtures__/ask.ts';
import { type PostgresServer, startPrimary, startStandby } from './__fixtures__/postgres-server.ts';
import { connectTo, createSessions, createWatcher, quick, type Sessions } from './__fixtures__/staged.ts';
import type { Topic } from './analysis/topics.ts';
import type { Thresholds } from './settings/thresholds.ts';

let primary: PostgresServer;
let standby: PostgresServer;
let sessions: Sessions;
const providers: Provider[] = [];

function look(
  server: PostgresServer,
  topics?: readonly Topic[],
  thresholds: Partial<Thresholds> = quick,
): Promise<Answer> {
  const provider = connectTo(server, { thresholds });
  providers.push(provider);
  return ask(provider, topics);
}

const write = (): Promise<unknown> => primary.sql('insert into log select n, now() from generate_series(1, 50000) n');

/** Waits until the standby has replayed all, and all that is said of it. */
async function untilCaughtUp(): Promise<void> {
  await vi.waitFor(async () => expect((await look(primary, ['replication'])).codes).toEqual([]), {
    timeout: 30_000,
    interval: 500,
  });
}

beforeAll(async () => {
  primary = await startPrimary([
    'wal_level=logical',
    'autovacuum_freeze_max_age=100000',
    'max_prepared_transactions=2',
  ]);
  await createWatcher(primary);
  await primary.sql(
    'create table log (n int, at timestamptz)',
    `select pg_create_physical_replication_slot('one', true)`,
  );
  standby = await startStandby(primary, [
    'primary_slot_name=one',
    'cluster_name=one',
    'wal_receiver_status_interval=1s',
    'hot_standby_feedback=on',
    'max_prepared_transactions=2',
  ]);
  sessions = createSessions(primary);
  await untilCaughtUp();
});
afterEach(async () => {
  await sessions.end();
  for (const provider of providers.splice(0)) await provider.close();
});
afterAll(async () => {
  await standby?.close();
  await primary?.close();
});

describe('a primary and a standby that are well', () => {
  it('give no finding', async () => {
    await write();
    await untilCaughtUp();
    const answer = await look(primary, ['replication'], { ...quick, standbys: 1 });
    expect(answer.codes).toEqual([]);
    expect(answer.analysis.figures).toEqual([
      expect.objectContaining({ group: 'standbys', name: 'one', unit: 'bytes' }),
      expect.objectContaining({ group: 'replication slots', name: 'one', note: 'active' }),
    ]);
    expect((await look(standby, ['replication'])).codes).toEqual([]);
  });

  it('say of a standby that its dead rows are not counted there', async () => {
    const { analysis } = await look(standby, ['vacuum']);
    expect(JSON.stringify(analysis.not_checked)).toContain('the same question to its primary');
    expect(analysis.ruled_out).toEqual([]);
  });
});

describe('a standby whose replay is paused', () => {
  it('is behind as its primary sees it, and says why itself', async () => {
    await standby.sql('select pg_wal_replay_pause()');
    await write();
    try {
      await vi.waitFor(
        async () => {
          const answer = await look(primary, ['replication']);
          expect(answer.codes).toEqual(['PGR-301 symptom Standby/one']);
          expect(answer.find('PGR-301')?.detail).toContain('does not replay it: look there for a paused replay');
        },
        { timeout: 20_000, interval: 500 },
      );
      const own = await look(standby, ['replication']);
      const name = `127.0.0.1:${standby.port}/postgres`;
      expect(own.codes).toEqual([`PGR-301 symptom Server/${name}`, `PGR-302 fault Server/${name}`]);
      expect(own.find('PGR-302')?.cause_of).toEqual([own.find('PGR-301')?.id]);
    } finally {
      await standby.sql('select pg_wal_replay_resume()');
    }
    await untilCaughtUp();
  });
});

describe('a slot that nobody uses', () => {
  it('is found once it retains more than it may', async () => {
    // A slot begins at the last checkpoint.
    await primary.sql('checkpoint', `select pg_create_physical_replication_slot('forgotten', true)`);
    expect((await look(primary, ['replication'])).codes).toEqual([]);
    await write();
    await untilCaughtUpBut('PGR-303 fault ReplicationSlot/forgotten');
    const answer = await look(primary, ['replication']);
    expect(answer.find('PGR-303')).toMatchObject({ severity: 'critical' });
    expect(answer.find('PGR-303')?.detail).toContain('max_slot_wal_keep_size is not set');
    await primary.sql(`select pg_drop_replication_slot('forgotten')`);
  });

  async function untilCaughtUpBut(code: string): Promise<void> {
    await vi.waitFor(async () => expect((await look(primary, ['replication'])).codes).toEqual([code]), {
      timeout: 20_000,
      interval: 500,
    });
  }

  it('is told of once it has lost what it needs', async () => {
    const other = await startPrimary(['max_slot_wal_keep_size=1MB']);
    try {
      await createWatcher(other);
      await other.sql(`select pg_create_physical_replication_slot('lost', true)`);
      for (let round = 0; round < 4; round += 1)
        await other.sql('select txid_current()', 'select pg_switch_wal()', 'checkpoint');
      expect((await look(other, ['replication'])).codes).toEqual(['PGR-306 fault ReplicationSlot/lost']);
    } finally {
      for (const provider of providers.splice(0)) await provider.close();
      await other.close();
    }
  });
});

describe('standbys that are to be there', () => {
  it('are missed where the configuration counts them', async () => {
    const answer = await look(primary, ['replication'], { ...quick, standbys: 2 });
    expect(answer.codes).toEqual([expect.stringContaining('PGR-305 fault Server/')]);
  });

  it('are missed where commits wait for them', async () => {
    await primary.sql(`alter system set synchronous_standby_names = 'two'`, 'select pg_reload_conf()');
    await sleep(500);
    const client = await sessions.open();
    sessions.wait(client, 'insert into log values (1, now())');
    await sleep(1700);
    try {
      const answer = await look(primary, ['replication']);
      expect(answer.codes.map((code) => code.split('/')[0])).toEqual([
        'PGR-304 fault Server',
        'PGS-104 symptom Session',
      ]);
      expect(answer.find('PGR-304')?.cause_of).toEqual([answer.find('PGS-104')?.id]);
    } finally {
      await primary.sql(
        'set synchronous_commit = local',
        'alter system reset synchronous_standby_names',
        'select pg_reload_conf()',
      );
    }
  });
});

describe('what a standby holds', () => {
  it('is why dead rows stay on the primary', async () => {
    await primary.sql(
      'create table kept (n int)',
      'insert into kept select generate_series(1, 20000)',
      'vacuum analyze kept',
    );
    await untilCaughtUp();
    const reader = await standby.connect();
    await reader.query('begin isolation level repeatable read');
    await reader.query('select count(*) from kept');
    await sleep(1500);
    await primary.sql('delete from kept where n < 15000', 'vacuum kept');
    await sleep(300);
    const answer = await look(primary, ['vacuum']);
    await reader.query('rollback');
    await reader.end();
    const [held] = answer.analysis.findings.filter(({ code }) => code === 'PGR-307');
    expect(held).toMatchObject({ role: 'fault', resource: { kind: 'ReplicationSlot', name: 'one' } });
    const suffering = answer.find('PGV-201');
    expect(suffering?.resource.name).toBe('kept');
    expect(held?.cause_of).toContain(suffering?.id);
  });
});

describe('transaction ids', () => {
  it('run out behind who holds on to an old one', async () => {
    const client = await sessions.open();
    await client.query('begin');
    await client.query('insert into log values (2, now())');
    await client.query(`prepare transaction 'ancient'`);
    await client.query(`do $$ begin for n in 1..210000 loop perform txid_current(); commit; end loop; end $$`);
    const answer = await look(primary, ['wraparound']);
    expect(answer.find('PGV-205')).toMatchObject({ severity: 'medium' });
    expect(answer.find('PGS-103')).toMatchObject({
      role: 'fault',
      resource: { kind: 'PreparedTransaction', name: 'ancient' },
    });
    const databases = answer.analysis.findings.filter(({ code }) => code === 'PGV-205').map(({ id }) => id);
    expect(answer.find('PGS-103')?.cause_of).toEqual(databases.toSorted());
    await primary.sql(`rollback prepared 'ancient'`);
  });
});
