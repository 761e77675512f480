import { CloudOpsError, type Json, type JsonObject, type UnknownReason } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { toReason } from '../../clients/failure.ts';
import type { AwsCallContext } from '../../clients/session.ts';
import type { Place } from '../../listing/listing.ts';

/** One call that changes something, or tests whether it may. */
export interface ChangeCall {
  /** `ec2` unless stated. */
  readonly service?: string;
  readonly operation: string;
  readonly place: Place;
  readonly input: JsonObject;
}

/** What became of a call. */
export type CallOutcome =
  | { readonly kind: 'done'; readonly answer: Json }
  /** `name` is AWS's own error code, such as `InvalidPermission.NotFound`; empty where AWS gave none. */
  | { readonly kind: 'failed'; readonly name: string; readonly reason: UnknownReason };

/**
 * Refusals by rate, before anything is done (EC2 API reference, "Request throttling"): only after these may a change be
 * sent again. By name: a 503 of another name may come after the change took effect.
 */
const throttled = /^(?:Throttl\w*|RequestLimitExceeded|RequestThrottled\w*|TooManyRequests\w*|EC2ThrottledException)$/;

/** Before the second and later attempts. */
const pausesMs: readonly number[] = [1000, 3000, 6000];

/** AWS's own code of an error of the session. */
function awsName(error: CloudOpsError): string {
  const { cause } = error;
  const isRefusal = typeof cause === 'object' && cause !== null && '$fault' in cause && 'name' in cause;
  return isRefusal && typeof cause.name === 'string' ? cause.name : '';
}

/** Sends a change once; again only where AWS says that it did nothing because there were too many requests. */
export async function sendChange(
  session: OwnAwsSession,
  { service = 'ec2', operation, place, input }: ChangeCall,
  context: AwsCallContext,
): Promise<CallOutcome> {
  for (const pauseMs of [...pausesMs, null]) {
    const { account, region } = place;
    const answer = await session.send({ service, operation, account, region, input }, context);
    if (!CloudOpsError.isInstance(answer)) return { kind: 'done', answer };
    const failed: CallOutcome = { kind: 'failed', name: awsName(answer), reason: toReason(answer) };
    if (pauseMs === null || !throttled.test(failed.name)) return failed;
    context.notify?.({ message: `${operation} in ${region} of ${account} is throttled; again in ${pauseMs / 1000} s` });
    const isInTime = await context.clock.sleep(pauseMs, context.signal).then(
      () => true,
      () => false,
    );
    if (!isInTime) return failed;
  }
  return { kind: 'failed', name: '', reason: { kind: 'throttled', message: `${operation} was throttled` } };
}
