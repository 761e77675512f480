import type { Planted } from './secrets.ts';

/** What an API answers, and to what. */
export interface Answer {
  readonly path: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly requestBody?: string;
}

/** A pod as a list holds it. */
export const pod = (metadata: object, container: object, more: object = {}): object => ({
  metadata: { name: 'api-7d9f8b6c5d-x2x4z', namespace: 'shop', ...metadata },
  spec: { containers: [{ name: 'api', image: 'api:1', ...container }] },
  ...more,
});
const list = (kind: string, items: readonly object[]): string =>
  JSON.stringify({ kind, apiVersion: 'v1', metadata: {}, items });

/** Everywhere that a text of somebody else's can stand, as bodies of answers. */
export const places: Readonly<Record<string, (planted: readonly Planted[]) => Answer>> = {
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
