import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, readWindow } from '../../../evidence/window.ts';
import { ago, look, now } from '../../__fixtures__/look.ts';

const at = Date.parse(now);
const owner = [{ kind: 'Deployment', name: 'api', controller: true }];
const revision = (number: number, age: number, image: string) => ({
  metadata: {
    namespace: 'shop',
    name: `api-${number}`,
    creationTimestamp: ago(age),
    ownerReferences: owner,
    annotations: { 'deployment.kubernetes.io/revision': `${number}` },
  },
  spec: { template: { spec: { containers: [{ name: 'app', image }] } } },
});
const written = (name: string, age: number, manager: string, extra: object = {}) => ({
  metadata: {
    namespace: 'shop',
    name,
    creationTimestamp: ago(90_000),
    managedFields: [{ manager, operation: 'Update', time: ago(age), ...extra }],
  },
});
const changes = (staged: object, options: object = {}) =>
  look({ ...staged }, { topics: ['what-changed'], options: { ...options } });

describe('a time window', () => {
  it.each([
    ['PT2H', at - 7_200_000, at],
    ['P1DT30M', at - 88_200_000, at],
    [
      '2026-11-20T10:00:00Z/2026-11-20T10:30:00Z',
      Date.parse('2026-11-20T10:00:00Z'),
      Date.parse('2026-11-20T10:30:00Z'),
    ],
    ['2026-11-20T10:00:00Z/PT1H', Date.parse('2026-11-20T10:00:00Z'), Date.parse('2026-11-20T11:00:00Z')],
  ])('is read from %s', (text, from, to) => {
    expect(readWindow(text, at)).toEqual({ from, to });
  });

  it.each([['2 hours'], ['P'], ['PT'], ['2026-11-20T10:00:00Z/2026-11-19T10:00:00Z'], [7], ['/']])(
    'is not read from %s',
    (text) => {
      expect(readWindow(text, at)).toBeNull();
    },
  );

  it('never throws, and never ends before it begins', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const window = readWindow(text, at);
        return window === null || (window.to >= window.from && isWithin(window, window.to));
      }),
    );
  });
});

describe('what changed', () => {
  it('names the new revision and what differs in it', () => {
    const seen = changes({ replicasets: [revision(1, 90_000, 'api:1.0'), revision(2, 600, 'api:1.1')] });
    expect(seen.find('CHG-101')?.title).toBe('Deployment shop/api got revision 2: app: image api:1.0 → api:1.1');
    expect(seen.causes).toEqual(['CHG-101 Deployment/shop/api']);
  });

  it('leaves out what lies before the window', () => {
    expect(changes({ replicasets: [revision(1, 90_000, 'a'), revision(2, 7300, 'b')] }).causes).toEqual([]);
    expect(
      changes({ replicasets: [revision(1, 90_000, 'a'), revision(2, 7300, 'b')] }, { window: 'PT3H' }).causes,
    ).toHaveLength(1);
  });

  it('names who edited an object, but not the components that write all the time', () => {
    const touched_configmaps = [
      written('settings', 60, 'kubectl-edit'),
      written('leases', 60, 'kube-controller-manager'),
      written('status', 60, 'helm', { subresource: 'status' }),
    ];
    const seen = changes({ touched_configmaps });
    expect(seen.analysis.findings.map(({ title }) => title)).toEqual([
      'ConfigMap shop/settings was edited by kubectl-edit',
    ]);
  });

  it('names what was made and what is being deleted', () => {
    const fresh = { metadata: { namespace: 'shop', name: 'fresh', creationTimestamp: ago(60) } };
    const going = {
      metadata: { namespace: 'shop', name: 'going', creationTimestamp: ago(90_000), deletionTimestamp: ago(30) },
    };
    expect(changes({ touched_services: [fresh, going] }).causes.toSorted()).toEqual([
      'CHG-102 Service/shop/fresh',
      'CHG-104 Service/shop/going',
    ]);
  });

  it('answers for one kind where one is asked for', () => {
    const staged = {
      touched_configmaps: [written('settings', 60, 'me')],
      touched_services: [written('api', 60, 'me')],
    };
    expect(changes(staged, { kind: 'configmaps' }).causes).toEqual(['CHG-103 ConfigMap/shop/settings']);
  });
});
