import { describe, expect, it } from 'vitest';
import { readSettings, targetName } from './settings.ts';

const errorOf = (settings: Parameters<typeof readSettings>[0], environment = {}): unknown => {
  try {
    return readSettings(settings, environment);
  } catch (error) {
    return error;
  }
};

describe('readSettings', () => {
  it('reads an address', () => {
    const read = readSettings({ url: 'postgresql://me%40x@[::1]:5433/my%20db' }, {});
    expect(read).toMatchObject({ host: '::1', port: 5433, database: 'my db', user: 'me@x', ssl: 'disable' });
    expect(targetName(read)).toBe('[::1]:5433/my db');
  });

  it('asks for a certificate that convinces, unless the server is on this machine or something else is stated', () => {
    const ssl = (host: string, more = {}) => readSettings({ host, user: 'a', ...more }, {}).ssl;
    expect(['db.example.com', '10.0.0.1', '127.0.0.1.example.com'].map((host) => ssl(host))).toEqual(
      Array(3).fill('verify-full'),
    );
    expect(['localhost', '127.0.0.1', '/run/postgresql'].map((host) => ssl(host))).toEqual(Array(3).fill('disable'));
    expect(ssl('db.example.com', { ssl: 'require' })).toBe('require');
  });

  it('takes from the environment what it does not state', () => {
    const environment = { PGHOST: 'db', PGPORT: '6000', PGDATABASE: 'shop', PGUSER: 'me', PGSSLMODE: 'verify-ca' };
    expect(readSettings({ database: 'other' }, environment)).toMatchObject({
      ...{ host: 'db', port: 6000, database: 'other', user: 'me', ssl: 'verify-ca' },
    });
  });

  it('sets single thresholds', () => {
    const { thresholds } = readSettings({ host: 'db', user: 'me', thresholds: { blocked_sec: 30 } }, {});
    expect(thresholds).toMatchObject({ blocked_sec: 30, idle_in_transaction_sec: 300 });
  });

  it.each<readonly [string, Parameters<typeof readSettings>[0], object, string]>([
    ['nothing', {}, {}, 'the host is missing'],
    ['no user', { host: 'db' }, {}, 'the user is missing'],
    ['a password', { url: 'postgresql://a:hunter2@db/x' }, {}, 'it holds a password'],
    ['another scheme', { url: 'https://db' }, {}, 'must read postgresql://'],
    ['parameters', { url: 'postgresql://a@db/x?sslmode=disable' }, {}, 'must read postgresql://'],
    ['two addresses', { url: 'postgresql://a@db/x', host: 'db' }, {}, 'are both there'],
    ['a misspelt key', { hots: 'db' }, {}, 'Unrecognized key'],
    ['a bad threshold', { thresholds: { blocked_sec: -1 } }, {}, 'plugins.postgres.thresholds.blocked_sec'],
    ['a bad port', {}, { PGHOST: 'db', PGPORT: 'x' }, 'PGPORT'],
    ['a mode that promises nothing', {}, { PGHOST: 'db', PGSSLMODE: 'prefer' }, 'PGSSLMODE'],
  ])('refuses %s', (_what, settings, environment, message) => {
    const error = errorOf(settings, environment);
    expect(String(error)).toContain(message);
    expect(String(error)).not.toContain('hunter2');
    expect(error).toMatchObject({ code: expect.stringMatching(/^POSTGRES_/) });
  });
});
