import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

const channel = 'http.client.request.error';

/** Other requests of the process are none of our business. */
function isOurs(request: ClientRequest, endpoint: string | null): boolean {
  if (!/\/v1\/(traces|metrics|logs)$/.test(request.path)) return false;
  return endpoint === null || request.getHeader('host') === new URL(endpoint).host;
}

/**
 * Tells when a request to the collector could not be made. The exporters would try for seconds more; at the end of a
 * command nobody wants to wait for that.
 * @param endpoint as in the options.
 * @param onFailure given the system's code, such as `ECONNREFUSED`.
 * @returns what ends it.
 */
export function watchConnections(endpoint: string | null, onFailure: (code: string) => void): () => void {
  const onError = (message: unknown): void => {
    const { request, error } = message as { request: ClientRequest; error: NodeJS.ErrnoException };
    if (isOurs(request, endpoint)) onFailure(error.code ?? 'not sent');
  };
  subscribe(channel, onError);
  return () => unsubscribe(channel, onError);
}
