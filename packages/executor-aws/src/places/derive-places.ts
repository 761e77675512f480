import type { Json, JsonObject, UnknownReason } from '@cloudops/spec';
import type { Listing, Place, PlaceListing, StepEvidence } from '../listing/listing.ts';

/** One place to ask, with what this place is asked besides the step's input. */
export interface AskedPlace extends Place {
  readonly input?: JsonObject;
}

/**
 * Places out of another step's items: one for each item, or for `batch` items together. Values of `input` are fields
 * of the item (dotted), `@` for the item itself, `^name` for a field of what its place was asked, or a list of one of these,
 * which takes all items of the batch.
 */
export interface PlaceSource {
  readonly from: StepEvidence;
  readonly input: Readonly<Record<string, string | readonly string[]>>;
  readonly batch?: number;
  /** Which items are asked about; all unless stated. One that lacks the field may be meant, and is. */
  readonly where?: PlaceFilter;
}

/** A test of one field of an item. `@account` stands for the account whose item it is. */
export interface PlaceFilter {
  /** Dotted. */
  readonly field: string;
  readonly is?: string;
  readonly not?: string;
}

/** Places to ask, and those where what to ask about is not known. */
export interface DerivedPlaces {
  readonly asked: readonly AskedPlace[];
  readonly unknown: readonly PlaceListing[];
  /** Why nothing at all is known of what to ask about; null when the step was read or skipped. */
  readonly reason: UnknownReason | null;
}

function fieldOf(item: Json | undefined, path: string, place: PlaceListing): Json | undefined {
  if (path === '@') return item;
  let value: Json | undefined = path.startsWith('^') ? place.input : item;
  for (const name of path.replace('^', '').split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
  }
  return value;
}

/** Null when an item lacks a field: it cannot be asked about. */
function inputFor(items: readonly Json[], source: PlaceSource, place: PlaceListing): JsonObject | null {
  const input: Record<string, Json> = {};
  for (const [name, path] of Object.entries(source.input)) {
    const isList = typeof path !== 'string';
    const field = isList ? (path[0] ?? '@') : path;
    const values = items.flatMap((item) => fieldOf(item, field, place) ?? []);
    const [first] = values;
    if (first === undefined) return null;
    input[name] = isList ? values : first;
  }
  return input;
}

function isMeant(item: Json, { where }: PlaceSource, place: PlaceListing): boolean {
  if (where === undefined) return true;
  const value = fieldOf(item, where.field, place);
  if (value === undefined || value === null || value === '') return true;
  const read = (text: string): string => (text === '@account' ? place.account : text);
  if (where.is !== undefined && value !== read(where.is)) return false;
  return where.not === undefined || value !== read(where.not);
}

/** Items that carry `^` fields of one place stay together, since batches never span places. */
function fromPlace(source: PlaceSource, place: PlaceListing): readonly AskedPlace[] {
  const { account, region } = place;
  const items = place.items.filter((item) => isMeant(item, source, place));
  const size = Math.max(1, source.batch ?? 1);
  const asked: AskedPlace[] = [];
  for (let start = 0; start < items.length; start += size) {
    const input = inputFor(items.slice(start, start + size), source, place);
    if (input !== null) asked.push({ account, region, input });
  }
  return asked;
}

function isListing(output: unknown): output is Listing {
  return typeof output === 'object' && output !== null && 'places' in output && Array.isArray(output.places);
}

/** One for each distinct question, in the order of the items. */
function distinct(places: readonly AskedPlace[]): readonly AskedPlace[] {
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

/** Works out places from the evidence of an earlier `aws.list`. */
export function derivePlaces(source: PlaceSource): DerivedPlaces {
  const { status, output, reason } = source.from;
  if (!isListing(output)) {
    const isNothing = status === 'skipped' || status === 'absent';
    const why = reason ?? { kind: 'unavailable', message: 'what to ask about could not be read' };
    return { asked: [], unknown: [], reason: isNothing ? null : why };
  }
  const asked = output.places.flatMap((place) => fromPlace(source, place));
  const unknown = output.places
    .filter((place) => place.status === 'unknown')
    .map(({ account, region, reason: why }): PlaceListing => {
      const message = `what to ask about could not be read: ${why?.message ?? 'no reason given'}`;
      const needs = why?.needs === undefined ? {} : { needs: why.needs };
      return {
        account,
        region,
        status: 'unknown',
        reason: { kind: why?.kind ?? 'unavailable', message, ...needs },
        items: [],
      };
    });
  return { asked: distinct(asked), unknown, reason: null };
}
