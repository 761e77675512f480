import type { WireRequest, WireResponse, WireTransport } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { createWorld, serializeWorld } from '../world/world.ts';
import { type Answer, places, pod } from './__fixtures__/places.ts';
import { createPlain, createPlanted, type Planted } from './__fixtures__/secrets.ts';
import { createRecorder } from './recorder.ts';

const meta = {
  name: 'planted',
  title: 'Planted',
  question: 'why?',
  description: 'Secrets everywhere.',
  targets: [{ provider: 'kubernetes', name: 'planted', environment: 'dev' }],
  recorded_at: 0,
  inputs: {},
};

/** Records one answer as a provider would get it, and writes the world. */
async function record({ path, body, headers = {}, requestBody }: Answer): Promise<string> {
  const transport: WireTransport = {
    endpoint: 'https://example.test',
    send: async (): Promise<WireResponse> => ({
      status: 200,
      headers: { 'content-type': 'application/json', ...headers },
      body: (async function* () {
        yield Buffer.from(body);
      })(),
    }),
    close: async () => {},
  };
  const recorder = createRecorder(transport, { provider: 'kubernetes', clock: { now: () => 0 } });
  const request: WireRequest = {
    method: requestBody === undefined ? 'GET' : 'POST',
    path,
    headers: { authorization: 'Bearer never-kept-0123456789' },
    ...(requestBody === undefined ? {} : { body: requestBody }),
  };
  await recorder.transport.send(request, new AbortController().signal);
  return serializeWorld(createWorld(meta, recorder.exchanges()));
}

function findLeaks(world: string, planted: readonly Planted[]): readonly string[] {
  return planted
    .filter(({ value }) => {
      const forms = [
        value,
        JSON.stringify(value).slice(1, -1),
        Buffer.from(value).toString('base64').replace(/=+$/, ''),
      ];
      // A block leaks when any line of it does.
      const lines = value.includes('\n') ? value.split('\n').filter((line) => !line.startsWith('-----')) : [];
      return [...forms, ...lines].some((form) => world.includes(form));
    })
    .map(({ kind }) => kind);
}

describe('a recorded world', () => {
  it('is tried with more than 60 secrets of more than 15 kinds', () => {
    const all = Object.keys(places).flatMap((_, index) => createPlanted(index));
    expect(all.length).toBeGreaterThan(60);
    expect(new Set(all.map(({ kind }) => kind)).size).toBeGreaterThan(15);
    expect(new Set(all.map(({ value }) => value)).size).toBe(all.length);
  });

  it.each(Object.entries(places).map(([place, toAnswer], index) => ({ place, toAnswer, index })))(
    'holds no secret from $place',
    async ({ toAnswer, index }) => {
      const planted = createPlanted(index);
      const answer = toAnswer(planted);
      const world = await record(answer);
      expect(findLeaks(world, planted)).toEqual([]);
      expect(world).toMatch(/<redacted>|fieldsV1\\":\{\}/);
      expect(world).not.toContain('never-kept');
    },
  );

  it('holds no short password that only its place gives away', async () => {
    const secret = createPlain(1);
    const world = await record({
      path: '/api/v1/pods',
      body: JSON.stringify({
        items: [
          { kind: 'Secret', data: { a: secret } },
          { kind: 'ConfigMap', data: { a: secret } },
          pod(
            { annotations: { 'db-password': secret } },
            { env: [{ name: 'A', value: secret }], args: ['--password', secret, `--db-pass=${secret}`] },
          ),
          { message: `login with password: ${secret}`, spec: { passwords: [secret] } },
          pod({}, { command: ['mysql', '-u', 'root', `-p${secret}`] }),
        ],
      }),
    });
    expect(world).not.toContain(secret);
  });

  it('holds no key whose beginning or end a log has cut off', async () => {
    const [pem] = createPlanted(99).filter(({ kind }) => kind === 'pem');
    const lines = (pem?.value ?? '').split('\n');
    for (const body of [`start\n${lines.slice(0, 2).join('\n')}`, `${lines.slice(2).join('\n')}\nnext`]) {
      const world = await record({ path: '/api/v1/namespaces/shop/pods/api/log', body });
      expect(lines.slice(1, -1).some((line) => world.includes(line))).toBe(false);
    }
  });

  it('holds nothing of a body that is nested too deep to be searched', async () => {
    const body = `${'{"a":'.repeat(20_000)}{"plain":"hunter-deep"}${'}'.repeat(20_000)}`;
    expect(await record({ path: '/api/v1/secrets', body })).not.toContain('hunter-deep');
  });
});
