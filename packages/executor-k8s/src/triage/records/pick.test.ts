import { describe, expect, it } from 'vitest';
import { scanList } from '../../api/scan-list.ts';
import { createTextPool } from '../../projection/text-pool.ts';
import { ago } from '../__fixtures__/look.ts';
import { app, crashLoop, waiting } from '../__fixtures__/objects.ts';
import { pickOf } from './pick.ts';
import { recordKinds } from './records.ts';

const environment = [
  { name: 'DB_HOST', value: 'postgres://user:hunter2@db.data:5432/shop' },
  { name: 'TOKEN', value: 'hunter2' },
];
const container = {
  env: environment,
  args: ['--password=hunter2', '--upstream=web:80'],
  ports: [{ containerPort: 80 }],
};
const restarted = { restartCount: 2, lastState: { terminated: { exitCode: 1, finishedAt: ago(60) } } };
const states = [{}, crashLoop(), waiting('ImagePullBackOff'), restarted, { ready: false }];
const all = states.map((status, index) => app(`app-${index}`, { status, container }));
const objects: Readonly<Record<string, readonly unknown[]>> = {
  pods: all.flatMap(({ pods }) => pods),
  deployments: all.map(({ deployment }) => deployment),
  replicasets: all.map(({ replicaSet }) => replicaSet),
  configmaps: [
    { metadata: { namespace: 'shop', name: 'c' }, data: { DB_URL: 'mysql://a:hunter2@db:3306', big: 'hunter2' } },
  ],
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
    const [deployments] = recordKinds.filter(({ name }) => name === 'deployments');
    const kept = JSON.stringify(deployments && pickOf(deployments)(structuredClone(all[0]?.deployment)));
    expect(kept).toContain('"endpoints":["db.data:5432"]');
    expect(kept).toContain('"arg_endpoints":["web:80"]');
  });

  it('keep little of a healthy pod and all of a failing one', () => {
    const [pods] = recordKinds.filter(({ name }) => name === 'pods');
    const size = (object: unknown): number => JSON.stringify(pods && pickOf(pods)(structuredClone(object))).length;
    expect(size(all[0]?.pods[0])).toBeLessThan(size(all[1]?.pods[0]));
    expect(JSON.stringify(pods && pickOf(pods)(structuredClone(all[1]?.pods[0])))).toContain('DB_HOST');
  });
});
