import { type Action, type ActionContext, defineAction, type Evidence, type JsonObject } from '@cloudops/spec';
import { z } from 'zod';
import { mapEvidence } from '../api/map-evidence.ts';
import { type Consistency, readList } from '../api/read-list.ts';
import { isPossibleName } from '../api/request-path.ts';
import { resourceName } from '../discovery/api-resource.ts';
import { builtinResources } from '../discovery/builtin-resources.ts';
import { findResource, parseResourceQuery } from '../discovery/find-resource.ts';
import { createPicker, type Picker } from '../projection/picker.ts';
import { anyObject, fieldMasks, optionalText, serverTimeSchema } from './inputs.ts';
import type { Services } from './services.ts';

/** Input of `kubernetes.list`. */
export interface ListInput {
  /** As kubectl takes it: `pods`, `hpa`, `deployments.apps`, `nodeclaims.karpenter.sh`. */
  readonly resource: string;
  /** Null = all namespaces. */
  readonly namespace: string | null;
  readonly label_selector: string | null;
  readonly field_selector: string | null;
  /** Masks of what to keep; null = the whole object. */
  readonly fields: readonly string[] | null;
  /** The most items to read; null = all. */
  readonly limit: number | null;
  /** `any` allows the API server's cache, which may be some seconds old. */
  readonly consistency: Consistency;
}

/** Output of `kubernetes.list`. */
export interface ListOutput {
  /** `pods`, `apps/deployments`. */
  readonly resource: string;
  readonly namespace: string | null;
  /** Sorted by namespace, then name. */
  readonly items: readonly JsonObject[];
  readonly resource_version: string;
  /** False when `limit` or an error cut the list: absence from it proves nothing then. */
  readonly complete: boolean;
  readonly pages: number;
  /** What was used: kinds that grow with the cluster are read at their latest, whatever was allowed. */
  readonly consistency: Consistency;
  /** ISO 8601, the API server's clock. */
  readonly server_time: string | null;
}

const input = z.strictObject({
  resource: z.string().min(1).max(400),
  namespace: optionalText,
  label_selector: optionalText,
  field_selector: optionalText,
  fields: fieldMasks,
  limit: z
    .int()
    .min(1)
    .nullish()
    .transform((limit) => limit ?? null),
  consistency: z.enum(['latest', 'any']).default('latest'),
});

/** Checks a {@link ListOutput}. */
export const listOutputSchema: z.ZodType<ListOutput> = z.strictObject({
  resource: z.string(),
  namespace: z.string().nullable(),
  items: z.array(anyObject),
  resource_version: z.string(),
  complete: z.boolean(),
  pages: z.int(),
  consistency: z.enum(['latest', 'any']),
  server_time: serverTimeSchema,
});

/**
 * Kinds that grow with the cluster. API servers (checked on 1.36) ignore `limit` for lists from their cache
 * (`resourceVersion=0`) and answer all at once; these are always paged instead, and so read at their latest.
 */
const numerous: ReadonlySet<string> = new Set([
  'pods',
  'events',
  'configmaps',
  'secrets',
  'endpoints',
  'replicasets',
  'jobs',
  'endpointslices',
  'leases',
  'controllerrevisions',
]);

/** The name that permissions use; kinds that only discovery knows keep the name as written. */
export function permissionResource(text: string): string {
  const query = parseResourceQuery(text);
  const builtin = findResource(builtinResources(), query);
  if (builtin !== null) return resourceName(builtin);
  return resourceName({ group: query.group ?? '', resource: query.name });
}

/** Reads a list of any kind; `picker` makes of each object what is kept. */
export async function readResource(
  { session, discovery }: Pick<Services, 'session' | 'discovery'>,
  context: ActionContext,
  request: Omit<ListInput, 'fields'>,
  picker: Picker,
): Promise<Evidence<ListOutput>> {
  const resolution = await discovery.resolve(request.resource, context);
  if (resolution.kind === 'unknown') return { status: 'unknown', reason: resolution.reason };
  if (resolution.kind === 'not-served') return { status: 'absent' };
  const { resource } = resolution;
  const namespace = resource.namespaced ? request.namespace : null;
  if (namespace !== null && !isPossibleName(namespace)) return { status: 'absent' };
  const consistency = numerous.has(resource.resource) ? 'latest' : request.consistency;
  const evidence = await readList({
    session,
    context,
    resource,
    namespace,
    labelSelector: request.label_selector,
    fieldSelector: request.field_selector,
    limit: request.limit,
    consistency,
    metadataOnly: picker.metadataOnly && resource.group !== 'metrics.k8s.io',
    pick: picker.forResource(resource),
  });
  return mapEvidence(evidence, (result) => ({
    resource: resourceName(resource),
    namespace,
    items: result.items,
    resource_version: result.resourceVersion,
    complete: result.complete,
    pages: result.pages,
    consistency,
    server_time: result.serverTime,
  }));
}

/** `kubernetes.list`: any resource, paged. */
export function createListAction({ session, discovery }: Services): Action {
  return defineAction<ListInput, ListOutput>({
    name: 'list',
    description: 'Lists objects of any kind, page by page, and keeps the fields asked for.',
    risk: 'read',
    input,
    output: listOutputSchema,
    estimatedSec: 2,
    estimatedCostUsd: 0,
    permissions: ({ resource, namespace }) => [
      { verb: 'list', resource: permissionResource(resource), ...(namespace === null ? {} : { namespace }) },
    ],
    doRun: (request, context) => readResource({ session, discovery }, context, request, createPicker(request.fields)),
  });
}
