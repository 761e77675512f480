import type { WireRequest } from '@cloudops/spec';
import type { HttpRequest } from '@smithy/types';
import { awsError } from '../errors.ts';

/** Whom and where a client speaks for. */
export interface ClientPlace {
  /** The SDK's name of the service, such as `ec2`. */
  readonly service: string;
  readonly region: string;
  /** Twelve digits, or `caller` for whoever the credentials belong to. */
  readonly account: string;
}

const contentHeaders: readonly string[] = ['accept', 'content-type', 'x-amz-target'];

function queryOf(request: HttpRequest): readonly string[] {
  return Object.entries(request.query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item: string | null) =>
      item === null ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(item)}`,
    ),
  );
}

function textOf(body: unknown): string | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(body);
    } catch (cause) {
      throw notText(cause);
    }
  }
  throw notText(undefined);
}

function notText(cause: unknown): Error {
  return awsError({
    code: 'BODY_NOT_TEXT',
    message: 'The request was not sent: its body is no text.',
    nextSteps: ['Use an operation that takes no stream or bytes.'],
    cause,
  });
}

/**
 * What a recorder may see of a request that is not signed yet: `/<service>/<region>/<account><path>?<query>`.
 * JSON protocols name their operation in a header only; it joins the query, since requests are told apart by path and body.
 * @throws CloudOpsError `BODY_NOT_TEXT`.
 */
export function toWireRequest(request: HttpRequest, place: ClientPlace): WireRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => contentHeaders.includes(name)),
  );
  const target = headers['x-amz-target'];
  const query = [...queryOf(request), ...(target === undefined ? [] : [`x-amz-target=${target}`])].sort();
  const path = `/${place.service}/${place.region}/${place.account}${request.path}`;
  const body = textOf(request.body);
  return {
    method: request.method as WireRequest['method'],
    path: query.length === 0 ? path : `${path}?${query.join('&')}`,
    headers,
    ...(body === undefined ? {} : { body }),
  };
}
