import type { ActionContext, Evidence, Json, UnknownReason } from '@cloudops/spec';
import { readIdentity } from '../../actions/identity.ts';
import type { Place } from '../../listing/listing.ts';
import { listAccounts, selectAccounts } from '../../places/account-list.ts';
import { listRegions } from '../../places/region-list.ts';
import { type Reading, readAll } from '../call/read.ts';
import { failureOf, present, refused, unknown } from '../reason.ts';
import type { ChangeServices } from '../services.ts';
import type { PlaceInput } from './place-input.ts';

/** What is looked for: by a listing that gives it alone. */
export interface Wanted extends Reading {
  /** For messages, such as `instance i-1`. */
  readonly what: string;
  /** Whether an item belongs to the account that it was seen in: groups of shared networks are seen by many. */
  isOwn?(item: Json, account: string): boolean;
}

/** Something, and where it is. */
export interface FoundItem {
  readonly place: Place;
  readonly item: Json;
}

interface Area {
  readonly places: readonly Place[];
  /** Why a part of it could not be listed; null when it is whole. */
  readonly gap: UnknownReason | null;
}

async function listArea(services: ChangeServices, asked: PlaceInput, context: ActionContext): Promise<Evidence<Area>> {
  const { session } = services;
  const identity = await readIdentity(session, context);
  if (identity.status !== 'present') return failureOf(identity, 'the caller');
  const listed = await listAccounts(session, services.accounts, identity.output.account, context);
  const { selected, missing } = selectAccounts(listed.accounts, asked.account == null ? null : [asked.account]);
  // A change goes to configured accounts only, whatever the credentials would reach.
  const [unlisted] = missing;
  if (unlisted !== undefined) return { status: 'unknown', reason: listed.reason ?? unlisted.reason };
  const areas = await Promise.all(
    selected.map(async ({ account }) => {
      const known = asked.region == null ? services.regions : [asked.region];
      if (known !== null) return { account, regions: known, reason: undefined };
      const { regions, gaps } = await listRegions(session, account, null, context);
      return { account, regions, reason: gaps[0]?.reason };
    }),
  );
  const places = areas.flatMap(({ account, regions }) => regions.map((region) => ({ account, region })));
  return present({ places, gap: listed.reason ?? areas.find(({ reason }) => reason !== undefined)?.reason ?? null });
}

/** `eu-west-1 of 111122223333`, and how many more. */
function nameArea(places: readonly Place[]): string {
  const [first, second] = places;
  if (first === undefined) return 'no place at all';
  const name = ({ account, region }: Place): string => `${region} of ${account}`;
  if (second === undefined) return name(first);
  return places.length <= 4 ? places.map(name).join(', ') : `${places.length} places from ${name(first)} on`;
}

/**
 * Finds where something is: in exactly one of the configured accounts and regions, or of those that were asked for.
 * Found in one, others that could not be read do not matter: ids are never given twice.
 */
export async function findPlace(
  services: ChangeServices,
  asked: PlaceInput,
  { what, isOwn, ...reading }: Wanted,
  context: ActionContext,
): Promise<Evidence<FoundItem>> {
  const area = await listArea(services, asked, context);
  if (area.status !== 'present') return failureOf(area, 'the place');
  const { places, gap } = area.output;
  const looked = await Promise.all(
    places.map(async (place) => ({ place, seen: await readAll(services.session, place, reading, context) })),
  );
  const found = looked.flatMap(({ place, seen }) =>
    (seen.output ?? []).filter((item) => isOwn?.(item, place.account) ?? true).map((item) => ({ place, item })),
  );
  const [first, second] = found;
  if (second !== undefined) {
    const where = nameArea(found.map(({ place }) => place));
    return refused(`${what} is in several places: ${where}`, 'the account and the region');
  }
  if (first !== undefined) return present(first);
  const failed = looked.find(({ seen }) => seen.status === 'unknown')?.seen.reason ?? gap;
  if (failed !== null && failed !== undefined) {
    const message = `${what} was not found, and not everything could be looked at: ${failed.message}`;
    return { status: 'unknown', reason: { ...failed, message } };
  }
  return unknown('not-found', `there is no ${what} in ${nameArea(places)}`, 'the id, account and region checked');
}
