import type { WireRequest, WireResponse, WireTransport } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { createWorld, serializeWorld } from '../world/world.ts';
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

interface Answer {
  readonly path: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly requestBody?: string;
}

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

const pod = (metadata: object, container: object, more: object = {}): object => ({
  metadata: { name: 'api-7d9f8b6c5d-x2x4z', namespace: 'shop', ...metadata },
  spec: { containers: [{ name: 'api', image: 'api:1', ...container }] },
  ...more,
});
const list = (kind: string, items: readonly object[]): string =>
  JSON.stringify({ kind, apiVersion: 'v1', metadata: {}, items });

/** Everywhere that a text of somebody else's can stand, as bodies of answers. */
const places: Readonly<Record<string, (planted: readonly Planted[]) => Answer>> = {
  'secret data in a list': (planted) => ({
    path: '/api/v1/secrets',
    body: list(
      'SecretList',
      planted.map(({ kind, value }) => ({
        metadata: { name: kind },
        data: { [kind]: Buffer.from(value).toString('base64') },
      })),
    ),
  }),
  'secret stringData of one': (planted) => ({
    path: '/api/v1/namespaces/shop/secrets/db',
    body: JSON.stringify({
      kind: 'Secret',
      stringData: Object.fromEntries(planted.map(({ kind, value }) => [kind, value])),
    }),
  }),
  'secret without a kind': (planted) => ({
    path: '/api/v1/namespaces/shop/secrets?limit=500',
    body: JSON.stringify({ items: planted.map(({ value }) => ({ data: { plain: value } })) }),
  }),
  'secret in a stream': (planted) => ({
    path: '/api/v1/watch/secrets',
    body: planted
      .map(({ value }) => JSON.stringify({ type: 'ADDED', object: { kind: 'Secret', data: { plain: value } } }))
      .join('\n'),
  }),
  'config map': (planted) => ({
    path: '/api/v1/configmaps',
    body: list(
      'ConfigMapList',
      planted.map(({ value, shown }) => ({
        metadata: { name: 'app' },
        data: { a: value, 'app.conf': shown },
        binaryData: { b: value },
      })),
    ),
  }),
  'config map that may be read': (planted) => ({
    path: '/api/v1/configmaps',
    body: list('ConfigMapList', [
      {
        metadata: { name: 'cluster-autoscaler-status' },
        data: { status: planted.map(({ shown }) => shown).join('\n') },
      },
    ]),
  }),
  'environment of a pod': (planted) => ({
    path: '/api/v1/pods',
    body: list(
      'PodList',
      planted.map(({ kind, value }) => pod({}, { env: [{ name: kind, value }] })),
    ),
  }),
  'environment of a template': (planted) => ({
    path: '/apis/batch/v1/cronjobs',
    body: list(
      'CronJobList',
      planted.map(({ value }) => ({
        spec: { jobTemplate: { spec: { template: pod({}, { env: [{ name: 'A', value }] }) } } },
      })),
    ),
  }),
  'last applied configuration': (planted) => ({
    path: '/api/v1/pods',
    body: list(
      'PodList',
      planted.map(({ value }) =>
        pod(
          {
            annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data: { a: value } }) },
          },
          {},
        ),
      ),
    ),
  }),
  'managed fields': (planted) => ({
    path: '/api/v1/pods',
    body: list(
      'PodList',
      planted.map(({ value }) =>
        pod(
          {
            managedFields: [
              { manager: 'kubectl', time: '2026-01-01T00:00:00Z', fieldsV1: { [`v:${JSON.stringify(value)}`]: {} } },
            ],
          },
          {},
        ),
      ),
    ),
  }),
  annotations: (planted) => ({
    path: '/api/v1/pods',
    body: list(
      'PodList',
      planted.map(({ kind, shown }) =>
        pod({ annotations: { [`example.com/${kind.replace(/[^a-z]/g, '')}`]: shown } }, {}),
      ),
    ),
  }),
  'json inside an annotation': (planted) => ({
    path: '/api/v1/pods',
    body: list(
      'PodList',
      planted.map(({ value, shown }) =>
        pod(
          { annotations: { 'example.com/config': JSON.stringify({ env: [{ name: 'A', value }], note: shown }) } },
          {},
        ),
      ),
    ),
  }),
  'shell commands': (planted) => ({
    path: '/apis/apps/v1/deployments',
    body: list(
      'DeploymentList',
      planted.map(({ shown }) => ({ spec: { template: pod({}, { command: ['sh', '-c', `set -e; echo ${shown}`] }) } })),
    ),
  }),
  arguments: (planted) => ({
    path: '/api/v1/pods',
    body: list(
      'PodList',
      planted.map(({ value }) => pod({}, { args: [`--token=${value}`, '--api-key', value, '--verbose'] })),
    ),
  }),
  'messages of events and statuses': (planted) => ({
    path: '/api/v1/events',
    body: list(
      'EventList',
      planted.map(({ shown }) => ({
        message: shown,
        status: { containerStatuses: [{ lastState: { terminated: { message: shown } } }] },
      })),
    ),
  }),
  'values under telling names': (planted) => ({
    path: '/apis/example.com/v1/things',
    body: list(
      'ThingList',
      planted.map(({ value }) => ({
        spec: { adminPassword: value, tokens: [value], oauth: { clientSecret: value }, labels: { 'api-token': value } },
      })),
    ),
  }),
  logs: (planted) => ({
    path: '/api/v1/namespaces/shop/pods/api/log?tailLines=50',
    headers: { 'content-type': 'text/plain' },
    body: planted.map(({ shown }) => `2026-01-01T00:00:00Z INFO ${shown}`).join('\n'),
  }),
  'logs in JSON': (planted) => ({
    path: '/api/v1/namespaces/shop/pods/api/log',
    body: planted
      .map(({ value, shown }) =>
        JSON.stringify({ level: 'info', msg: shown, token: value, error: { password: value } }),
      )
      .join('\n'),
  }),
  metrics: (planted) => ({
    path: '/api/v1/nodes/n1/proxy/metrics/cadvisor',
    body: planted
      .map(({ value }) => `http_requests_total{path="/a",token="${value.replaceAll('\n', '\\n')}"} 1`)
      .join('\n'),
  }),
  'a review of who we are': (planted) => ({
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    requestBody: '{"kind":"SelfSubjectReview"}',
    body: JSON.stringify({
      kind: 'SelfSubjectReview',
      status: {
        userInfo: {
          username: 'system:serviceaccount:ops:reader',
          extra: Object.fromEntries(planted.map(({ kind, value }) => [kind, [value]])),
        },
      },
    }),
  }),
  'warning headers': (planted) => ({
    path: '/api/v1/pods',
    headers: {
      warning: planted.map(({ shown }) => `299 - "${shown.replaceAll('\n', ' ')}"`).join(', '),
      'set-cookie': 'never-kept',
      'audit-id': 'never-kept',
    },
    body: '{}',
  }),
  'requests themselves': (planted) => ({
    path: `/api/v1/proxy?${planted.map(({ value }, index) => `p${index}_token=${encodeURIComponent(value)}`).join('&')}`,
    requestBody: JSON.stringify({ items: planted.map(({ value, shown }) => ({ password: value, query: shown })) }),
    body: '{}',
  }),
};

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
