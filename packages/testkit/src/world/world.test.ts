import type { WireRequest, World } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { readBody } from '../recorder/read-body.ts';
import { createRecorder } from '../recorder/recorder.ts';
import { createReplayTransport, type ReplayOptions } from './replay-transport.ts';
import { createWorld, parseWorld, serializeWorld } from './world.ts';
import { createWorldClock } from './world-clock.ts';

const meta = {
  name: 'hot-shard',
  title: 'A hot shard',
  question: 'why is cpu high?',
  description: 'One replica works for all.',
  targets: [{ provider: 'kubernetes', name: 'hot-shard', environment: 'dev' }],
  recorded_at: 1_767_225_600_000,
  inputs: { namespace: 'shop', limit: 5 },
  connections: { kubernetes: { regions: ['eu-west-1'] } },
};
const signal = new AbortController().signal;
const get = (path: string): WireRequest => ({ method: 'GET', path });
const list = JSON.stringify({
  kind: 'PodList',
  items: Array.from({ length: 9 }, (_, index) => ({ name: `p${index}`, ports: [3, 1, 2] })),
});

async function createRecorded(): Promise<World> {
  let count = 0;
  const send = async () => {
    count += 1;
    const headers = { 'content-type': 'application/json', date: 'Thu, 01 Jan 2026 00:00:00 GMT', 'audit-id': 'x' };
    return {
      status: count === 2 ? 429 : 200,
      headers,
      body: (async function* () {
        yield Buffer.from(count < 4 ? `{"count":${count}}` : list);
      })(),
    };
  };
  const recorder = createRecorder(
    { endpoint: 'test', send, close: async () => {} },
    { provider: 'kubernetes', clock: { now: () => count } },
  );
  for (const path of ['/b?x=1&a=2', '/b?x=1&a=2', '/a', '/list']) {
    const { body } = await recorder.transport.send(get(path), signal);
    await readBody(body);
  }
  return createWorld(meta, recorder.exchanges());
}

async function ask(world: World, path: string, options?: ReplayOptions): Promise<string> {
  const { body } = await createReplayTransport(world, 'kubernetes', options).send(get(path), signal);
  return Buffer.from(await readBody(body)).toString();
}

describe('a world', () => {
  it('is the same after it was written and read, and is written the same', async () => {
    const world = await createRecorded();
    const text = serializeWorld(world);
    expect(parseWorld(text, 'w.json')).toEqual(world);
    const turned = { ...world, exchanges: [...world.exchanges].reverse(), inputs: { limit: 5, namespace: 'shop' } };
    expect(serializeWorld(turned)).toBe(text);
    expect(serializeWorld(parseWorld(text, 'w.json'))).toBe(text);
  });

  it('without exchanges can be written and read', () => {
    const world = createWorld(meta, []);
    expect(parseWorld(serializeWorld(world), 'w.json')).toEqual(world);
  });

  it('keeps only the headers that a replay needs', async () => {
    const [first] = (await createRecorded()).exchanges;
    expect(Object.keys(first?.responses[0]?.headers ?? {})).toEqual(['content-type', 'date']);
  });

  it('is not repeated in the message when it is another file', () => {
    for (const text of ['root:x:0:0:root', '[default]\naws_secret_access_key = hunter2', '{"a": hunter2}']) {
      expect(() => parseWorld(text, 'x')).toThrow(/^x is not a recorded world: (?!.*(root|hunter)).*JSON\.$/);
    }
  });

  it.each([
    ['', 'JSON'],
    ['{"schema_version":1', 'JSON'],
    ['{"schema_version":2}', 'schema_version'],
    ['[]', 'its root'],
    [serializeWorld(createWorld({ ...meta, name: '../evil' }, [])), 'name'],
  ])('that is none is refused with the file and the reason: %j', (text, reason) => {
    const refuse = (): unknown => parseWorld(text, 'worlds/broken.json');
    expect(refuse).toThrow(expect.objectContaining({ code: 'WORLD_INVALID' }));
    expect(refuse).toThrow(/^worlds\/broken\.json is not a recorded world: /);
    expect(refuse).toThrow(new RegExp(reason));
  });
});

describe('a replay', () => {
  it('gives the n-th answer to the n-th same request, then the last again', async () => {
    const transport = createReplayTransport(await createRecorded(), 'kubernetes');
    const statuses = [];
    for (const path of ['/b?a=2&x=1', '/b?x=1&a=2', '/b?a=2&x=1'])
      statuses.push((await transport.send(get(path), signal)).status);
    expect(statuses).toEqual([200, 429, 429]);
  });

  it.each([
    [get('/never'), '/never'],
    [get('/b?x=2&a=2'), 'x=2'],
    [{ method: 'POST', path: '/a' } as const, 'POST'],
    [{ method: 'GET', path: '/a', body: '{}' } as const, '/a'],
  ])('names a request that has no answer: %j', async (request, text) => {
    const transport = createReplayTransport(await createRecorded(), 'kubernetes');
    const error = await transport.send(request, signal).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'WORLD_HAS_NO_ANSWER', message: expect.stringContaining(text) });
  });

  it('has no answer for another provider', async () => {
    const transport = createReplayTransport(await createRecorded(), 'aws');
    await expect(transport.send(get('/a'), signal)).rejects.toMatchObject({ code: 'WORLD_HAS_NO_ANSWER' });
  });

  it('finds a request whose secret was not kept', async () => {
    const request = { method: 'POST', path: '/q?token=abcdef123', body: '{"password":"hunter2x"}' } as const;
    const send = async () => ({ status: 200, headers: {}, body: (async function* () {})() });
    const recorder = createRecorder(
      { endpoint: 'test', send, close: async () => {} },
      { provider: 'kubernetes', clock: { now: () => 0 } },
    );
    await recorder.transport.send(request, signal);
    const world = createWorld(meta, recorder.exchanges());
    expect(serializeWorld(world)).not.toMatch(/hunter2x|abcdef123/);
    expect((await createReplayTransport(world, 'kubernetes').send(request, signal)).status).toBe(200);
  });

  it('stops when its signal aborted', async () => {
    const transport = createReplayTransport(await createRecorded(), 'kubernetes', { shuffle: { seed: 1 } });
    await expect(transport.send(get('/a'), AbortSignal.abort())).rejects.toThrow();
  });

  it('shuffled holds the same things in another order, and the same order for the same seed', async () => {
    const world = await createRecorded();
    const names = (text: string): readonly string[] => JSON.parse(text).items.map(({ name }: { name: string }) => name);
    const seeds = await Promise.all([1, 2, 3].map((seed) => ask(world, '/list', { shuffle: { seed } })));
    expect(new Set([list, ...seeds]).size).toBe(4);
    for (const text of seeds) {
      expect([...names(text)].sort()).toEqual(names(list));
      expect(JSON.parse(text).items[0].ports).toEqual([3, 1, 2]);
    }
    expect(await ask(world, '/list', { shuffle: { seed: 1 } })).toBe(seeds[0]);
    expect(await ask(world, '/list')).toBe(list);
  });
});

describe('the clock of a world', () => {
  it('starts when it was recorded, and sleeps without waiting', async () => {
    const clock = createWorldClock(meta);
    await clock.sleep(15_000);
    await clock.sleep(-1);
    expect(clock.now()).toBe(meta.recorded_at + 15_000);
  });

  it('counts sleeps that overlap once', async () => {
    const clock = createWorldClock(meta);
    await Promise.all([clock.sleep(15_000), clock.sleep(10_000), clock.sleep(15_000)]);
    expect(clock.now()).toBe(meta.recorded_at + 15_000);
  });

  it('does not sleep when its signal aborted', async () => {
    const clock = createWorldClock(meta);
    await expect(clock.sleep(1, AbortSignal.abort())).rejects.toThrow();
    expect(clock.now()).toBe(meta.recorded_at);
  });
});
