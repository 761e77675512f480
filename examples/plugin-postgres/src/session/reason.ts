import type { UnknownKind, UnknownReason } from '@cloudops/spec';
import { printable } from '../text/printable.ts';

/** By SQLSTATE (appendix A of the documentation), then by class, then by what the operating system says. */
const kinds: Readonly<Record<string, UnknownKind>> = {
  '28000': 'denied',
  '28P01': 'denied',
  '42501': 'denied',
  '3D000': 'not-found',
  '53300': 'throttled',
  '57014': 'timeout',
  '55P03': 'timeout',
  '25P03': 'timeout',
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '57P03': 'unavailable',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  EPIPE: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENOENT: 'unreachable',
  EACCES: 'unreachable',
  ERR_ACCESS_DENIED: 'denied',
  ETIMEDOUT: 'timeout',
};

/** What would help, by kind or SQLSTATE. */
const needs: Readonly<Record<string, string>> = {
  '28P01': 'the right password in PGPASSWORD',
  '28000': 'a line for this login in pg_hba.conf, or another plugins.postgres.ssl',
  '42501': 'the role pg_monitor, or the right that the message names',
  '3D000': 'a database that exists, in plugins.postgres',
  '53300': 'a free connection: reserved_connections from version 16, or fewer other sessions',
  ECONNREFUSED: 'a server that listens at this address',
  ENOTFOUND: 'a host name that exists',
  ERR_ACCESS_DENIED: 'the authority as text in plugins.postgres.ca: plugins read no files of yours',
};

const authority = 'the authority that signed its certificate, in plugins.postgres.ca or PGSSLROOTCERT';
/** What Node.js names a certificate that does not convince (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const certificateCodes: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // A name with several addresses fails with one error for each.
  return error instanceof AggregateError ? codeOf(error.errors[0]) : '';
}

/** The driver states these in words only. */
const spoken: readonly (readonly [RegExp, UnknownKind])[] = [
  [/^Connection terminated due to connection timeout|^timeout expired|^Query read timeout/, 'timeout'],
  [/^Connection terminated|^Client was closed|^Client has encountered a connection error/, 'unreachable'],
  [/does not support SSL|SASL|password must be a string/, 'denied'],
];

function kindOf(code: string, message: string): UnknownKind {
  const said = spoken.find(([pattern]) => pattern.test(message))?.[1];
  if (certificateCodes.has(code)) return 'denied';
  return (
    kinds[code] ?? (code.startsWith('08') ? 'unreachable' : code.startsWith('53') ? 'throttled' : (said ?? 'failed'))
  );
}

/** Why something could not be read. @param what such as `read sessions of db:5432/shop`. */
export function reasonOf(error: unknown, what: string, signal: AbortSignal): UnknownReason {
  if (signal.aborted) {
    const isLate = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
    return { kind: isLate ? 'timeout' : 'interrupted', message: `${what}: it did not end in time` };
  }
  const code = codeOf(error);
  const said = printable(
    error instanceof Error && error.message !== '' ? error.message : code || 'no reason was given',
  );
  const kind = kindOf(code, said);
  const need = certificateCodes.has(code)
    ? authority
    : /does not support SSL/.test(said)
      ? 'ssl on the server, or plugins.postgres.ssl: disable'
      : needs[code];
  const reason = { kind, message: `${what}: ${said}` };
  return need === undefined ? reason : { ...reason, needs: need };
}
