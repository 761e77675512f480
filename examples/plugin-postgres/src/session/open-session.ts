import { readFile } from 'node:fs/promises';
import { type ConnectionOptions, getCACertificates } from 'node:tls';
import pg from 'pg';
import type { PostgresSettings } from '../settings/settings.ts';
import type { OpenSession, Question, Row, Session } from './session.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const connectTimeoutMs = 10_000;
/** Longer than any read here takes; the server ends what we no longer wait for. */
const statementTimeoutMs = 15_000;
/** A read that has to wait for a lock stands in somebody's way; none of ours should need one. */
const lockTimeoutMs = 2000;

/**
 * What the server is told with the connection: it refuses every write, and every statement ends by itself. The search path keeps
 * other people's functions out.
 */
const serverOptions: string = [
  'default_transaction_read_only=on',
  `statement_timeout=${statementTimeoutMs}`,
  `lock_timeout=${lockTimeoutMs}`,
  `idle_in_transaction_session_timeout=${statementTimeoutMs}`,
  'search_path=pg_catalog',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** Authorities by libpq's rules: `system` stands for those of the machine. */
async function authorities({ authority }: PostgresSettings, file: string | undefined): Promise<string[] | undefined> {
  if (authority !== null) return [authority];
  if (file === undefined || file === '') return undefined;
  return file === 'system' ? getCACertificates('system') : [await readFile(file, 'utf8')];
}

async function tlsOptions(settings: PostgresSettings, environment: Environment): Promise<ConnectionOptions | false> {
  const { ssl } = settings;
  if (ssl === 'disable') return false;
  if (ssl === 'require') return { rejectUnauthorized: false };
  const ca = await authorities(settings, environment.PGSSLROOTCERT);
  const trusted = { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) };
  return ssl === 'verify-ca' ? { ...trusted, checkServerIdentity: () => undefined } : trusted;
}

/** Runs `work`, and ends the connection at once when the signal aborts: the driver itself knows no signals. */
async function untilAborted<Result>(
  client: pg.Client,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => {
    aborted.reject(signal.reason);
    // Ending politely would wait for the statement.
    client.end().catch(() => {});
    destroy(client);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function destroy(client: pg.Client): void {
  const { connection } = client as unknown as { connection?: { stream?: { destroy?: () => void } } };
  connection?.stream?.destroy?.();
}

async function askOnce(client: pg.Client, { text, values = [] }: Question): Promise<readonly Row[]> {
  await client.query('BEGIN TRANSACTION READ ONLY');
  // The extended protocol takes one statement; the simple one, which the driver uses where there are no values, takes several.
  const query = { text, values: [...values], queryMode: 'extended' };
  const { rows } = await client.query<Row>(query);
  await client.query('COMMIT');
  return rows;
}

function toSession(client: pg.Client): Session {
  let isOpen = true;
  // Without a listener a server that goes away would end this process.
  client.on('error', () => {
    isOpen = false;
  });
  client.on('end', () => {
    isOpen = false;
  });
  return {
    isOpen: () => isOpen,
    async ask(question, signal) {
      try {
        return await untilAborted(client, signal, () => askOnce(client, question));
      } catch (error) {
        // What state the transaction is in is not worth finding out.
        isOpen = false;
        destroy(client);
        throw error;
      }
    },
    async end() {
      isOpen = false;
      await client.end().catch(() => {});
    },
  };
}

/** Connects with PostgreSQL's protocol. The password comes from PGPASSWORD; nothing else is asked for one. */
export function createOpenSession(settings: PostgresSettings, environment: Environment): OpenSession {
  return async (signal) => {
    const { host, port, database, user } = settings;
    const client = new pg.Client({
      host,
      port,
      database,
      user,
      // An empty one keeps the driver from looking for a password file.
      password: environment.PGPASSWORD ?? '',
      ssl: await tlsOptions(settings, environment),
      application_name: 'cloudops',
      options: serverOptions,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: statementTimeoutMs + 5000,
      keepAlive: true,
    });
    client.on('error', () => {});
    try {
      await untilAborted(client, signal, () => client.connect());
    } catch (error) {
      destroy(client);
      throw error;
    }
    return toSession(client);
  };
}
