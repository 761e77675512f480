import { afterAll, describe, expect, it } from 'vitest';
import { isolate } from '../__fixtures__/isolate.ts';
import { createTestTransport } from '../__fixtures__/test-transport.ts';
import { removeFolders } from '../__fixtures__/write-plugin.ts';

const never = 'await new Promise(() => {});';
const give = (expression: string): string => `return { status: 'present', output: ${expression} };`;

afterAll(removeFolders);

describe('a provider that claims to read', () => {
  const http = { network: 'http' } as const;
  const send = (request: string): string =>
    `await transport.send(${request}, context.signal); return { status: 'present', output: { lit: true } };`;

  it.concurrent.each([
    [
      'a POST',
      `{ method: 'POST', path: '/v1/off' }`,
      /tried to send POST \/v1\/off in the action get, which only reads/,
    ],
    ['an unknown method', `{ method: 'PROPFIND', path: '/' }`, /unknown method/],
    ['a path that leads up', `{ method: 'GET', path: '/v1/%2e%2e/admin' }`, /none below the configured address/],
    ['another host', `{ method: 'GET', path: '//evil.test/' }`, /none below the configured address/],
    ['a login of its own', `{ method: 'GET', path: '/', headers: { authorization: 'x' } }`, /the header authorization/],
    [
      'a header with a line break',
      `{ method: 'GET', path: '/', headers: { accept: 'a\\r\\nb' } }`,
      /the header accept/,
    ],
  ])('and sends %s is refused and ended', async (_, request, why) => {
    const transport = createTestTransport();
    const { run, isGone, provider } = await isolate({ source: { run: send(request) }, manifest: http, transport });
    expect(await run()).toMatchObject({
      status: 'unknown',
      reason: { kind: 'denied', message: expect.stringMatching(why) },
    });
    expect(transport.sent).toEqual([]);
    expect(await isGone()).toBe(true);
    await provider.close();
  });

  it.concurrent('and sends a POST outside of every call is refused', async () => {
    const create = `setTimeout(() => transport.send({ method: 'POST', path: '/' }, new AbortController().signal), 0);`;
    const transport = createTestTransport();
    const { run, provider } = await isolate({ source: { create, run: never }, manifest: http, transport });
    expect(await run()).toMatchObject({ reason: { message: expect.stringMatching(/in no call|only reads/) } });
    expect(transport.sent).toEqual([]);
    await provider.close();
  });

  it.concurrent('reaches nothing in targets()', async () => {
    const members = `targets: async () => { await transport.send({ method: 'GET', path: '/' }, new AbortController().signal); return []; },`;
    const transport = createTestTransport();
    const { provider } = await isolate({ source: { members }, manifest: http, transport });
    await expect(provider.targets()).rejects.toMatchObject({
      message: expect.stringMatching(/GET \/ in targets, which reaches no/),
    });
    expect(transport.sent).toEqual([]);
    await provider.close();
  });

  it.concurrent('is given no transport where its network is none', async () => {
    const { run, provider } = await isolate({
      source: { run: give('{ lit: transport !== null }') },
      transport: createTestTransport(),
    });
    expect(await run()).toEqual({ status: 'present', output: { lit: false } });
    await provider.close();
  });

  it.concurrent('reads an answer only up to a length', async () => {
    const part = 'x'.repeat(100_000);
    const source = {
      run: `const { body } = await transport.send({ method: 'GET', path: '/' }, context.signal); try { for await (const part of body); } catch (error) { return { status: 'unknown', reason: { kind: 'truncated', message: error.message } }; }`,
    };
    const transport = createTestTransport([part, part, part]);
    const { run, provider } = await isolate({ source, manifest: http, transport, limits: { bodyBytes: 250_000 } });
    expect(await run()).toMatchObject({
      reason: { kind: 'truncated', message: 'The answer is longer than 250000 bytes.' },
    });
    await provider.close();
  });

  it.concurrent('hears why a request failed, and aborts one that hangs', async () => {
    const failing = createTestTransport([], async (request, signal) => {
      if (request.path === '/hang')
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      throw Object.assign(new TypeError('no route'), { code: 'ECONNREFUSED' });
    });
    const run = `try { await transport.send({ method: 'GET', path: '/x' }, context.signal); } catch (error) { context.notify({ message: error.code + ' ' + error.message }); }
      try { await transport.send({ method: 'GET', path: '/hang' }, AbortSignal.timeout(20)); } catch (error) { context.notify({ message: error.name }); } return { status: 'absent' };`;
    const { run: get, provider } = await isolate({ source: { run }, manifest: http, transport: failing });
    const told: string[] = [];
    expect(await get({ notify: ({ message }) => told.push(message) })).toEqual({ status: 'absent' });
    expect(told).toEqual(['ECONNREFUSED no route', 'TimeoutError']);
    await provider.close();
  });
});
