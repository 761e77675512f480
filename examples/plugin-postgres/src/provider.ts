import {
  type CreatePluginProvider,
  defineProvider,
  type Evidence,
  type Principal,
  type Provider,
} from '@cloudops/spec';
import { createAnalyzeAction } from './analysis/analyze-action.ts';
import { findings } from './findings.ts';
import { databasesRead } from './reads/databases.ts';
import { indexesRead } from './reads/indexes.ts';
import { layoutRead } from './reads/layout.ts';
import { locksRead } from './reads/locks.ts';
import { createReadAction } from './reads/read-action.ts';
import { replicationRead } from './reads/replication.ts';
import { serverRead } from './reads/server.ts';
import { sessionsRead } from './reads/sessions.ts';
import { tablesRead } from './reads/tables.ts';
import { createOpenSession } from './session/open-session.ts';
import { createReader, type Reader, type ReaderContext } from './session/reader.ts';
import type { OpenSession } from './session/session.ts';
import { type PostgresSettings, readSettings, targetName } from './settings/settings.ts';

/** What the provider is made from; a test hands in its own connections. */
export interface PostgresProviderOptions {
  readonly version: string;
  readonly environment: string;
  /** Called when the first target is asked for. @throws CloudOpsError. */
  settings(): PostgresSettings;
  open(settings: PostgresSettings): OpenSession;
}

async function identify(reader: Reader, context: ReaderContext): Promise<Evidence<Principal>> {
  const evidence = await reader.read({ text: 'select session_user::text as role' }, 'identity', context);
  if (evidence.status !== 'present') return evidence as Evidence<never>;
  const role = evidence.output[0]?.role;
  if (typeof role !== 'string')
    return { status: 'unknown', reason: { kind: 'invalid', message: 'read identity: the server names no role' } };
  const id = `postgres:${role}`;
  return {
    status: 'present',
    output: { id, kind: 'service', established_by: 'postgres-session-user', credential: 'unknown' },
  };
}

/** Makes the provider. Opens nothing until an action runs. */
export function createPostgresProvider(options: PostgresProviderOptions): Provider {
  let known: PostgresSettings | null = null;
  const settings = (): PostgresSettings => {
    known ??= options.settings();
    return known;
  };
  const reader = createReader((signal) => options.open(settings())(signal));
  return defineProvider({
    specificationVersion: 'v1',
    name: 'postgres',
    version: options.version,
    actions: [
      createAnalyzeAction(() => settings().thresholds),
      createReadAction(reader, databasesRead),
      createReadAction(reader, indexesRead),
      createReadAction(reader, layoutRead),
      createReadAction(reader, locksRead),
      createReadAction(reader, replicationRead),
      createReadAction(reader, serverRead),
      createReadAction(reader, sessionsRead),
      createReadAction(reader, tablesRead),
    ],
    findings,
    targets: async () => [{ provider: 'postgres', name: targetName(settings()), environment: options.environment }],
    doIdentify: (context) => identify(reader, context),
    close: () => reader.close(),
  });
}

/** What CloudOps calls. */
export const createProvider: CreatePluginProvider = ({ version, environment, settings }) =>
  createPostgresProvider({
    version,
    environment,
    settings: () => readSettings(settings, process.env),
    open: (read) => createOpenSession(read, process.env),
  });
