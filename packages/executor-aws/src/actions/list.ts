import {
  type Action,
  type ActionContext,
  defineAction,
  type Evidence,
  type JsonObject,
  type UnknownReason,
} from '@cloudops/spec';
import { z } from 'zod';
import { isPlainRead } from '../authorization/access-level.ts';
import { iamAction } from '../authorization/iam-action.ts';
import { toPermissions } from '../authorization/permissions.ts';
import type { AwsSession } from '../clients/session.ts';
import type { Listing, PlaceListing, StepEvidence } from '../listing/listing.ts';
import { type AskedPlace, type DerivedPlaces, derivePlaces, type PlaceSource } from '../places/derive-places.ts';
import { compareText } from '../text/compare-text.ts';
import { accountId, operationInput, operationName, regionName, serviceName } from './inputs.ts';

/** Input of `aws.list`. */
export interface ListInput {
  readonly service: string;
  readonly operation: string;
  readonly input?: JsonObject | undefined;
  /** Dotted path of the items; `Reservations[].Instances` flattens. Left out: the whole answer is one item. */
  readonly items?: string | undefined;
  /** The field that sorts items. */
  readonly key?: string | undefined;
  /** Masks of what to keep of an item; left out: everything. */
  readonly fields?: readonly string[] | undefined;
  /** Where to ask: places, or another step's items to ask about. */
  readonly places: readonly AskedPlace[] | PlaceSource;
}

const path: z.ZodType<string> = z
  .string()
  .max(200)
  .regex(/^[A-Za-z][\w-]*(?:\[\])?(?:\.[A-Za-z][\w-]*(?:\[\])?)*$/, 'must be a dotted path such as Tags[].Key');
const field: z.ZodType<string> = z.string().regex(/^(?:@|\^?[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*)$/);

const evidence: z.ZodType<StepEvidence> = z.looseObject({
  status: z.enum(['present', 'absent', 'unknown', 'skipped']),
}) as unknown as z.ZodType<StepEvidence>;

const input: z.ZodType<ListInput> = z.strictObject({
  service: serviceName,
  operation: operationName,
  input: operationInput.optional(),
  items: path.optional(),
  key: path.optional(),
  fields: z.array(path).min(1).max(200).optional(),
  places: z.union([
    z.array(z.strictObject({ account: accountId, region: regionName, input: operationInput.exactOptional() })),
    z.strictObject({
      from: evidence,
      input: z.record(z.string(), z.union([field, z.array(field).length(1)])),
      batch: z.int().min(1).max(1000).exactOptional(),
      where: z
        .strictObject({ field, is: z.string().max(200).exactOptional(), not: z.string().max(200).exactOptional() })
        .exactOptional(),
    }),
  ]),
});

const output: z.ZodType<Listing> = z.strictObject({
  // Items are not walked: an account may have a million.
  places: z.array(z.unknown() as unknown as z.ZodType<PlaceListing>),
});

function textOf({ input: asked }: { readonly input?: JsonObject }): string {
  return asked === undefined ? '' : JSON.stringify(asked);
}

function sortPlaces(places: readonly PlaceListing[]): readonly PlaceListing[] {
  return places.toSorted(
    (left, right) =>
      compareText(left.account, right.account) ||
      compareText(left.region, right.region) ||
      compareText(textOf(left), textOf(right)),
  );
}

function refusal(request: ListInput): Evidence<Listing> {
  const action = iamAction(request);
  const message = `aws.list only reads, and ${action} does more, hands out secrets or is unknown to AWS's authorization data`;
  return {
    status: 'unknown',
    reason: { kind: 'invalid', message, needs: 'aws.call, or fields that leave secrets out' },
  };
}

function toEvidence(listing: Listing, derived: DerivedPlaces): Evidence<Listing> {
  const failed = listing.places.filter(({ status }) => status === 'unknown');
  const first: UnknownReason | undefined = derived.reason ?? failed[0]?.reason;
  if (first === undefined) return { status: 'present', output: listing };
  const message =
    failed.length < 2 ? first.message : `${failed.length} of ${listing.places.length} places; first: ${first.message}`;
  return { status: 'unknown', reason: { ...first, message }, output: listing };
}

async function readPlaces(session: AwsSession, request: ListInput, context: ActionContext): Promise<Evidence<Listing>> {
  if (!isPlainRead(request, request)) return refusal(request);
  const derived = 'from' in request.places ? derivePlaces(request.places) : null;
  const asked = derived?.asked ?? (request.places as readonly AskedPlace[]);
  const { service, operation, items, key, fields } = request;
  let done = 0;
  const read = asked.map(async (place): Promise<PlaceListing> => {
    const listing = await session.list(
      {
        ...{ service, operation, account: place.account, region: place.region },
        input: { ...request.input, ...place.input },
        ...(items === undefined ? {} : { items }),
        ...(key === undefined ? {} : { key }),
        ...(fields === undefined ? {} : { fields }),
      },
      context,
    );
    done += 1;
    context.notify({ message: `${operation} in ${place.region} of ${place.account}`, done, total: asked.length });
    const { account, region, ...rest } = listing;
    return { account, region, ...(place.input === undefined ? {} : { input: place.input }), ...rest };
  });
  const places = sortPlaces([...(derived?.unknown ?? []), ...(await Promise.all(read))]);
  return toEvidence({ places }, derived ?? { asked, unknown: [], reason: null });
}

/** `aws.list`: one reading operation in many places. */
export function createListAction(session: AwsSession): Action {
  return defineAction<ListInput, Listing>({
    name: 'list',
    description: 'Reads all pages of one operation in every place and keeps the fields asked for.',
    risk: 'read',
    input,
    output,
    estimatedSec: 5,
    estimatedCostUsd: 0,
    permissions: toPermissions,
    doRun: (request, context) => readPlaces(session, request, context),
  });
}
