import type { Evidence, Json, JsonObject } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import type { AwsCallContext } from '../../clients/session.ts';
import type { Place } from '../../listing/listing.ts';
import { present } from '../reason.ts';

/** One listing of a service, in a place that is known. */
export interface Reading {
  /** `ec2` unless stated. */
  readonly service?: string;
  readonly operation: string;
  readonly items: string;
  readonly key: string;
  readonly input: JsonObject;
  /** Left out: everything. */
  readonly fields?: readonly string[];
}

/** Reads all pages of a listing; what is not whole is unknown. */
export async function readAll(
  session: OwnAwsSession,
  place: Place,
  { service = 'ec2', ...reading }: Reading,
  context: AwsCallContext,
): Promise<Evidence<readonly Json[]>> {
  const { account, region } = place;
  const listing = await session.list({ service, account, region, ...reading }, context);
  if (listing.reason !== undefined) return { status: 'unknown', reason: listing.reason };
  return present(listing.items);
}

/** Reads the one item that fits; absent where none does. */
export async function readOne(
  session: OwnAwsSession,
  place: Place,
  reading: Reading,
  context: AwsCallContext,
): Promise<Evidence<Json>> {
  const all = await readAll(session, place, reading, context);
  if (all.status !== 'present') return all;
  const [first] = all.output;
  return first === undefined ? { status: 'absent' } : present(first);
}
