import type { IncomingHttpHeaders } from 'node:http';

/** How a service words its requests and errors. */
export type WireProtocol = 'ec2' | 'query' | 'json' | 'cbor' | 'rest';

/** One request to AWS, as far as the proxy understands it. */
export interface AwsRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** As signed, such as `ec2` or `elasticloadbalancing`; empty when unsigned. */
  readonly service: string;
  /** As signed; empty when unsigned. */
  readonly region: string;
  /** The access key's id; empty when unsigned. */
  readonly accessKey: string;
  /** Such as `DescribeVpcs`; of a REST service the method and path, such as `GET /clusters`. */
  readonly operation: string;
  readonly protocol: WireProtocol;
  /** Form fields of the query protocols; empty for others. */
  readonly form: URLSearchParams;
}

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function single(value: string | readonly string[] | undefined): string {
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}

function readForm(received: Received): URLSearchParams {
  const type = single(received.headers['content-type']);
  if (type.startsWith('application/x-www-form-urlencoded')) return new URLSearchParams(received.body.toString('utf8'));
  const query = received.path.indexOf('?');
  return new URLSearchParams(query === -1 ? '' : received.path.slice(query + 1));
}

function detectProtocol(received: Received, service: string, action: string | null): WireProtocol {
  if (received.headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor';
  if (received.headers['x-amz-target'] !== undefined) return 'json';
  if (action === null) return 'rest';
  return service === 'ec2' ? 'ec2' : 'query';
}

/** Understands a request by its signature's scope and the way its protocol names an operation. Never throws. */
export function readAwsRequest(received: Received): AwsRequest {
  const scope = /Credential=([^,\s]*)/.exec(single(received.headers.authorization))?.[1]?.split('/') ?? [];
  const [accessKey = '', , region = '', service = ''] = scope;
  const form = readForm(received);
  const action = form.get('Action');
  const target = single(received.headers['x-amz-target']);
  const rpc = /\/operation\/(\w+)$/.exec(received.path)?.[1];
  const path = received.path.split('?')[0] ?? '';
  const operation = target === '' ? (rpc ?? action ?? `${received.method} ${path}`) : (target.split('.').at(-1) ?? '');
  const protocol = detectProtocol(received, service, action);
  return { ...received, accessKey, region, service, operation, protocol, form };
}
