import type { UnknownReason } from '@cloudops/spec';
import { reasonFromAnswer, reasonFromError } from '../api/reason.ts';
import type { ApiAnswer, ApiSession, RequestContext } from '../api/session.ts';
import { untilAborted } from '../transport/until-aborted.ts';
import { type ApiResource, groupPath } from './api-resource.ts';
import { builtinResources } from './builtin-resources.ts';
import { findResource, parseResourceQuery, type ResourceQuery } from './find-resource.ts';
import {
  type DiscoveredResources,
  parseAggregatedDiscovery,
  parseGroupList,
  parseResourceList,
} from './parse-discovery.ts';

/** What a resource's name turned out to be. */
export type Resolution =
  | { readonly kind: 'found'; readonly resource: ApiResource }
  /** The cluster answered, and serves no such kind. */
  | { readonly kind: 'not-served' }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason };

/** Finds out what a name means; asks the cluster only for kinds that not every cluster has, and once. */
export interface Discovery {
  resolve(name: string, context: RequestContext): Promise<Resolution>;
}

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
const asked = { verb: 'get', resource: 'api discovery' };

type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: UnknownReason };

function parseJson(answer: ApiAnswer): unknown {
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch {
    return null;
  }
}

async function read(session: ApiSession, path: string, context: RequestContext): Promise<Outcome<unknown>> {
  try {
    const answer = await session.exchange({ method: 'GET', path, headers: { accept: aggregated } }, context);
    return answer.status === 200
      ? { ok: true, value: parseJson(answer) }
      : { ok: false, reason: reasonFromAnswer(answer, asked) };
  } catch (error) {
    return { ok: false, reason: reasonFromError(error, context.signal, asked) };
  }
}

/** Servers before 1.27 answer `/apis` with names only: then each group is asked for its own resources. */
async function readLegacy(session: ApiSession, body: unknown, context: RequestContext): Promise<DiscoveredResources> {
  const groups = parseGroupList(body);
  const answers = await Promise.all(groups.map((item) => read(session, groupPath(item), context)));
  const staleGroups: string[] = [];
  const resources = groups.flatMap(({ group, version }, index) => {
    const answer = answers[index];
    if (answer?.ok === true) return parseResourceList(answer.value, group, version);
    staleGroups.push(group);
    return [];
  });
  return { resources, staleGroups };
}

async function discoverCore(session: ApiSession, context: RequestContext): Promise<Outcome<DiscoveredResources>> {
  const core = await read(session, '/api/v1', context);
  if (!core.ok) return core;
  return { ok: true, value: { resources: parseResourceList(core.value, '', 'v1'), staleGroups: [] } };
}

async function discoverGroups(session: ApiSession, context: RequestContext): Promise<Outcome<DiscoveredResources>> {
  const answer = await read(session, '/apis', context);
  if (!answer.ok) return answer;
  const found = parseAggregatedDiscovery(answer.value);
  return { ok: true, value: found ?? (await readLegacy(session, answer.value, context)) };
}

async function discoverBoth(session: ApiSession, context: RequestContext): Promise<Outcome<DiscoveredResources>> {
  const [core, groups] = await Promise.all([discoverCore(session, context), discoverGroups(session, context)]);
  if (!core.ok) return core;
  if (!groups.ok) return groups;
  const resources = [...core.value.resources, ...groups.value.resources];
  return { ok: true, value: { resources, staleGroups: groups.value.staleGroups } };
}

function discover(
  session: ApiSession,
  { group }: ResourceQuery,
  context: RequestContext,
): Promise<Outcome<DiscoveredResources>> {
  if (group === null) return discoverBoth(session, context);
  return group === '' ? discoverCore(session, context) : discoverGroups(session, context);
}

function conclude(found: Outcome<DiscoveredResources>, query: ResourceQuery): Resolution {
  if (!found.ok) return { kind: 'unknown', reason: found.reason };
  const resource = findResource(found.value.resources, query);
  if (resource !== null) return { kind: 'found', resource };
  const { staleGroups } = found.value;
  const stale = query.group === null ? staleGroups[0] : staleGroups.find((group) => group === query.group);
  if (stale === undefined) return { kind: 'not-served' };
  const message = `get api discovery: group ${stale} did not answer, so its kinds are not known`;
  return { kind: 'unknown', reason: { kind: 'unavailable', message, needs: `APIService of ${stale} available` } };
}

/** A question that all callers share, sent with the signal of the one who asked first. */
interface Attempt {
  readonly signal: AbortSignal;
  readonly work: Promise<Outcome<DiscoveredResources>>;
}

async function waitFor({ work }: Attempt, { signal }: RequestContext): Promise<Outcome<DiscoveredResources>> {
  try {
    return await untilAborted(work, signal);
  } catch (error) {
    return { ok: false, reason: reasonFromError(error, signal, asked) };
  }
}

/** Makes a {@link Discovery} with its own memory; failures are not remembered. */
export function createDiscovery(session: ApiSession): Discovery {
  const memory = new Map<string, Attempt>();
  return {
    async resolve(name, context) {
      const query = parseResourceQuery(name);
      const builtin = findResource(builtinResources(), query);
      if (builtin !== null) return { kind: 'found', resource: builtin };
      const key = query.group === null ? 'both' : query.group === '' ? 'core' : 'groups';
      for (;;) {
        const { signal } = context;
        const attempt = memory.get(key) ?? { signal, work: discover(session, query, context) };
        memory.set(key, attempt);
        const found = await waitFor(attempt, context);
        if (found.ok) return conclude(found, query);
        if (memory.get(key) === attempt && (attempt.signal.aborted || !signal.aborted)) memory.delete(key);
        // Another step's end is no reason for this one: ask again under its own signal.
        if (!attempt.signal.aborted || signal.aborted) return conclude(found, query);
      }
    },
  };
}
