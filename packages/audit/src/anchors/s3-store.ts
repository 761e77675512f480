import { hash } from 'node:crypto';
import type { Clock } from '@cloudops/spec';
import { anchorFailed, anchorInvalid } from './errors.ts';
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
    first: async (prefix, signal) => {
      const found = await findFirst(send, name, { prefix, signal });
      if (found === null) return null;
      const query = { versionId: found.version };
      return Buffer.from((await send({ method: 'GET', path: found.key, query, accepted: [200], signal })).text);
    },
  };
}

interface Version {
  readonly key: string;
  readonly version: string;
}

/** More than this many marks of deletion before the first object are somebody's attempt to hide it. */
const maximumPages = 10;

/** The oldest version of the first object. A mark of deletion, which Object Lock does not forbid, hides no version. */
async function findFirst(
  send: (call: S3Call) => Promise<S3Answer>,
  name: string,
  { prefix, signal }: { readonly prefix: string; readonly signal: AbortSignal | undefined },
): Promise<Version | null> {
  let marker: Readonly<Record<string, string>> = {};
  for (let page = 0; page < maximumPages; page += 1) {
    const { text } = await send({
      method: 'GET',
      path: '',
      query: { versions: '', prefix, ...marker },
      accepted: [200],
      signal,
    });
    const versions = [...text.matchAll(/<Version>(.*?)<\/Version>/gs)].map(([, version = '']) => ({
      key: readElement(version, 'Key'),
      version: readElement(version, 'VersionId'),
    }));
    const first = versions.findLast(({ key }) => key === versions[0]?.key);
    if (first !== undefined) return first;
    if (readElement(text, 'IsTruncated') !== 'true') return null;
    marker = {
      'key-marker': readElement(text, 'NextKeyMarker'),
      'version-id-marker': readElement(text, 'NextVersionIdMarker'),
    };
  }
  throw anchorFailed(name, 'lists too many deleted objects before the first that is there');
}

/** Neither our keys nor version ids hold a character that XML escapes. */
function readElement(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<&]*)</${name}>`).exec(xml)?.[1] ?? '';
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
  // Whole seconds, which every S3 takes.
  const until = new Date(clock.now() + lock.days * 86_400_000).toISOString().replace(/\.\d+/, '');
  return { 'x-amz-object-lock-mode': lock.mode, 'x-amz-object-lock-retain-until-date': until };
}

/** S3 takes no locked object without a digest of its content; servers like it differ in which. */
function digestHeader(body: Uint8Array): Readonly<Record<string, string>> {
  return { 'content-md5': hash('md5', body, 'base64'), 'x-amz-checksum-sha256': hash('sha256', body, 'base64') };
}
