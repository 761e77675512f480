import { describe, expect, it } from 'vitest';
import { look } from '../../__fixtures__/look.ts';
import { minorOf } from './removed-apis.ts';

const quiet = {
  interval_sec: 10,
  requests: [],
  total: 0,
  errors: 0,
  webhooks: [],
  etcd: { count: 0, mean_sec: null },
  rejected: [],
  deprecated: [],
  server_time: null,
};
const latency = (figures: object) =>
  look(
    { mutatingwebhooks: [{ metadata: { name: 'mutate' }, webhooks: [{ name: 'm.example.com' }] }] },
    {
      topics: ['latency'],
      steps: { api_metrics: { status: 'present', output: { ...quiet, ...figures } } },
    },
  ).causes;

describe('a slow API server', () => {
  it.each([
    [
      'LAT-101 ControlPlane/kube-apiserver',
      { requests: [{ verb: 'GET', scope: 'resource', count: 20, p99_sec: 1.25 }] },
    ],
    [
      'LAT-101 ControlPlane/kube-apiserver',
      { requests: [{ verb: 'POST', scope: 'resource', count: 50, p99_sec: null }] },
    ],
    [
      'LAT-102 MutatingWebhookConfiguration/mutate',
      { webhooks: [{ name: 'm.example.com', count: 5, mean_sec: 0.6, rejected: 0 }] },
    ],
    ['LAT-103 ControlPlane/etcd', { etcd: { count: 20, mean_sec: 0.2 } }],
    [
      'LAT-104 PriorityLevelConfiguration/workload-low',
      { rejected: [{ level: 'workload-low', reason: 'queue-full', count: 1 }] },
    ],
    ['LAT-105 ControlPlane/kube-apiserver', { total: 100, errors: 2 }],
  ])('is told as %s', (cause, figures) => {
    expect(latency(figures)).toEqual([cause]);
  });

  it.each([
    ['within the objective', { requests: [{ verb: 'GET', scope: 'resource', count: 900, p99_sec: 1 }] }],
    ['too few to say', { requests: [{ verb: 'GET', scope: 'resource', count: 19, p99_sec: 5 }] }],
    [
      'lists of the whole cluster, which may take longer',
      { requests: [{ verb: 'LIST', scope: 'cluster', count: 90, p99_sec: 20 }] },
    ],
    ['a webhook that is quick', { webhooks: [{ name: 'm.example.com', count: 90, mean_sec: 0.5, rejected: 3 }] }],
    ['one error of a hundred', { total: 100, errors: 1 }],
  ])('is not claimed of %s', (_, figures) => {
    expect(latency(figures)).toEqual([]);
  });
});

const object = (apiVersion: string) => ({
  metadata: {
    namespace: 'shop',
    name: 'x',
    managedFields: [{ manager: 'helm', apiVersion, time: '2026-01-01T00:00:00Z' }],
  },
});
const running = (git_version: string) =>
  ({ health: { status: 'present', output: { version: { status: 'present', output: { git_version } } } } }) as const;
const upgrade = (staged: object, server: string, version?: string) => {
  const seen = look(
    { ...staged },
    { topics: ['deprecated-apis'], steps: running(server), options: version === undefined ? {} : { version } },
  );
  return seen.analysis.findings.map(({ code, severity }) => `${code} ${severity}`);
};

describe('APIs that go away', () => {
  const cronjobs = { touched_cronjobs: [object('batch/v1beta1')] };
  it('are told of the next release, or of the one that is asked for', () => {
    expect(upgrade(cronjobs, 'v1.24.3')).toEqual(['API-101 high']);
    expect(upgrade(cronjobs, 'v1.23.0')).toEqual([]);
    expect(upgrade(cronjobs, 'v1.23.0', '1.25')).toEqual(['API-101 high']);
  });
  it('are a remark where they are gone already, and nothing where the version stays', () => {
    expect(upgrade(cronjobs, 'v1.36.3')).toEqual(['API-101 low']);
    expect(upgrade({ touched_cronjobs: [object('batch/v1')] }, 'v1.24.0')).toEqual([]);
  });
  it('go by kind where a version did not go as a whole', () => {
    expect(upgrade({ touched_ingresses: [object('extensions/v1beta1')] }, 'v1.21.0')).toEqual(['API-101 high']);
    expect(upgrade({ touched_ingresses: [object('extensions/v1beta1')] }, 'v1.15.0')).toEqual([]);
  });
  it('are told by the requests for them that the API server counted', () => {
    const deprecated = [{ group: 'batch', version: 'v1beta1', resource: 'cronjobs', removed_release: '1.25' }];
    const api_metrics = { status: 'present', output: { deprecated } } as const;
    const asked = (version: string) =>
      look({}, { topics: ['deprecated-apis'], steps: { ...running(version), api_metrics } }).causes;
    expect(asked('v1.24.0')).toEqual(['API-102 ControlPlane/kube-apiserver']);
    expect(asked('v1.23.0')).toEqual([]);
  });
  it('are known by minor numbers only', () => {
    expect(['1.25', 'v1.25.3+k3s1', '2.1', 'x', 1].map(minorOf)).toEqual([25, 25, null, null, null]);
  });
});
