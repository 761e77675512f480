import { describe, expect, it } from 'vitest';
import { look } from '../../__fixtures__/look.ts';

const role = (name: string, rules: readonly object[], extra: object = {}) => ({ metadata: { name, ...extra }, rules });
const rule = (verbs: readonly string[], resources: readonly string[], apiGroups: readonly string[] = ['']) => ({
  verbs,
  resources,
  apiGroups,
});
const binding = (name: string, roleName: string, subjects: readonly object[], extra: object = {}) => ({
  metadata: { name, ...extra },
  roleRef: { kind: 'ClusterRole', name: roleName },
  subjects,
});
const alice = { kind: 'User', name: 'alice' };
const everything = rule(['*'], ['*'], ['*']);

function causes(
  rules: readonly object[],
  subjects: readonly object[] = [alice],
  bindingExtra: object = {},
  options: object = {},
) {
  const staged = { clusterroles: [role('r', rules)], clusterrolebindings: [binding('b', 'r', subjects, bindingExtra)] };
  return look(staged, { topics: ['rbac'], options: { ...options } }).causes;
}

describe('the audit of rights', () => {
  it('names who may do everything, once', () => {
    expect(causes([everything])).toEqual(['RBA-101 ClusterRoleBinding/b']);
  });

  it.each([
    ['RBA-102', rule(['bind'], ['clusterroles'], ['rbac.authorization.k8s.io'])],
    ['RBA-102', rule(['impersonate'], ['users'])],
    ['RBA-103', rule(['get'], ['secrets'])],
    ['RBA-104', rule(['get'], ['nodes/proxy'])],
    ['RBA-105', rule(['create'], ['pods/exec'])],
    ['RBA-106', rule(['create'], ['serviceaccounts/token'])],
    ['RBA-107', rule(['patch'], ['mutatingwebhookconfigurations'], ['admissionregistration.k8s.io'])],
  ])('finds %s', (code, one) => {
    expect(causes([one])).toEqual([`${code} ClusterRoleBinding/b`]);
  });

  it.each([
    ['reading pods', rule(['get', 'list'], ['pods', 'pods/log'])],
    ['one named Secret', { ...rule(['get'], ['secrets']), resourceNames: ['mine'] }],
    ['secrets of another group', rule(['get'], ['secrets'], ['example.com'])],
  ])('is silent about %s', (_, one) => {
    expect(causes([one])).toEqual([]);
  });

  it('is silent about what Kubernetes ships and what its components have', () => {
    const shipped = { labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } };
    expect(causes([everything], [{ kind: 'Group', name: 'system:masters' }], shipped)).toEqual([]);
    expect(causes([everything], [{ kind: 'ServiceAccount', namespace: 'kube-system', name: 'controller' }])).toEqual(
      [],
    );
  });

  it('finds rights for everybody, for default accounts, and of roles that are not there', () => {
    expect(causes([rule(['get'], ['pods'])], [{ kind: 'Group', name: 'system:unauthenticated' }])).toEqual([
      'RBA-110 ClusterRoleBinding/b',
    ]);
    expect(causes([rule(['get'], ['pods'])], [{ kind: 'ServiceAccount', namespace: 'shop', name: 'default' }])).toEqual(
      ['RBA-111 ClusterRoleBinding/b'],
    );
    expect(look({ clusterrolebindings: [binding('b', 'gone', [alice])] }, { topics: ['rbac'] }).causes).toEqual([
      'RBA-112 ClusterRoleBinding/b',
    ]);
  });

  it('claims no missing role where roles could not be read', () => {
    const steps = { clusterroles: { status: 'unknown', reason: { kind: 'denied', message: '403' } } } as const;
    expect(look({ clusterrolebindings: [binding('b', 'r', [alice])] }, { topics: ['rbac'], steps }).causes).toEqual([]);
  });

  it('answers for one user where one is asked for', () => {
    expect(causes([everything], [alice], {}, { user: 'bob' })).toEqual([]);
    expect(causes([everything], [alice], {}, { user: 'alice' })).toHaveLength(1);
  });
});
