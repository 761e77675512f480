import type { WireRequest } from '@cloudops/spec';
import type { HttpRequest } from '@smithy/types';

/**
 * A request that can be signed when, and only when, it goes over the network. A recorder or a replay sees what
 * {@link WireRequest} has: credentials are not even looked up for a recorded world.
 */
export interface SignedWireRequest extends WireRequest {
  /** Looks credentials up and signs. @throws CloudOpsError when there are none. */
  readonly sign: () => Promise<HttpRequest>;
}

/** Whether a request can go over the network. */
export function isSignedRequest(request: WireRequest): request is SignedWireRequest {
  return 'sign' in request && typeof request.sign === 'function';
}
