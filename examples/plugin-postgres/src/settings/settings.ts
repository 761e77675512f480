import type { JsonObject } from '@cloudops/spec';
import { z } from 'zod';
import { postgresError } from '../errors.ts';
import { defaultThresholds, type Thresholds, thresholdsSchema } from './thresholds.ts';

/** How the connection is protected, as libpq's `sslmode` names it. `prefer` and `allow` are not offered: they promise nothing. */
export type SslMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';

/** Where the server is, who logs in, and from when on something counts. The password is not part of it. */
export interface PostgresSettings {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** `verify-full` unless stated; `disable` where the server is on this machine. */
  readonly ssl: SslMode;
  /** Authorities to trust, PEM; null: those of the environment, else of the runtime. */
  readonly authority: string | null;
  readonly thresholds: Thresholds;
}

const sslModes: readonly SslMode[] = ['disable', 'require', 'verify-ca', 'verify-full'];
const sslMode = z.enum(sslModes as [SslMode, ...SslMode[]]);
const name = z.string().min(1).max(253);

const settingsSchema = z.strictObject({
  url: z.string().exactOptional(),
  host: name.exactOptional(),
  port: z.int().min(1).max(65_535).exactOptional(),
  database: name.exactOptional(),
  user: name.exactOptional(),
  ssl: sslMode.exactOptional(),
  ca: z.string().includes('-----BEGIN CERTIFICATE-----').exactOptional(),
  thresholds: thresholdsSchema.exactOptional(),
});

type Given = z.infer<typeof settingsSchema>;
type Environment = Readonly<Record<string, string | undefined>>;

function invalid(message: string, nextStep: string): Error {
  return postgresError({ code: 'POSTGRES_SETTINGS_INVALID', message, nextSteps: [nextStep] });
}

function check(settings: JsonObject): Given {
  const checked = settingsSchema.safeParse(settings);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const place = ['plugins.postgres', ...(issue?.path ?? [])].join('.');
  throw invalid(
    `The setting ${place} is not valid: ${issue?.message ?? 'unknown'}.`,
    'Correct it in the configuration.',
  );
}

const urlForm = 'postgresql://[USER@]HOST[:PORT]/DATABASE';

/** The parts of an address; a password in it is refused, since configuration holds no secrets. */
function partsOf(address: string): Given {
  const url = /^postgres(?:ql)?:\/\//.test(address) && URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.hostname === '' || url.search !== '' || url.hash !== '')
    throw invalid(
      `The setting plugins.postgres.url is not valid: it must read ${urlForm}.`,
      'Correct it in the configuration.',
    );
  if (url.password !== '') {
    const nextStep = 'Take it out, and set it in the environment variable PGPASSWORD.';
    throw invalid('The setting plugins.postgres.url is not valid: it holds a password.', nextStep);
  }
  const decode = (part: string): string => decodeURIComponent(part);
  const database = decode(url.pathname.slice(1));
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(database === '' ? {} : { database }),
    ...(url.username === '' ? {} : { user: decode(url.username) }),
  };
}

function fromEnvironment(environment: Environment): Given {
  const { PGHOST, PGPORT, PGDATABASE, PGUSER, PGSSLMODE } = environment;
  const given = Object.entries({ host: PGHOST, database: PGDATABASE, user: PGUSER, ssl: PGSSLMODE }).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  const port = PGPORT === undefined || PGPORT === '' ? {} : { port: Number(PGPORT) };
  const checked = settingsSchema.safeParse({ ...Object.fromEntries(given), ...port });
  if (checked.success) return checked.data;
  const variable = `PG${String(checked.error.issues[0]?.path[0]).replace('ssl', 'sslmode').toUpperCase()}`;
  throw invalid(
    `The environment variable ${variable} is not valid: ${checked.error.issues[0]?.message ?? 'unknown'}.`,
    'Correct it, or state it in the configuration under plugins.postgres.',
  );
}

/** Whether traffic to a host stays on this machine. */
function isLocal(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Reads the settings, then what the environment says, as libpq has it.
 * @throws CloudOpsError `POSTGRES_NOT_CONFIGURED`, `POSTGRES_SETTINGS_INVALID`.
 */
export function readSettings(settings: JsonObject, environment: Environment): PostgresSettings {
  const given = check(settings);
  if (given.url !== undefined && (given.host ?? given.port) !== undefined)
    throw invalid('The settings plugins.postgres.url and .host are both there.', 'Keep one of them.');
  const from = { ...fromEnvironment(environment), ...(given.url === undefined ? {} : partsOf(given.url)), ...given };
  if (from.host === undefined || from.user === undefined) {
    throw postgresError({
      code: 'POSTGRES_NOT_CONFIGURED',
      message: `No PostgreSQL server is configured: ${from.host === undefined ? 'the host' : 'the user'} is missing.`,
      nextSteps: [`Set plugins.postgres.url to ${urlForm} in the configuration.`, 'Or set PGHOST and PGUSER.'],
    });
  }
  return {
    host: from.host,
    port: from.port ?? 5432,
    database: from.database ?? from.user,
    user: from.user,
    ssl: from.ssl ?? (isLocal(from.host) ? 'disable' : 'verify-full'),
    authority: from.ca ?? null,
    thresholds: { ...defaultThresholds, ...from.thresholds },
  };
}

/** `HOST:PORT/DATABASE`: what the target is called. */
export function targetName({ host, port, database }: PostgresSettings): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}
