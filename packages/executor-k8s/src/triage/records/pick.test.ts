import { describe, expect, it } from 'vitest';
import { scanList } from '../../api/scan-list.ts';
import { createTextPool } from '../../projection/text-pool.ts';
import { ago } from '../__fixtures__/look.ts';
import { app, crashLoop, waiting } from '../__fixtures__/objects.ts';
import { pickOf } from './pick.ts';
import { recordKinds } from './records.ts';

const environment = [
  { name: 'DB_HOST', value: 'postgres://user:hunter2@db.data:5432/shop' },
  { name: 'QUEUE', value: 'amqp://user:p@hunter2:7777@queue:5672' },
  { name: 'BASIC_AUTH', value: 'hunter2:12345' },
  { name: 'TOKEN', value: 'hunter2' },
];
const annotated = { metadata: { annotations: { note: 'hunter2' } } };
const request = { httpGet: { path: '/ready?key=hunter2', port: 80, httpHeaders: [{ name: 'X', value: 'hunter2' }] } };
const container = {
  env: environment,
  command: ['/bin/serve', '--token', 'hunter2'],
  args: ['--password=hunter2', '--upstream=web:80'],
  ports: [{ containerPort: 80 }],
  livenessProbe: { exec: { command: ['check', 'hunter2'] } },
  readinessProbe: request,
  lifecycle: { preStop: request, postStart: { exec: { command: ['warm', 'hunter2'] } } },
};
const volumes = [
  { name: 'a', csi: { driver: 'd', volumeAttributes: { password: 'hunter2' } } },
  { name: 'b', flexVolume: { driver: 'd', options: { password: 'hunter2' } } },
  { name: 'c', ephemeral: { volumeClaimTemplate: annotated } },
];
const template = { ...annotated, spec: { containers: [{ name: 'app', ...container }], volumes } };
const named = { namespace: 'shop', name: 'x', annotations: annotated.metadata.annotations };
const restarted = { restartCount: 2, lastState: { terminated: { exitCode: 1, finishedAt: ago(60) } } };
const states = [{}, crashLoop(), waiting('ImagePullBackOff'), restarted, { ready: false }];
const all = states.map((status, index) => app(`app-${index}`, { status, container, spec: { volumes } }));
const objects: Readonly<Record<string, readonly unknown[]>> = {
  pods: all.flatMap(({ pods }) => pods),
  deployments: all.map(({ deployment }) => deployment),
  replicasets: all.map(({ replicaSet }) => replicaSet),
  configmaps: [
    { metadata: { namespace: 'shop', name: 'c' }, data: { DB_URL: 'mysql://a:hunter2@db:3306', big: 'hunter2' } },
    { metadata: { namespace: 'kube-system', name: 'coredns' }, data: { Corefile: '.:53', key: 'hunter2' } },
  ],
  namespaces: [{ metadata: named }],
  secrets: [{ metadata: named, data: { password: 'hunter2' }, stringData: { password: 'hunter2' } }],
  statefulsets: [{ metadata: named, spec: { template, volumeClaimTemplates: [annotated] } }],
  cronjobs: [{ metadata: named, spec: { jobTemplate: { ...annotated, spec: { template } } } }],
  jobs: [{ metadata: named, spec: { template } }],
  daemonsets: [{ metadata: named, spec: { template } }],
  httproutes: [
    {
      metadata: named,
      spec: {
        rules: [
          {
            matches: [{ headers: [{ name: 'x-key', value: 'hunter2' }] }],
            filters: [{ requestHeaderModifier: { set: [{ name: 'Authorization', value: 'hunter2' }] } }],
            backendRefs: [{ name: 'web', filters: [{ requestHeaderModifier: { set: [{ value: 'hunter2' }] } }] }],
          },
        ],
      },
    },
  ],
  gateways: [{ metadata: named, spec: { infrastructure: { annotations: { key: 'hunter2' } } } }],
  ingresses: [{ metadata: named, spec: {} }],
  services: [{ metadata: named, spec: {} }],
};

describe('records', () => {
  it.each(recordKinds.map((record) => [record.name, record]))(
    'keep the same of %s scanned as of parsed objects',
    (name, record) => {
      const items = objects[name] ?? [
        { metadata: { name: 'x', namespace: 'y' }, spec: { a: [1] }, status: {}, data: {} },
      ];
      const pick = pickOf(record);
      const { scanned } = pick;
      if (!scanned) throw new TypeError('not scanned');
      const body = Buffer.from(JSON.stringify({ metadata: {}, items }));
      const page = scanList(body, { ...scanned, texts: createTextPool(), take: scanned.finish });
      expect(page?.items).toEqual(items.map((object) => pick(structuredClone(object))));
    },
  );

  it('keep no value of a setting, only the addresses in it', () => {
    for (const record of recordKinds) {
      const kept = JSON.stringify(
        (objects[record.name] ?? []).map((object) => pickOf(record)(structuredClone(object))),
      );
      expect(kept).not.toContain('hunter2');
    }
    expect(Object.keys(objects).filter((name) => !recordKinds.some((record) => record.name === name))).toEqual([]);
    const [deployments] = recordKinds.filter(({ name }) => name === 'deployments');
    const kept = JSON.stringify(deployments && pickOf(deployments)(structuredClone(all[0]?.deployment)));
    expect(kept).toContain('"endpoints":["db.data:5432"]');
    expect(kept).toContain('"endpoints":["queue:5672"]');
    expect(kept).toContain('"arg_endpoints":["web:80"]');
  });

  it('keep little of a healthy pod and all of a failing one', () => {
    const [pods] = recordKinds.filter(({ name }) => name === 'pods');
    const size = (object: unknown): number => JSON.stringify(pods && pickOf(pods)(structuredClone(object))).length;
    expect(size(all[0]?.pods[0])).toBeLessThan(size(all[1]?.pods[0]));
    expect(JSON.stringify(pods && pickOf(pods)(structuredClone(all[1]?.pods[0])))).toContain('DB_HOST');
  });
});
