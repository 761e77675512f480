import { setTimeout as sleep } from 'node:timers/promises';
import type { Provider } from '@cloudops/spec';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, ask } from './__fixtures__/ask.ts';
import { type PostgresServer, startPrimary } from './__fixtures__/postgres-server.ts';
import { connectTo, createSessions, createWatcher, pidOf, type Sessions } from './__fixtures__/staged.ts';
import { defaultThresholds } from './settings/thresholds.ts';

let server: PostgresServer;
let sessions: Sessions;
const providers: Provider[] = [];

function connect(...login: readonly [Parameters<typeof connectTo>[1]?]): Provider {
  const provider = connectTo(server, ...login);
  providers.push(provider);
  return provider;
}

/** The ids that a finding explains, as `CODE Kind/name`, sorted. */
function consequences({ analysis, find }: Answer, code: string): readonly string[] {
  const explained = new Set(find(code)?.cause_of);
  return analysis.findings
    .filter(({ id }) => explained.has(id))
    .map((one) => `${one.code} ${one.resource.kind}/${one.resource.name}`)
    .toSorted();
}

beforeAll(async () => {
  server = await startPrimary(['max_connections=25', 'max_prepared_transactions=5', 'autovacuum_naptime=1s']);
  sessions = createSessions(server);
  await createWatcher(server);
  await server.sql(
    'create table accounts (id int primary key, mail text)',
    `insert into accounts select n, 'user' || n || '@example.com' from generate_series(1, 20000) n`,
    'create index on accounts (mail)',
    'vacuum analyze',
  );
});
afterEach(async () => {
  await sessions.end();
  for (const provider of providers.splice(0)) await provider.close();
});
afterAll(() => server?.close());

describe('a server that is well', () => {
  it('gives no finding and leaves nothing unchecked, while it works', async () => {
    const busy = await sessions.open();
    await busy.query('begin');
    await busy.query('update accounts set mail = mail where id < 100');
    const answer = await ask(connect({ thresholds: defaultThresholds }));
    expect(answer.codes).toEqual([]);
    expect(answer.analysis.not_checked).toEqual([]);
    expect(answer.analysis.ruled_out.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['PGS-105', 'PGS-101', 'PGV-201', 'PGV-203', 'PGV-205', 'PGR-303', 'PGI-501']),
    );
  });
});

describe('sessions that wait', () => {
  it('have the one at the root as their cause, whatever stands between', async () => {
    const [idle, second, schema, reader] = await Promise.all(Array.from({ length: 4 }, () => sessions.open()));
    if (idle === undefined || second === undefined || schema === undefined || reader === undefined) return;
    const pids = [await pidOf(second), await pidOf(schema), await pidOf(reader)];
    const root = await pidOf(idle);
    await idle.query('begin');
    await idle.query(`update accounts set mail = 'ann@example.com' where id = 7`);
    sessions.wait(second, `update accounts set mail = 'bob@example.com' where id = 7`);
    await sleep(200);
    sessions.wait(schema, 'alter table accounts add column age int');
    await sleep(200);
    sessions.wait(reader, 'select count(*) from accounts');
    await sleep(1500);
    const answer = await ask(connect());
    const cause = answer.find('PGS-105');
    expect(cause).toMatchObject({
      resource: { kind: 'Session', name: String(root) },
      also: ['PGS-101'],
      role: 'fault',
    });
    expect(consequences(answer, 'PGS-105')).toEqual(pids.map((pid) => `PGS-104 Session/${pid}`).toSorted());
    expect(answer.codes).toHaveLength(4);
    expect(cause?.detail).toContain('RowExclusiveLock on public.accounts');
    expect(cause?.title).toMatch(/idle in a transaction/);
    expect(JSON.stringify(answer)).not.toMatch(/ann@|bob@/);
    expect(JSON.stringify(answer.steps.sessions)).toContain('update accounts set mail = ? where id = ?');
  });

  it('have a prepared transaction as their cause, where nobody is left to ask', async () => {
    const [first, second] = [await sessions.open(), await sessions.open()];
    await first.query('begin');
    await first.query('lock table accounts');
    await first.query(`prepare transaction 'left-behind'`);
    sessions.wait(second, 'select count(*) from accounts');
    await sleep(1500);
    try {
      const answer = await ask(connect());
      expect(answer.find('PGS-103')).toMatchObject({ resource: { kind: 'PreparedTransaction', name: 'left-behind' } });
      expect(consequences(answer, 'PGS-103')).toEqual([
        `PGS-104 Session/${(second as unknown as { processID: number }).processID}`,
      ]);
      expect(answer.codes).toHaveLength(2);
    } finally {
      await server.sql(`rollback prepared 'left-behind'`);
    }
  });

  it('are told of as long transactions where nobody waits', async () => {
    const [idle, long] = [await sessions.open(), await sessions.open()];
    await idle.query('begin');
    await idle.query('select 1');
    sessions.wait(long, 'select pg_sleep(30)');
    await sleep(2500);
    const answer = await ask(connect());
    const name = (client: typeof idle): string => `Session/${(client as unknown as { processID: number }).processID}`;
    expect(answer.codes).toEqual([`PGS-101 fault ${name(idle)}`, `PGS-102 hint ${name(long)}`]);
  });
});

describe('dead rows', () => {
  const fill = (table: string, options = ''): Promise<unknown> =>
    server.sql(
      `create table ${table} (id int primary key, word text) ${options}`,
      `insert into ${table} select n, 'word' from generate_series(1, 20000) n`,
      `vacuum analyze ${table}`,
      `delete from ${table} where id <= 15000`,
    );

  it('stay where autovacuum is off for the table', async () => {
    await fill('unswept', 'with (autovacuum_enabled = off)');
    await sleep(1500);
    const answer = await ask(connect(), ['sessions', 'vacuum']);
    expect(answer.codes).toEqual(['PGV-201 symptom Table/unswept', 'PGV-202 fault Table/unswept']);
    expect(consequences(answer, 'PGV-202')).toEqual(['PGV-201 Table/unswept']);
    await server.sql('drop table unswept');
  });

  it('stay where a session holds on to the time before, although they are vacuumed', async () => {
    const holder = await sessions.open();
    await holder.query('begin isolation level repeatable read');
    await holder.query('select count(*) from accounts');
    await fill('held');
    await server.sql('vacuum held');
    await sleep(1500);
    const answer = await ask(connect(), ['sessions', 'vacuum']);
    expect(answer.find('PGS-101')).toMatchObject({
      resource: { name: String((holder as unknown as { processID: number }).processID) },
    });
    expect(consequences(answer, 'PGS-101')).toEqual(['PGV-201 Table/held']);
    expect(answer.codes).toHaveLength(2);
    await server.sql('drop table held');
  });

  it('go where nothing is in the way: then there is nothing to find', async () => {
    await fill('swept');
    await server.sql('vacuum swept');
    expect((await ask(connect(), ['sessions', 'vacuum'])).codes).toEqual([]);
    await server.sql('drop table swept');
  });
});

describe('empty space', () => {
  it('is estimated as what VACUUM FULL gives back', async () => {
    const sizes = async (): Promise<readonly number[]> => {
      const names = ['hollow', 'hollow_pkey', 'hollow_word'];
      const [row] = await server.sql(
        `select ${names.map((name) => `pg_relation_size('${name}')::float8 as ${name}`).join()}`,
      );
      return names.map((name) => Number(row?.[name]));
    };
    await server.sql(
      'create table hollow (id int primary key, at timestamptz default now(), word text, note text)',
      `insert into hollow (id, word, note) select n, 'word ' || n, case n % 3 when 0 then repeat('x', n % 50) end from generate_series(1, 100000) n`,
      'create index hollow_word on hollow (word)',
      'delete from hollow where id % 10 <> 0',
      'vacuum analyze hollow',
    );
    const answer = await ask(connect(), ['bloat']);
    expect(answer.codes).toEqual([
      'PGV-203 symptom Table/hollow',
      'PGV-204 symptom Index/hollow_pkey',
      'PGV-204 symptom Index/hollow_word',
    ]);
    const before = await sizes();
    await server.sql('vacuum full hollow', 'analyze hollow');
    const after = await sizes();
    for (const [at, name] of ['hollow', 'hollow_pkey', 'hollow_word'].entries()) {
      const given = 100 * (1 - Number(after[at]) / Number(before[at]));
      const estimated = answer.analysis.findings.find(({ resource }) => resource.name === name)?.data?.empty_percent;
      expect([name, Math.abs(Number(estimated) - given) < 2]).toEqual([name, true]);
    }
    expect((await ask(connect(), ['bloat'])).codes).toEqual([]);
    await server.sql('drop table hollow');
  });

  it('is unknown where nothing was analyzed', async () => {
    await server.sql(
      'create table unseen (a text) with (autovacuum_enabled = off)',
      `insert into unseen select repeat('a', 100) from generate_series(1, 1000)`,
      'vacuum unseen',
    );
    const { analysis, steps } = await ask(connect(), ['bloat']);
    expect(steps.layout?.status).toBe('unknown');
    expect(JSON.stringify(analysis.not_checked)).toContain('ANALYZE');
    await server.sql('drop table unseen');
  });
});

describe('the rest', () => {
  it('finds an index that was not built to its end', async () => {
    await server.sql('create table twice (a int)', 'insert into twice values (1), (1)');
    await expect(server.sql('create unique index concurrently broken on twice (a)')).rejects.toThrow(
      'could not create unique index',
    );
    expect((await ask(connect(), ['indexes'])).codes).toEqual(['PGI-501 fault Index/broken']);
    await server.sql('drop table twice');
  });

  it('takes an index that is being built for none', async () => {
    const [holder, builder] = [await sessions.open(), await sessions.open()];
    await server.sql('create table growing (a int)');
    await holder.query('begin');
    await holder.query('insert into growing values (1)');
    sessions.wait(builder, 'create index concurrently slow on growing (a)');
    await sleep(700);
    const answer = await ask(connect(), ['indexes']);
    expect(answer.steps.indexes?.output).toMatchObject({ invalid: [{ name: 'slow', is_being_built: true }] });
    expect(answer.codes).toEqual([]);
    await sessions.end();
    await server.sql('drop table growing');
  });

  it('finds connections nearly used up, and who holds them', async () => {
    for (let count = 0; count < 19; count += 1) await sessions.open();
    const answer = await ask(connect(), ['connections']);
    expect(answer.find('PGC-401')).toMatchObject({ severity: 'high', data: { used: 20, most: 22 } });
    expect(answer.find('PGC-401')?.detail).toContain('19, belong to role postgres (staged), of which 19 are idle');
  });
});
