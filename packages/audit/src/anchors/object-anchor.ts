import { hash } from 'node:crypto';
import type { Anchoring, AnchorSubmission, CheckpointAnchor } from './anchor.ts';
import { anchorFailed, toAnchorError } from './errors.ts';
import { readHeldNote, refuseUncontinued } from './held-note.ts';

/** A store of objects that are never replaced, such as an S3 bucket with Object Lock. */
export interface ObjectStore {
  /** For people, such as `s3://bucket`. */
  readonly name: string;
  /** Creates an object unless there is one of that key (`If-None-Match: *`). */
  putIfAbsent(key: string, body: Uint8Array, signal?: AbortSignal): Promise<'created' | 'exists'>;
  /** @returns null when there is none. */
  get(key: string, signal?: AbortSignal): Promise<Uint8Array | null>;
  /**
   * The content of the object with the least key, in the order of bytes, of all that begin with `prefix`; null for none.
   * Where the store marks objects as deleted while it keeps them, a mark must hide none.
   */
  first(prefix: string, signal?: AbortSignal): Promise<Uint8Array | null>;
}

/** Where in which store. */
export interface ObjectAnchorOptions {
  readonly store: ObjectStore;
  /** The log's name; each log has keys of its own. */
  readonly origin: string;
  /** What all keys begin with. Default `cloudops-audit/`. */
  readonly prefix?: string;
}

/**
 * Keeps every checkpoint as an object of its own. Keys count down, so that the newest is the first one listed and
 * whoever can write but not delete cannot hide it.
 */
export function createObjectAnchor({
  store,
  origin,
  prefix = 'cloudops-audit/',
}: ObjectAnchorOptions): CheckpointAnchor {
  const folder = `${prefix}${hash('sha256', origin, 'hex').slice(0, 32)}/`;
  const name = `${store.name}/${folder}`;
  const guarded = <Result>(work: Promise<Result>): Promise<Result> =>
    work.catch((error: unknown) => Promise.reject(toAnchorError(name, error)));
  return {
    kind: 'object-store',
    name,
    recall: (signal) => guarded(recallNewest(store, folder, signal)),
    publish: (submission, signal) => guarded(publish({ store, folder, name }, submission, signal)),
  };
}

/** What each size's key is counted down from. */
const last = 10 ** 15;

function keyOf(folder: string, size: number): string {
  return `${folder}${String(last - size).padStart(16, '0')}-${size}.checkpoint`;
}

async function recallNewest(store: ObjectStore, folder: string, signal?: AbortSignal): Promise<string | null> {
  return toText(await store.first(folder, signal));
}

function toText(body: Uint8Array | null): string | null {
  return body === null ? null : Buffer.from(body).toString('utf8');
}

interface Place {
  readonly store: ObjectStore;
  readonly folder: string;
  readonly name: string;
}

async function publish(
  { store, folder, name }: Place,
  submission: AnchorSubmission,
  signal?: AbortSignal,
): Promise<Anchoring> {
  const held = await recallNewest(store, folder, signal);
  const why = held === null ? null : await refuseUncontinued(held, submission);
  if (why !== null) return { kind: 'refused', why };
  const key = keyOf(folder, submission.checkpoint.size);
  const put = await store.putIfAbsent(key, Buffer.from(submission.note), signal);
  if (put === 'created') return { kind: 'anchored', note: submission.note };
  const found = toText(await store.get(key, signal));
  if (found === null) throw anchorFailed(name, 'says that it holds a checkpoint, and does not give it');
  const different =
    readHeldNote(found) === null ? 'what it holds is no checkpoint' : await refuseUncontinued(found, submission);
  return different === null ? { kind: 'anchored', note: found } : { kind: 'refused', why: different };
}
