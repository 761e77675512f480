import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrubBody, scrubPath } from './scrub-body.ts';

/** What only looks like a secret, and is needed to find causes or to replay. */
const innocent = {
  kind: 'PodList',
  metadata: {
    resourceVersion: '184467',
    continue: 'eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MTg0LCJzdGFydCI6InNob3AvYXBpXHUwMDAwIn0',
  },
  items: [
    {
      metadata: {
        name: 'sk-learn-worker-7d9f8b6c5d-x2x4z',
        uid: '0b8a6a52-6a5f-4f0e-9f0f-3c2a1d0e9b8a',
        ownerReferences: [{ kind: 'ReplicaSet', name: 'api-token-issuer-7d9f8b6c5d' }],
        labels: { 'pod-template-hash': '7d9f8b6c5d', env: 'prod', 'statefulset.kubernetes.io/pod-name': 'db-0' },
        annotations: {
          'deployment.kubernetes.io/revision': '2',
          'kubernetes.io/config.hash': '3f1e0d9c8b7a69584736251403f2e1d0',
        },
        managedFields: [
          { manager: 'kube-controller-manager', operation: 'Update', time: '2026-01-01T00:00:00Z', fieldsV1: {} },
        ],
      },
      spec: {
        automountServiceAccountToken: true,
        serviceAccountName: 'token-reader',
        imagePullSecrets: [{ name: 'registry-credentials' }],
        volumes: [
          {
            name: 'default-token-abcde',
            secret: { secretName: 'db-password', items: [{ key: 'password', path: 'password' }] },
          },
          { projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3607 } }] } },
        ],
        containers: [
          {
            name: 'api',
            image:
              'registry.example.com:5000/pypi-mirror@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
            args: [
              '--token-auth-file=/etc/tokens',
              '--secret-name=db',
              '--v=2',
              '--tls-private-key-file',
              '/etc/tls/key',
            ],
            env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
          },
        ],
      },
      status: {
        containerStatuses: [
          {
            imageID:
              'docker-pullable://nginx:1.2@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
            containerID: 'containerd://4b1c0e5d9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15',
          },
        ],
        conditions: [{ message: 'MountVolume.SetUp failed for volume "db-token" : secret "db-token" not found' }],
      },
    },
    { message: 'references non-existent secret key: password' },
    { message: "Error: couldn't find key DB_PASSWORD in Secret shop/db" },
    { message: 'pods is forbidden: User "system:serviceaccount:ops:token-reader" cannot list resource "secrets"' },
    { message: 'Failed to pull image: 401: Basic auth is missing; got token: unauthorized' },
    { message: 'login failed: password authentication failed for user "shop"' },
    {
      kind: 'ConfigMap',
      metadata: { name: 'cluster-autoscaler-status' },
      data: { status: 'Health: Healthy (ready=3)' },
    },
  ],
};

describe('scrubBody', () => {
  it('keeps what only looks like a secret', () => {
    const body = JSON.stringify(innocent);
    expect(JSON.parse(scrubBody(body, '/api/v1/pods'))).toEqual(innocent);
  });

  it('keeps logs and metrics that hold none', () => {
    const body = [
      'container_cpu_usage_seconds_total{container="api",id="/kubepods/pod0b8a6a52-6a5f-4f0e/4b1c0e5d9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15",image="nginx@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"} 12.5 1767225600000',
      '# HELP serviceaccount_legacy_tokens_total Count',
      'serviceaccount_legacy_tokens_total 3',
      '2026-01-01T00:00:00Z ERROR connection refused to db.shop.svc:3306',
      "2026-01-01T00:00:00Z Access denied for user 'shop'@'10.0.0.7' (using password: YES)",
      'panic: runtime error: index out of range [5] with length 3',
    ].join('\n');
    expect(scrubBody(body, '/api/v1/nodes/n1/proxy/metrics/cadvisor')).toBe(body);
  });

  it('keeps the shape of JSON, whatever it holds', () => {
    const shapeOf = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shapeOf);
      if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
      return Object.values(value).map(shapeOf);
    };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom('/api/v1/secrets', '/api/v1/pods'), (value, path) => {
        const body = JSON.stringify({ kind: 'List', items: [{ kind: 'Secret', data: value }, value] });
        const clean = JSON.parse(scrubBody(body, path));
        expect(shapeOf(clean)).toEqual(shapeOf(JSON.parse(body)));
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('changes nothing the second time, so that a replay finds what was recorded', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        'token',
        'password',
        '=',
        ': ',
        '"',
        "'",
        '\\',
        ' ',
        'Bearer ',
        'https://',
        ':',
        '@',
        'x1',
        '\n',
        '--',
      ),
    });
    fc.assert(
      fc.property(text, (body) => {
        const once = scrubBody(body, '/log');
        expect(scrubBody(once, '/log')).toBe(once);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it.each(['a', 'a=', '{"a":', 'token: ', 'eyJ', 'x '.repeat(8), '://', 'A1b', '-p ', '\\"', '"a":"'])(
    'takes time in proportion to a body of %j again and again',
    (part) => {
      const body = part.repeat(Math.ceil(400_000 / part.length));
      const started = performance.now();
      scrubBody(body, '/log');
      expect(performance.now() - started).toBeLessThan(3000);
    },
  );
});

describe('scrubPath', () => {
  it('keeps the token that continues a list, and no other', () => {
    expect(scrubPath('/api/v1/pods?continue=eyJ2IjoibWV0YSJ9&limit=500')).toBe(
      '/api/v1/pods?continue=eyJ2IjoibWV0YSJ9&limit=500',
    );
    expect(scrubPath('/hook?access_token=abcdefgh')).toBe('/hook?access_token=<redacted>');
  });
});
