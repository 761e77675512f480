import { type AwsTestbed, startAwsTestbed } from '@cloudops/testbed';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forge, leavesOf, rewrite, tamper } from '../__fixtures__/tampering.ts';
import { clock, fill, origin, temporaryLog } from '../__fixtures__/temporary-log.ts';
import { readKey } from '../log/key-file.ts';
import { openAuditLog } from '../log/open-audit-log.ts';
import { createNoteSigner } from '../note/note-key.ts';
import { createObjectAnchor } from './object-anchor.ts';
import { createS3Store } from './s3-store.ts';
import { type AwsKeys, signRequest } from './signature-v4.ts';

const region = 'eu-west-1';
const bucket = 'audit-checkpoints-test';
const realClock = { ...clock, now: () => Date.now() };
let testbed: AwsTestbed;
let keys: AwsKeys;

beforeAll(async () => {
  testbed = await startAwsTestbed();
  keys = await testbed.credentials('111122223333');
  const created = await send('PUT', `/${bucket}`, {
    headers: { 'x-amz-bucket-object-lock-enabled': 'true' },
    body: `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`,
  });
  expect(created.status).toBe(200);
}, 300_000);
afterAll(() => testbed?.stop());

interface Call {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What somebody with the account's own keys can do. */
async function send(method: string, path: string, { headers = {}, body = '' }: Call = {}): Promise<Response> {
  const url = new URL(path, testbed.endpoint);
  const unsigned = { method, url, headers, body: Buffer.from(body), region, service: 's3', now: Date.now() };
  return fetch(url, { method, headers: signRequest(unsigned, keys), ...(body === '' ? {} : { body }) });
}

function anchor(prefix: string) {
  const lock = { mode: 'COMPLIANCE', days: 30 } as const;
  const where = { bucket, region, endpoint: testbed.endpoint, lock };
  const store = createS3Store({ ...where, keys: async () => keys, fetch, clock: realClock });
  return createObjectAnchor({ store, origin, prefix });
}

it('keeps every checkpoint locked, and tells the newest', async () => {
  const { log } = temporaryLog();
  const place = anchor('grow/');
  expect(await place.recall()).toBeNull();
  for (const size of [1, 9, 10, 10]) {
    await fill(log, size);
    expect(await log.anchor([place])).toEqual([expect.objectContaining({ kind: 'anchored', size })]);
  }
  expect(await place.recall()).toBe(await log.checkpoint());
  expect(await log.verify({ anchors: [place] })).toMatchObject({ anchors: [{ kind: 'continued', size: 10 }] });
});

it('holds what nobody can replace or delete', async () => {
  const { log } = temporaryLog();
  await fill(log, 2);
  const place = anchor('lock/');
  await log.anchor([place]);
  const listed = await (await send('GET', `/${bucket}?list-type=2&prefix=lock%2F`)).text();
  const [, objectKey = ''] = /<Key>([^<]+)<\/Key>/.exec(listed) ?? [];
  const head = await send('HEAD', `/${bucket}/${objectKey}`);
  expect(head.headers.get('x-amz-object-lock-mode')).toBe('COMPLIANCE');
  const replaced = await send('PUT', `/${bucket}/${objectKey}`, { body: 'x', headers: { 'if-none-match': '*' } });
  expect(replaced.status).toBe(412);
  const version = head.headers.get('x-amz-version-id') ?? '';
  const deleted = await send('DELETE', `/${bucket}/${objectKey}?versionId=${encodeURIComponent(version)}`);
  // AWS says so with status 403, moto with 400.
  expect(await deleted.text()).toMatch(/Access ?Denied/);
  const marked = await send('DELETE', `/${bucket}/${objectKey}`);
  expect([marked.status, marked.headers.get('x-amz-delete-marker')]).toEqual([204, 'true']);
  expect(await place.recall()).toBe(await log.checkpoint());
});

it('refuses and shows a history rewritten with the stolen key', async () => {
  const temporary = temporaryLog();
  const { options } = temporary;
  await fill(temporary.log, 5);
  const place = anchor('forge/');
  await temporary.log.anchor([place]);
  await temporary.log.close();
  const key = readKey(options.keyFolder);
  if (key === null) throw new TypeError('no key');
  tamper(options.path, (db) => rewrite(db, leavesOf(db).map(forge), createNoteSigner(origin, key)));
  const log = openAuditLog(options);
  expect(await log.anchor([place])).toMatchObject([{ kind: 'refused' }]);
  expect(await log.verify({ anchors: [place] })).toMatchObject({ kind: 'broken' });
  await log.close();
});

it('says when it cannot be reached or has no such bucket', async () => {
  const { log } = temporaryLog();
  await fill(log, 1);
  const lost = createS3Store({
    bucket: 'no-such-bucket-here',
    region,
    endpoint: testbed.endpoint,
    lock: null,
    keys: async () => keys,
    fetch,
    clock: realClock,
  });
  const [outcome] = await log.anchor([createObjectAnchor({ store: lost, origin })]);
  expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'AUDIT_ANCHOR_FAILED' } });
});
