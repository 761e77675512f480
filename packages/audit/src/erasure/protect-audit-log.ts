import type { AuditRecord } from '@cloudops/spec';
import type {
  AppendedRecord,
  AuditLog,
  LoggedFacets,
  LoggedRecord,
  LogSnapshot,
  RecordFilter,
  RecordFilters,
  RecordQuery,
  Verification,
} from '../log/audit-log.ts';
import { createRecordMask, type RecordMask } from '../secrets/mask-record.ts';
import { sealRecord, unsealRecord } from './personal-data.ts';
import type { SubjectKeys } from './subject-keys.ts';

/**
 * The same log for those who write and read it, while what it stores holds no secret and names people by pseudonyms.
 * Filters take real ids; records come back with them, as far as the keys are still there. `snapshot` and `verify` see
 * what is stored. To be used by every writer of a log.
 */
export function protectAuditLog(log: AuditLog, keys: SubjectKeys): AuditLog {
  return new ProtectedAuditLog(log, keys);
}

class ProtectedAuditLog implements AuditLog {
  readonly #log: AuditLog;
  readonly #keys: SubjectKeys;
  readonly #secrets: RecordMask = createRecordMask();

  constructor(log: AuditLog, keys: SubjectKeys) {
    this.#log = log;
    this.#keys = keys;
  }

  async append(record: AuditRecord): Promise<AppendedRecord> {
    return this.#log.append(this.#protect(record));
  }

  async appendMany(records: readonly AuditRecord[]): Promise<readonly AppendedRecord[]> {
    return this.#log.appendMany(records.map((record) => this.#protect(record)));
  }

  fingerprint(text: string): Promise<string> {
    return this.#log.fingerprint(text);
  }

  async read(filter: RecordFilter = {}): Promise<readonly LoggedRecord[]> {
    const found: LoggedRecord[] = [];
    for await (const logged of this.records(toQuery(filter))) found.push(logged);
    return found.reverse();
  }

  async *records(query: RecordQuery = {}): AsyncGenerator<LoggedRecord> {
    for await (const { index, record } of this.#log.records(this.#translate(query))) {
      yield { index, record: unsealRecord(record, this.#keys) };
    }
  }

  async *facets(query: RecordQuery = {}): AsyncGenerator<LoggedFacets> {
    const names = new Map<string, string>();
    for await (const facets of this.#log.facets(this.#translate(query))) {
      const user = names.get(facets.user) ?? this.#keys.find(facets.user)?.subject ?? facets.user;
      names.set(facets.user, user);
      yield { ...facets, user };
    }
  }

  verify(...options: Parameters<AuditLog['verify']>): Promise<Verification> {
    return this.#log.verify(...options);
  }

  anchor(...options: Parameters<AuditLog['anchor']>): ReturnType<AuditLog['anchor']> {
    return this.#log.anchor(...options);
  }

  receipts(): ReturnType<AuditLog['receipts']> {
    return this.#log.receipts();
  }

  anchorage(): ReturnType<AuditLog['anchorage']> {
    return this.#log.anchorage();
  }

  checkpoint(): Promise<string | null> {
    return this.#log.checkpoint();
  }

  verifierKey(): Promise<string | null> {
    return this.#log.verifierKey();
  }

  snapshot<Result>(use: (snapshot: LogSnapshot) => Result): Promise<Result> {
    return this.#log.snapshot(use);
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  /** Secrets go first: what is sealed is out of reach of any later look. */
  #protect(record: AuditRecord): AuditRecord {
    return sealRecord(this.#secrets.mask(record), this.#keys);
  }

  #translate(query: RecordQuery): RecordQuery {
    const user = query.filters?.user;
    if (user === undefined) return query;
    const ids = typeof user === 'string' ? [user] : user;
    const stored = ids.flatMap((id) => [id, ...[this.#keys.find(id)?.pseudonym ?? []].flat()]);
    return { ...query, filters: { ...query.filters, user: [...new Set(stored)] } };
  }
}

function toQuery({ last, since, ...filters }: RecordFilter): RecordQuery {
  const wanted: RecordFilters = filters;
  return {
    order: 'newest-first',
    filters: wanted,
    ...(last === undefined ? {} : { limit: last }),
    ...(since === undefined ? {} : { from: since }),
  };
}
