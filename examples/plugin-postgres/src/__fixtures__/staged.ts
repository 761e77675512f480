import type { Provider } from '@cloudops/spec';
import type pg from 'pg';
import { createPostgresProvider } from '../provider.ts';
import { createOpenSession } from '../session/open-session.ts';
import { readSettings } from '../settings/settings.ts';
import type { Thresholds } from '../settings/thresholds.ts';
import { type PostgresServer, password } from './postgres-server.ts';

/** So low that a test need not wait. */
export const quick: Partial<Thresholds> = {
  blocked_sec: 1,
  idle_in_transaction_sec: 1,
  long_transaction_sec: 2,
  prepared_sec: 1,
  dead_rows: 1000,
  bloat_bytes: 1024 ** 2,
  lag_bytes: 1024 ** 2,
  slot_bytes: 1024 ** 2,
};

/** How a test's provider logs in. */
export interface Login {
  readonly role?: string;
  readonly password?: string;
  readonly database?: string;
  readonly port?: number;
  readonly thresholds?: Partial<Thresholds>;
  readonly settings?: Readonly<Record<string, string>>;
}

/** The provider, as a host makes it. */
export function connectTo(server: PostgresServer, login: Login = {}): Provider {
  const { role = 'watcher', database = 'postgres', port = server.port, thresholds = quick } = login;
  const environment = { PGPASSWORD: login.password ?? password };
  return createPostgresProvider({
    version: '0.1.0',
    environment: 'dev',
    settings: () =>
      readSettings(
        { host: '127.0.0.1', port, database, user: role, thresholds: { ...thresholds }, ...login.settings },
        environment,
      ),
    open: (settings) => createOpenSession(settings, environment),
  });
}

/** Makes the login that the README advises. */
export async function createWatcher(server: PostgresServer): Promise<void> {
  await server.sql(
    `create role watcher login password '${password}' in role pg_monitor`,
    'grant select (starelid, staattnum, stainherit, stanullfrac, stawidth) on pg_catalog.pg_statistic to watcher',
  );
}

/** Sessions that a test opened, to be ended with it. */
export interface Sessions {
  open(role?: string): Promise<pg.Client>;
  /** Starts a statement that will wait. */
  wait(client: pg.Client, statement: string): void;
  end(): Promise<void>;
}

/** Opens sessions beside the provider's own. */
export function createSessions(server: PostgresServer): Sessions {
  const clients: pg.Client[] = [];
  const waits: Promise<unknown>[] = [];
  return {
    async open(role) {
      const client = await server.connect(role);
      clients.push(client);
      return client;
    },
    wait(client, statement) {
      waits.push(client.query(statement).catch(() => null));
    },
    async end() {
      // Who waits lets go when those before it are gone.
      for (const client of clients.splice(0)) {
        await server.sql(`select pg_terminate_backend(${(client as unknown as { processID: number }).processID})`);
        await client.end().catch(() => {});
      }
      await Promise.all(waits.splice(0));
    },
  };
}

/** The pid of a session, as the server knows it. */
export async function pidOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid ?? 0;
}
