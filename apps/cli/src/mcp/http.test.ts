import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { request as rawRequest } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectComplete } from '../__fixtures__/expect-tidy.ts';
import { eras, type HttpServer, startHttp, textOf } from '../__fixtures__/mcp.ts';
import { createUser, setScene } from '../__fixtures__/scene.ts';

/** Each test starts the program a few times, beside others. */
const patience = { timeout: 60_000 };
const question = 'why is CPU high in prod?';
const world = ['--world', 'hot-shard'];
const pods = /GET \/api\/v1\/pods/;
const list = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });

function initialize(id: number): string {
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'by hand', version: '1' } };
  return JSON.stringify({ jsonrpc: '2.0', id, method: 'initialize', params });
}

/** The status of a request with headers that `fetch` would not send. */
function statusOf({ url, token }: HttpServer, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers };
    const sent = rawRequest(url, { method: 'POST', headers: all }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end(list);
  });
}

describe.concurrent.each(eras)('a client over HTTP (%s)', patience, (era) => {
  it('gets the causes of a recorded world, and its calls are recorded as an agent’s', async () => {
    const user = createUser();
    const server = await startHttp(user, world);
    const client = await server.connect(era);
    const seen: number[] = [];
    const onprogress = ({ progress }: { progress: number }): number => seen.push(progress);
    const result = await client.callTool({ name: 'investigate', arguments: { question } }, { onprogress });
    expect(result.structuredContent).toMatchObject({ report: { causes: [{ code: 'CPU-104' }] } });
    expect(seen.length).toBeGreaterThan(0);
    const refused = await client.callTool({ name: 'k8s-scale', arguments: { workload: 'api' } });
    expect(textOf(refused)).toMatch(/^Refused: k8s-scale is a write/);
    const records = await user.records();
    expectComplete(records);
    expect(new Set(records.map(({ user: { role } }) => role))).toEqual(new Set(['agent']));
    expect(await user.json(['audit', 'verify'])).toMatchObject({ document: { verification: { kind: 'verified' } } });
  });

  it('may make several calls at once', async () => {
    const user = createUser();
    const server = await startHttp(user, world);
    const client = await server.connect(era);
    const calls = [1, 2, 3, 4, 5].map(() => client.callTool({ name: 'k8s-high-cpu', arguments: {} }));
    const answers = await Promise.all(calls);
    expect(answers.map(({ structuredContent }) => (structuredContent as { kind: string }).kind)).toEqual(
      Array.from({ length: 5 }, () => 'answered'),
    );
    const records = await user.records();
    const runsOf = (wanted: string) =>
      records.flatMap(({ event, action }) => (event === wanted ? [action.run_id] : [])).toSorted();
    expect(runsOf('execution.finished')).toEqual(runsOf('execution.started'));
    expect(runsOf('execution.finished')).toHaveLength(5);
  });

  it('that vanishes takes its run with it, and the record says so', async () => {
    const { user, server: cluster } = await setScene({ faults: [{ on: pods, kind: 'hang' }] });
    const server = await startHttp(user, []);
    const client = await server.connect(era);
    const controller = new AbortController();
    const call = client.callTool({ name: 'k8s-high-cpu', arguments: { samples: 1 } }, { signal: controller.signal });
    await cluster.whenAsked(pods);
    controller.abort('gone');
    await expect(call).rejects.toThrow();
    await expect
      .poll(async () => (await user.records()).at(-1), { timeout: 20_000 })
      .toMatchObject({
        event: 'execution.finished',
        result: { status: 'interrupted' },
      });
  });
});

describe.concurrent('a request', patience, () => {
  it('needs the token, a known Host and Origin, and the one path', async () => {
    const server = await startHttp(createUser(), world);
    const { url } = server;
    expect(await server.request(list, { authorization: '' })).toMatchObject({ status: 401 });
    expect(await server.request(list, { authorization: `Bearer ${server.token}x` })).toMatchObject({ status: 401 });
    expect(await server.request(list, { authorization: `Basic ${server.token}` })).toMatchObject({ status: 401 });
    expect(await server.request(list, { origin: 'http://evil.example' })).toMatchObject({ status: 403 });
    expect(await statusOf(server, { host: 'evil.example' })).toBe(403);
    expect(await statusOf(server, { host: `localhost:${new URL(url).port}`, origin: 'null' })).toBe(403);
    expect((await fetch(new URL('/other', url), { headers: { authorization: `Bearer ${server.token}` } })).status).toBe(
      404,
    );
    expect((await fetch(url, { headers: { authorization: `Bearer ${server.token}` } })).status).toBe(405);
  });

  it('that is malformed, huge, or of a session that is not there is refused, and the next one is answered', async () => {
    const server = await startHttp(createUser(), world);
    expect(await server.request('{"jsonrpc": nonsense')).toMatchObject({ status: 400 });
    expect(await server.request('[]')).toMatchObject({ status: 400 });
    expect(await server.request('null')).toMatchObject({ status: 400 });
    expect(await server.request(list)).toMatchObject({ status: 400 });
    expect(await server.request(JSON.stringify('x'.repeat(2_000_000)))).toMatchObject({ status: 413 });
    expect(await server.request(list, { 'mcp-session-id': 'not-there' })).toMatchObject({ status: 404 });
    expect(await server.request(list, { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    const client = await server.connect();
    expect((await client.listTools()).tools.length).toBeGreaterThan(30);
    expect(server.errors()).not.toMatch(/ {4}at |Unexpected/);
  });

  it('cannot begin more sessions than there is room for', async () => {
    const server = await startHttp(createUser(), world);
    const begun = await Promise.all(Array.from({ length: 32 }, (_, id) => server.request(initialize(id))));
    expect(new Set(begun.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await server.request(initialize(99))).toMatchObject({ status: 503 });
  });

  it('that never ends is cut off while others are answered', async () => {
    const server = await startHttp(createUser(), world);
    const { port } = new URL(server.url);
    const slow = connectSocket(Number(port), '127.0.0.1');
    slow.on('error', () => undefined).resume();
    slow.write('POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Le');
    const closed = new Promise<void>((resolve) => slow.on('close', () => resolve()));
    const client = await server.connect();
    expect((await client.listTools()).tools.length).toBeGreaterThan(30);
    await closed;
  });
});

describe.concurrent('the server', patience, () => {
  it('makes a token once, for its user alone, and says it once', async () => {
    const user = createUser();
    const first = await startHttp(user, world);
    expect(statSync(join(user.state, 'mcp-token')).mode & 0o777).toBe(0o600);
    expect(first.errors()).toContain(first.token);
    const second = await startHttp(user, world);
    expect(second.token).toBe(first.token);
    expect(second.errors()).not.toContain(first.token);
  });

  it('does not start with a token that others can read, or that is too short', async () => {
    const user = createUser();
    const file = user.write('token', 'a'.repeat(40));
    chmodSync(file, 0o644);
    const exposed = await user.run(['mcp', '--http', '--port', '0', '--token-file', file]);
    expect(exposed).toMatchObject({ status: 2, stdout: '' });
    expect(exposed.stderr).toMatch(/MCP_TOKEN_EXPOSED/);
    writeFileSync(file, 'short');
    chmodSync(file, 0o600);
    expect((await user.run(['mcp', '--http', '--port', '0', '--token-file', file])).stderr).toMatch(/MCP_TOKEN_WEAK/);
    const environment = { CLOUDOPS_MCP_TOKEN: 'short' };
    expect((await user.run(['mcp', '--http', '--port', '0'], { environment })).stderr).toMatch(/MCP_TOKEN_WEAK/);
  });

  it('is not opened to others without a name that they call it by', async () => {
    const result = await createUser().run(['mcp', '--http', '--port', '0', '--address', '0.0.0.0']);
    expect(result).toMatchObject({ status: 2 });
    expect(result.stderr).toMatch(/--allow-host NAME/);
  });

  it('ends with 0 on SIGTERM, once what was under way is recorded', async () => {
    const { user, server: cluster } = await setScene({ faults: [{ on: pods, kind: 'hang' }] });
    const server = await startHttp(user, []);
    const client = await server.connect();
    const call = client.callTool({ name: 'k8s-high-cpu', arguments: { samples: 1 } }).catch(() => undefined);
    await cluster.whenAsked(pods);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    await client.close();
    await call;
    const records = await user.records();
    expectComplete(records);
    expect(records.at(-1)).toMatchObject({ event: 'execution.finished', result: { status: 'interrupted' } });
  });
});
