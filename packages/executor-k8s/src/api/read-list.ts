import type { ActionContext, Evidence, UnknownReason, WireRequest } from '@cloudops/spec';
import { type ApiResource, groupPath, resourceName } from '../discovery/api-resource.ts';
import type { ItemPick } from '../projection/picker.ts';
import { createTextPool, type TextPool } from '../projection/text-pool.ts';
import type { ProtobufListPlan } from '../protobuf/list-plan.ts';
import { isProtobuf, readProtobufListStart, scanProtobufList } from '../protobuf/protobuf-list.ts';
import { listPages } from './list-pages.ts';
import { type ListStart, readListStart } from './list-start.ts';
import { compareText, type Fields, fieldsOf, listOf, nameOf, numberOf, textOf } from './object-fields.ts';
import { parseObject } from './read-object.ts';
import { type Asked, describeAsked, reasonFromAnswer, reasonFromError } from './reason.ts';
import { encodeSegment, requestPath } from './request-path.ts';
import { scanList } from './scan-list.ts';
import { serverTime } from './server-time.ts';
import type { ApiAnswer, ApiSession } from './session.ts';

/** Whether a list may come from the API server's cache and so be some seconds old. */
export type Consistency = 'latest' | 'any';

/** A list to read. */
export interface ListRequest<Item> {
  readonly session: ApiSession;
  readonly context: ActionContext;
  readonly resource: ApiResource;
  readonly namespace: string | null;
  readonly labelSelector?: string | null | undefined;
  readonly fieldSelector?: string | null | undefined;
  /** The most items to read; null = all. */
  readonly limit: number | null;
  readonly consistency: Consistency;
  /** Ask the server for metadata alone. */
  readonly metadataOnly: boolean;
  /** Makes of each object what is kept; the object itself is dropped with its page. */
  readonly pick: ItemPick<Item>;
}

/** A list as read, sorted by namespace, then name. */
export interface ListResult<Item> {
  readonly items: readonly Item[];
  readonly resourceVersion: string;
  /** False when `limit` cut it or an error did. */
  readonly complete: boolean;
  readonly pages: number;
  /** ISO 8601, from the first page. */
  readonly serverTime: string | null;
}

/** The API server's own default for clients; larger pages hold its memory longer. */
const pageSize = 500;
/** How often a list whose token expired is begun anew. */
const restarts = 2;
/** What has no protobuf form comes as JSON. */
const protobufAccept = 'application/vnd.kubernetes.protobuf,application/json';
const metadataAccept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

interface Keyed<Item> {
  readonly key: string;
  readonly item: Item;
}

interface Page<Item> {
  readonly metadata: Fields;
  readonly items: readonly Keyed<Item>[];
}

interface Progress<Item> {
  /** How to read pages in protobuf; null = ask for JSON. */
  readonly protobuf: ProtobufListPlan | null;
  readonly texts: TextPool;
  readonly kept: Keyed<Item>[];
  resourceVersion: string;
  pages: number;
  serverTime: string | null;
  complete: boolean;
}

type PageOutcome =
  | { readonly kind: 'page'; readonly next: string | null }
  | { readonly kind: 'expired' | 'absent' | 'unreadable' }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

function askedOf(list: ListRequest<never>): Asked {
  return { verb: 'list', resource: resourceName(list.resource), namespace: list.namespace };
}

function acceptOf({ metadataOnly }: ListRequest<never>, protobuf: ProtobufListPlan | null): string {
  if (metadataOnly) return metadataAccept;
  return protobuf === null ? 'application/json' : protobufAccept;
}

function pageRequest(list: ListRequest<never>, token: string | null): Pick<WireRequest, 'method' | 'path'> {
  const { resource, namespace, limit, metadataOnly } = list;
  const scope = namespace === null ? '' : `/namespaces/${encodeSegment(namespace)}`;
  const path = requestPath(`${groupPath(resource)}${scope}/${resource.resource}`, {
    limit: limit === null ? pageSize : Math.min(limit, pageSize),
    continue: token,
    labelSelector: list.labelSelector,
    fieldSelector: list.fieldSelector,
    resourceVersion: token === null && list.consistency === 'any' ? '0' : null,
    // Sets the path apart from the full list's: recordings tell requests apart by path, not by header.
    pretty: metadataOnly ? 'false' : null,
  });
  return { method: 'GET', path };
}

function keyOf(object: unknown): string {
  const { namespace, name } = nameOf(object);
  return `${namespace}\u0000${name}`;
}

/** Null when the body is no list. */
function parsePage<Item>({ pick }: ListRequest<Item>, body: Buffer, progress: Progress<Item>): Page<Item> | null {
  const { scanned } = pick;
  const { texts, protobuf } = progress;
  if (scanned) {
    const take = (kept: unknown): Keyed<Item> => ({ key: keyOf(kept), item: scanned.finish(kept) });
    if (protobuf !== null && isProtobuf(body)) {
      const page = scanProtobufList(body, protobuf, { texts, take });
      return page === null ? null : { metadata: fieldsOf(page.metadata), items: page.items };
    }
    const page = scanList(body, { ...scanned, texts, take });
    if (page !== null) return { metadata: fieldsOf(page.metadata), items: page.items };
  }
  const page = parseObject(body);
  if (page === null || !(Array.isArray(page.items) || page.items === null)) return null;
  const items = listOf(page.items).map((object) => ({ key: keyOf(object), item: pick(object) }));
  return { metadata: fieldsOf(page.metadata), items };
}

function takePage<Item>(list: ListRequest<Item>, answer: ApiAnswer, progress: Progress<Item>): PageOutcome {
  const asked = askedOf(list as ListRequest<never>);
  if (answer.status === 410) return { kind: 'expired' };
  if (answer.status === 404 && progress.pages === 0) return { kind: 'absent' };
  if (answer.status !== 200) return { kind: 'unknown', reason: reasonFromAnswer(answer, asked) };
  const page = parsePage(list, answer.body, progress);
  if (page === null) {
    if (isProtobuf(answer.body)) return { kind: 'unreadable' };
    const message = `${describeAsked(asked)}: the answer is no list`;
    return { kind: 'unknown', reason: { kind: 'invalid', message } };
  }
  const { metadata } = page;
  for (const item of page.items) progress.kept.push(item);
  progress.pages += 1;
  progress.serverTime ??= serverTime(answer.headers);
  progress.resourceVersion ||= textOf(metadata.resourceVersion);
  const remaining = numberOf(metadata.remainingItemCount) ?? 0;
  const done = progress.kept.length;
  list.context.notify({ message: `${asked.resource}: page ${progress.pages}`, done, total: done + remaining });
  return { kind: 'page', next: textOf(metadata.continue) || null };
}

async function readOnce<Item>(list: ListRequest<Item>, progress: Progress<Item>): Promise<PageOutcome> {
  const { session, context, limit } = list;
  const { protobuf, texts } = progress;
  const headers = { accept: acceptOf(list as ListRequest<never>, protobuf) };
  const request = (token: string | null): WireRequest => ({
    ...pageRequest(list as ListRequest<never>, token),
    headers,
  });
  const readStart = (start: Buffer): ListStart | null =>
    protobuf !== null && isProtobuf(start)
      ? readProtobufListStart(start, protobuf.metadata, texts)
      : readListStart(start);
  let outcome: PageOutcome = { kind: 'absent' };
  try {
    for await (const { answer, confirm } of listPages({
      session,
      context,
      request,
      readStart,
      ahead: limit === null,
    })) {
      outcome = takePage(list, answer, progress);
      answer.release?.();
      if (outcome.kind !== 'page') return outcome;
      const full = limit !== null && progress.kept.length >= limit;
      if (full) {
        progress.complete = outcome.next === null && progress.kept.length === limit;
        progress.kept.length = Math.min(progress.kept.length, limit);
        return outcome;
      }
      progress.complete = outcome.next === null;
      confirm(outcome.next);
    }
    return outcome;
  } catch (error) {
    const reason = reasonFromError(error, context.signal, askedOf(list as ListRequest<never>));
    return { kind: 'unknown', reason };
  }
}

function emptyProgress<Item>(protobuf: ProtobufListPlan | null): Progress<Item> {
  const nothing = { kept: [], resourceVersion: '', pages: 0, serverTime: null, complete: false };
  return { protobuf, texts: createTextPool(), ...nothing };
}

function toResult<Item>(progress: Progress<Item>): ListResult<Item> {
  const { resourceVersion, pages, complete, serverTime: time } = progress;
  const items = progress.kept.sort((left, right) => compareText(left.key, right.key)).map(({ item }) => item);
  return { items, resourceVersion, complete, pages, serverTime: time };
}

/**
 * Reads a list page by page. A list that an error cut is `unknown` with the part that was read; a list whose token
 * expired (410) is begun anew, a bounded number of times.
 */
export async function readList<Item>(list: ListRequest<Item>): Promise<Evidence<ListResult<Item>>> {
  let protobuf = list.metadataOnly ? null : (list.session.lists?.plan(list.resource, list.pick) ?? null);
  for (let attempt = 0; ; attempt += 1) {
    const progress = emptyProgress<Item>(protobuf);
    const outcome = await readOnce(list, progress);
    if (outcome.kind === 'page') return { status: 'present', output: toResult(progress) };
    if (outcome.kind === 'absent') return { status: 'absent' };
    if (outcome.kind === 'expired' && attempt < restarts) continue;
    if (outcome.kind === 'unreadable' && protobuf !== null) {
      // It holds what only JSON tells: a field newer than this program.
      protobuf = null;
      continue;
    }
    const asked = describeAsked(askedOf(list as ListRequest<never>));
    const reason: UnknownReason =
      outcome.kind === 'unknown'
        ? outcome.reason
        : {
            kind: 'truncated',
            message: `${asked}: the list changed faster than it could be read (HTTP 410 after ${progress.pages} pages, begun ${restarts + 1} times)`,
            needs: 'a narrower question: one namespace or a label',
          };
    if (progress.pages === 0) return { status: 'unknown', reason };
    return { status: 'unknown', reason, output: { ...toResult(progress), complete: false } };
  }
}
