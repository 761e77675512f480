import type { ActionContext, Evidence, Json, JsonObject } from '@cloudops/spec';
import type { Place, PlaceListing } from '../listing/listing.ts';

/** One operation in one place. */
export interface AwsRequest extends Place {
  /** As the SDK's client package is named: `ec2`, `cost-explorer`, `elastic-load-balancing-v2`. */
  readonly service: string;
  /** As the API names it: `DescribeSecurityGroups`. */
  readonly operation: string;
  /** The operation's input in the SDK's names; times as ISO 8601 text or in seconds since 1970. */
  readonly input?: JsonObject;
}

/** One operation in one place, all its pages. */
export interface AwsListRequest extends AwsRequest {
  /** Dotted path of the items in the answer; `Reservations[].Instances` flattens. Left out: the answer is one item. */
  readonly items?: string;
  /** A field that sorts items; left out: their JSON does. */
  readonly key?: string;
  /** Masks of what to keep of an item, such as `Tags[].Key`; left out: everything. */
  readonly fields?: readonly string[];
}

/** What actions need of their context: the step's signal, and the counter of requests. */
export type AwsCallContext = Pick<ActionContext, 'signal' | 'countCall' | 'clock'> &
  Partial<Pick<ActionContext, 'notify' | 'grant'>>;

/** The provider's way to AWS. Shared by all its actions; credentials, clients and limits live behind it. */
export interface AwsSession {
  /**
   * Sends one operation and gives its answer as plain JSON: dates are ISO 8601 text, bytes are base64, the SDK's
   * `$metadata` is left out. Retries what may be retried, within limits. Never throws for what AWS or the network
   * answered: that is `unknown`.
   */
  call(request: AwsRequest, context: AwsCallContext): Promise<Evidence<Json>>;
  /** Reads all pages of one operation in one place; items are sorted. */
  list(request: AwsListRequest, context: AwsCallContext): Promise<PlaceListing>;
}
