import type { ActionContext, Evidence } from '@cloudops/spec';
import { z } from 'zod';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import type { Place } from '../../listing/listing.ts';
import { compareText } from '../../text/compare-text.ts';
import { listAt, tagsAt, textAt } from '../../value/read.ts';
import { readAll } from '../call/read.ts';
import { changeTag } from '../mark.ts';
import { placeSchema } from '../place/place-input.ts';
import { failureOf, present } from '../reason.ts';
import { versionOf } from '../version.ts';
import { readRouteTables } from './route-tables.ts';

/** What one service lacks in a network. */
export interface MissingGateway {
  /** Such as `com.amazonaws.eu-west-1.s3`. */
  readonly service: string;
  /** The endpoint that is there; null without one. */
  readonly endpoint: string | null;
  /** Tables that lead to a NAT gateway and that it does not serve, sorted. */
  readonly tables: readonly string[];
}

/** What adding gateway endpoints saves. */
export interface GatewaySaved {
  readonly place: Place;
  readonly vpc: string;
  readonly missing: readonly MissingGateway[];
}

const tableId = z.string().regex(/^rtb-[0-9a-z]{1,17}$/);

/** Checks a {@link GatewaySaved}. */
export const gatewayState: z.ZodType<GatewaySaved> = z.strictObject({
  place: placeSchema,
  vpc: z.string().regex(/^vpc-[0-9a-z]{1,17}$/),
  missing: z.array(
    z.strictObject({
      service: z.string().regex(/^com\.amazonaws\.[a-z0-9-]+\.(?:s3|dynamodb)$/),
      endpoint: z
        .string()
        .regex(/^vpce-[0-9a-z]{1,17}$/)
        .nullable(),
      tables: z.array(tableId),
    }),
  ),
});

/** A gateway endpoint. */
export interface Gateway {
  readonly id: string;
  readonly service: string;
  /** Sorted. */
  readonly tables: readonly string[];
  /** The change that made it; empty for none of ours. */
  readonly mark: string;
}

const gone: readonly string[] = ['deleting', 'deleted', 'failed', 'rejected'];

/** The gateway endpoints of a network, sorted by id. */
export async function readGateways(
  session: OwnAwsSession,
  { place, vpc }: Pick<GatewaySaved, 'place' | 'vpc'>,
  context: ActionContext,
): Promise<Evidence<readonly Gateway[]>> {
  const Filters = [
    { Name: 'vpc-id', Values: [vpc] },
    { Name: 'vpc-endpoint-type', Values: ['Gateway'] },
  ];
  const reading = {
    operation: 'DescribeVpcEndpoints',
    items: 'VpcEndpoints',
    key: 'VpcEndpointId',
    input: { Filters },
  };
  const read = await readAll(session, place, reading, context);
  if (read.status !== 'present') return failureOf(read, 'the endpoints');
  const live = read.output.filter((item) => !gone.includes(textAt(item, 'State').toLowerCase()));
  return present(
    live.map((item) => ({
      id: textAt(item, 'VpcEndpointId'),
      service: textAt(item, 'ServiceName'),
      tables: listAt(item, 'RouteTableIds')
        .filter((one) => typeof one === 'string')
        .sort(compareText),
      mark: tagsAt(item, 'Tags').get(changeTag) ?? '',
    })),
  );
}

/** What S3 and DynamoDB lack in a network: a way past its NAT gateways. */
export async function findMissing(
  session: OwnAwsSession,
  where: Pick<GatewaySaved, 'place' | 'vpc'>,
  context: ActionContext,
): Promise<Evidence<readonly MissingGateway[]>> {
  const { place, vpc } = where;
  const tables = await readRouteTables(session, place, { filter: 'vpc-id', value: vpc }, context);
  if (tables.status !== 'present') return failureOf(tables, 'the route tables');
  const gateways = await readGateways(session, where, context);
  if (gateways.status !== 'present') return failureOf(gateways, 'the endpoints');
  const byNat = tables.output.filter(({ natRoutes }) => natRoutes.length > 0).map(({ id }) => id);
  const services = ['dynamodb', 's3'].map((name) => `com.amazonaws.${place.region}.${name}`);
  return present(
    services.flatMap((service) => {
      const own = gateways.output.filter((gateway) => gateway.service === service);
      const served = new Set(own.flatMap((gateway) => gateway.tables));
      const missing = byNat.filter((id) => !served.has(id));
      return missing.length === 0 ? [] : [{ service, endpoint: own[0]?.id ?? null, tables: missing }];
    }),
  );
}

/** The version of what a network lacks. */
export function missingVersion(vpc: string, missing: readonly MissingGateway[]): string {
  return versionOf([vpc, ...missing.map(({ service, endpoint, tables }) => [service, endpoint, ...tables])]);
}
