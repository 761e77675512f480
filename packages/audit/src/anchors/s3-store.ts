import { hash } from 'node:crypto';
import type { Clock } from '@cloudops/spec';
import { anchorInvalid } from './errors.ts';
import { type RequestPort, request } from './http.ts';
import type { ObjectStore } from './object-anchor.ts';
import { type AwsKeys, signRequest } from './signature-v4.ts';

/** How long Object Lock keeps an object from everybody (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html). */
export interface ObjectLock {
  /** Nobody, not even the account's owner, shortens `COMPLIANCE`; some may lift `GOVERNANCE`. */
  readonly mode: 'COMPLIANCE' | 'GOVERNANCE';
  readonly days: number;
}

/** Which bucket, and how to reach it. */
export interface S3StoreOptions {
  readonly bucket: string;
  readonly region: string;
  /** Default AWS's own for the region. The bucket is the first part of the path. */
  readonly endpoint?: string;
  /** Null relies on the bucket's default retention. */
  readonly lock: ObjectLock | null;
  /** Called for every request, so that temporary keys can be renewed. */
  keys(): Promise<AwsKeys>;
  readonly fetch: RequestPort;
  readonly clock: Clock;
}

/** An S3 bucket with versioning and Object Lock, over plain signed HTTP. */
export function createS3Store(options: S3StoreOptions): ObjectStore {
  const { bucket, region } = options;
  const name = `s3://${bucket}`;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw anchorInvalid(name, 'has no name of a bucket');
  const base = new URL(options.endpoint ?? `https://s3.${region}.amazonaws.com`);
  const send = (call: S3Call): Promise<S3Answer> => sendSigned(options, base, call);
  return {
    name,
    putIfAbsent: async (key, body, signal) => {
      const headers = { 'if-none-match': '*', ...lockHeaders(options), ...digestHeader(body) };
      const answer = await send({ method: 'PUT', path: key, body, headers, accepted: [200, 409, 412], signal });
      return answer.status === 200 ? 'created' : 'exists';
    },
    get: async (key, signal) => {
      const answer = await send({ method: 'GET', path: key, accepted: [200, 404], signal });
      return answer.status === 404 ? null : Buffer.from(answer.text);
    },
    firstKey: async (prefix, after, signal) => {
      const query = { 'list-type': '2', 'max-keys': '1', prefix, 'start-after': after };
      const { text } = await send({ method: 'GET', path: '', query, accepted: [200], signal });
      // Our keys hold no character that XML escapes.
      return /<Key>([^<&]+)<\/Key>/.exec(text)?.[1] ?? null;
    },
  };
}

interface S3Call {
  readonly method: 'GET' | 'PUT';
  /** The key; empty for the bucket. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly accepted: readonly number[];
  readonly signal: AbortSignal | undefined;
}

interface S3Answer {
  readonly status: number;
  readonly text: string;
}

async function sendSigned({ bucket, region, keys, fetch, clock }: S3StoreOptions, base: URL, call: S3Call) {
  const url = new URL(base);
  url.pathname = `/${bucket}${call.path === '' ? '' : `/${call.path}`}`;
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
  return request({
    fetch,
    clock,
    signal: call.signal,
    name: `s3://${bucket}`,
    accepted: call.accepted,
    prepare: async () => {
      const { method, body = new Uint8Array(0), headers = {} } = call;
      const signed = signRequest({ method, url, headers, body, region, service: 's3', now: clock.now() }, await keys());
      return { url, method, headers: signed, ...(method === 'PUT' ? { body } : {}) };
    },
  });
}

function lockHeaders({ lock, clock }: S3StoreOptions): Readonly<Record<string, string>> {
  if (lock === null) return {};
  const until = new Date(clock.now() + lock.days * 86_400_000).toISOString();
  return { 'x-amz-object-lock-mode': lock.mode, 'x-amz-object-lock-retain-until-date': until };
}

/** S3 takes no locked object without a digest of its content. */
function digestHeader(body: Uint8Array): Readonly<Record<string, string>> {
  return { 'x-amz-checksum-sha256': hash('sha256', body, 'base64') };
}
