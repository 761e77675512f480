import type { AuditRecord, Clock } from '@cloudops/spec';
import type { CheckpointAnchor } from '../anchors/anchor.ts';
import type { Anchorage } from '../anchors/anchorage.ts';
import type { AnchorCheck } from '../anchors/check.ts';
import type { AnchorOutcome } from '../anchors/publish.ts';
import type { AnchorReceipt } from '../anchors/receipts.ts';
import type { TreeNodes } from '../merkle/tree.ts';
import type { Cut } from './cut.ts';

/** Where the log lives and under which name it signs. */
export interface AuditLogOptions {
  /** The SQLite file, on a local disk. Created, with its folder, by the first append. */
  readonly path: string;
  /** The folder of the signing key, mode 0700; created by the first append. Remembered checkpoints go beside it. */
  readonly keyFolder: string;
  /** The log's name, such as `cloudops.local/alice`; from configuration, never from the log. No space, no `+`. */
  readonly origin: string;
  readonly clock: Clock;
  /** How long an append waits for other processes. Default 5,000. */
  readonly busyTimeoutMs?: number;
}

/** Where an appended record stands. */
export interface AppendedRecord {
  /** 0 for the log's first record. */
  readonly index: number;
  readonly audit_id: string;
  /** Records in the log now. */
  readonly tree_size: number;
  /** The signed root of that size, base64. */
  readonly root: string;
}

/** A record with its place. */
export interface LoggedRecord {
  readonly index: number;
  readonly record: AuditRecord;
}

/** Which records to read; all parts given must fit. */
export interface RecordFilter {
  /** Only the last so many of those that fit. */
  readonly last?: number;
  /** Not older than this, in milliseconds since the Unix epoch. */
  readonly since?: number;
  /** The user's id. */
  readonly user?: string;
  /** The intent, such as `k8s-high-cpu`, or the event, such as `execution.started`. */
  readonly action?: string;
  /** The result's status. */
  readonly status?: string;
  readonly audit_id?: string;
  readonly run_id?: string;
}

/** What a record can be asked for; a list means any of them, an empty one none. */
export interface RecordFilters {
  readonly event?: string | readonly string[];
  /** The user's id. */
  readonly user?: string | readonly string[];
  readonly role?: string | readonly string[];
  /** The intent, such as `k8s-high-cpu`. */
  readonly playbook?: string | readonly string[];
  /** The result's status. */
  readonly status?: string | readonly string[];
  readonly run_id?: string | readonly string[];
  readonly plan_id?: string | readonly string[];
  /** The audit id of the record that it follows. */
  readonly parent?: string | readonly string[];
  /** `extra.subject`: whose personal data the record holds. */
  readonly subject?: string | readonly string[];
  readonly audit_id?: string | readonly string[];
  /** The playbook or the event. */
  readonly action?: string;
}

/** Which records to read, and how; all parts given must fit. */
export interface RecordQuery {
  /** Not older than this, in milliseconds since the Unix epoch, by the record's own timestamp. */
  readonly from?: number;
  /** Older than this, likewise. */
  readonly to?: number;
  readonly filters?: RecordFilters;
  /** By place in the log. Default `oldest-first`. */
  readonly order?: 'oldest-first' | 'newest-first';
  /** At most so many. Default all. */
  readonly limit?: number;
  /** Only records behind this one: how to follow a log, with the index of the last record seen. */
  readonly after?: number;
}

/** What the log can tell of a record without reading it; all from the record's own fields, which `verify` checks. */
export interface LoggedFacets {
  readonly index: number;
  /** The record's timestamp in milliseconds since the Unix epoch. */
  readonly time: number;
  readonly event: string;
  readonly user: string;
  readonly role: string;
  readonly playbook: string | null;
  readonly status: string;
  readonly run_id: string | null;
  readonly plan_id: string | null;
  readonly parent: string | null;
  /** `extra.subject`. */
  readonly subject: string | null;
  readonly cost_usd: number;
}

/** The checkpoint that this client had seen before. */
export interface Anchor {
  /** The first so many records are proven unchanged since then. */
  readonly size: number;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** What verifying the whole log found. */
export type Verification =
  | {
      readonly kind: 'verified';
      readonly size: number;
      /** Base64; of no meaning but as a name for the log's content. */
      readonly root: string;
      /**
       * Ids of `execution.started` records that no later `execution.finished` has as its parent or shares a run id
       * with, in the log's order. Executions that still run are among them.
       */
      readonly unknown_outcome: readonly string[];
      /** Null when this client had never seen the log: then an exchange of the whole log goes unnoticed. */
      readonly anchored: Anchor | null;
      /** What each of the given anchors proves, in their order. */
      readonly anchors: readonly AnchorCheck[];
      /** How much is covered by checkpoints outside, as far as this client knows. */
      readonly anchorage: Anchorage;
      /** What was archived and cut, so that only its hashes were checked here; null when the log has every record. */
      readonly cut: Cut | null;
    }
  | {
      readonly kind: 'broken';
      /** The first bad record; null when the damage cannot be pinned to one. */
      readonly index: number | null;
      /** One sentence without a full stop. */
      readonly why: string;
    };

/** How to verify. */
export interface VerifyOptions {
  /** Asked for what they hold, which the log must continue. Default none. */
  readonly anchors?: readonly CheckpointAnchor[];
  readonly signal?: AbortSignal;
  /** Told now and then how many records are done. */
  onProgress?(done: number): void;
}

/** The log at one moment, for exports. To be used before its callback returns, not after. */
export interface LogSnapshot {
  readonly size: number;
  /** The number of the first record that is there: what was before it is in archives only. */
  readonly first: number;
  /** The signed checkpoint of that size; null for an empty log. */
  readonly checkpoint: string | null;
  /** The exact bytes of the records from `start` up to, without, `end`. */
  leaves(start: number, end: number): readonly Uint8Array[];
  readonly nodes: TreeNodes;
}

/**
 * An append-only log of audit records in one SQLite file, with a Merkle tree (RFC 6962) over their exact bytes and a
 * signed checkpoint of every append. Nothing is opened before the first call. After a failure the file is opened
 * anew by the next call.
 */
export interface AuditLog {
  /**
   * Writes a record durably. Idempotent on `audit_id`: a record that is there already, byte for byte, keeps its place.
   * @throws CloudOpsError one of this package's codes; the record may be there nevertheless, so append it again.
   */
  append(record: AuditRecord): Promise<AppendedRecord>;
  /**
   * Writes records durably in this order, all of them or none; otherwise as `append`, and many times as fast. Each one
   * is told the size and root after the last.
   */
  appendMany(records: readonly AuditRecord[]): Promise<readonly AppendedRecord[]>;
  /**
   * Names a text without showing it: `hmac-sha256:` and hex, under a key derived from the log's own. The same text has
   * the same name in this log only, so that short texts cannot be guessed from it without the key.
   */
  fingerprint(text: string): Promise<string>;
  /** Reads records, oldest first. A log that does not exist yet has none. Proves nothing: see `verify`. */
  read(filter?: RecordFilter): Promise<readonly LoggedRecord[]>;
  /**
   * Reads records one after the other, in little memory whatever their number. What is appended meanwhile is left out;
   * other calls may be made meanwhile. Proves nothing: see `verify`.
   * @throws CloudOpsError `AUDIT_RECORD_INVALID` for one that this version cannot read.
   */
  records(query?: RecordQuery): AsyncIterable<LoggedRecord>;
  /** As `records`, without opening the records themselves: about twenty times as fast, for counting and grouping. */
  facets(query?: RecordQuery): AsyncIterable<LoggedFacets>;
  /**
   * Recomputes every hash from the records, checks root and signature, and that the log continues what this client
   * remembers and what the given anchors hold; then remembers it. Other calls may be made meanwhile.
   * @throws CloudOpsError `AUDIT_KEY_MISSING`, `AUDIT_ORIGIN_MISMATCH`, `AUDIT_CORRUPT` when SQLite cannot read it.
   */
  verify(options?: VerifyOptions): Promise<Verification>;
  /**
   * Publishes the log's head to places outside and keeps the receipts. Nothing for an empty log. An anchor that refuses
   * holds what the log does not continue: then verify with it.
   * @throws CloudOpsError those of reading the log; what fails at an anchor is in its outcome.
   */
  anchor(
    anchors: readonly CheckpointAnchor[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<readonly AnchorOutcome[]>;
  /** What was anchored by this client, one for each anchor, by name. */
  receipts(): Promise<readonly AnchorReceipt[]>;
  /** Since when the log is unanchored, going by the receipts. */
  anchorage(): Promise<Anchorage>;
  /** The current checkpoint, a signed note; null for an empty log. */
  checkpoint(): Promise<string | null>;
  /** What others need to check this log's notes, such as `cloudops.local/alice+c74f20a3+ARpc…`; null before the first append. */
  verifierKey(): Promise<string | null>;
  /** Calls `use` with a consistent view of the log. */
  snapshot<Result>(use: (snapshot: LogSnapshot) => Result): Promise<Result>;
  /**
   * Remembers the log's head if anything was appended, and ends. May be called twice.
   * @throws CloudOpsError when the head could not be remembered.
   */
  close(): Promise<void>;
}
