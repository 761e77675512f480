import { scrubBody, scrubPath } from '../scrub/scrub-body.ts';

/** A request as a world keeps it: without secrets, query parameters in order. */
export interface KeptRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string | null;
}

function sortQuery(path: string): string {
  const start = path.indexOf('?');
  if (start === -1) return path;
  return `${path.slice(0, start)}?${path
    .slice(start + 1)
    .split('&')
    .sort()
    .join('&')}`;
}

/** Makes a request comparable: what was recorded and what is replayed go through this alike. Idempotent. */
export function toKeptRequest(request: {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}): KeptRequest {
  const path = sortQuery(scrubPath(request.path));
  return { method: request.method, path, body: request.body === undefined ? null : scrubBody(request.body, path) };
}

/** One text that is the same for the same request. */
export function toRequestKey({ method, path, body }: KeptRequest): string {
  return JSON.stringify([method, path, body]);
}
