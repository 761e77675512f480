import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createKubernetesProvider } from './provider.ts';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly roleRef?: { readonly name: string };
  readonly subjects?: readonly object[];
  readonly rules?: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly resourceNames?: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

const file = new URL('../../../deploy/rbac/writer.yaml', import.meta.url);
const manifests = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Manifest);
const { actions } = createKubernetesProvider({ version: '1', kubeconfigPath: '/nonexistent', environment: {} });
const changes = actions.filter(({ risk }) => risk !== 'read');

/** Every form in which each change can be asked for, as far as rights depend on it. */
const forms: Readonly<Record<string, readonly object[]>> = {
  cordon: [{ node: 'n1' }],
  drain: [{ node: 'n1' }, { node: 'n1', force: true, grace_sec: 30 }],
  restart: [{ workload: 'api' }, { pod: 'api-1' }, { workload: 'api', pod: 'api-1' }],
  rollback: [{ workload: 'api' }, { workload: 'api', revision: 3 }, { workload: 'api', version: '1.2' }],
  scale: [
    { workload: 'api', replicas: 3 },
    { workload: 'api', min_replicas: 1 },
    { workload: 'api', max_replicas: 9 },
  ],
  'set-resources': [
    { workload: 'api', cpu: '1' },
    { workload: 'api', limits_memory: '1Gi', container: 'app' },
  ],
};
const kinds = ['', 'deployment/', 'statefulset/', 'daemonset/'];

function inputsOf(name: string): readonly object[] {
  const known = forms[name] ?? [];
  const asked = known.flatMap((form) =>
    'workload' in form ? kinds.map((kind) => ({ ...form, workload: `${kind}${form.workload}` })) : [form],
  );
  return asked.flatMap((form) => ('node' in form ? [form] : [form, { ...form, namespace: 'shop' }]));
}

/** Some forms fit no kind: a DaemonSet has no replicas. */
function rightsOf(action: (typeof changes)[number]): readonly string[] {
  const inputs = inputsOf(action.name)
    .map((input) => action.input.safeParse(input))
    .filter(({ success }) => success);
  expect(inputs.length).toBeGreaterThan(0);
  return inputs.flatMap(({ data }) => action.permissions(data)).map(({ verb, resource }) => `${verb} ${resource}`);
}

/** `system:basic-user` lets everybody ask what they may do. */
const free = 'create authorization.k8s.io/selfsubjectaccessreviews';
/** What `doLocate` reads, whatever is changed. */
const location = 'get namespaces "kube-system"';

function rightsNeeded(): readonly string[] {
  return [...new Set([location, ...changes.flatMap(rightsOf)])].filter((right) => right !== free).sort();
}

function rightsGranted(): readonly string[] {
  return manifests
    .flatMap(({ rules = [] }) => rules)
    .flatMap(({ apiGroups, resources, resourceNames = [''], verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          resourceNames.flatMap((name) =>
            verbs.map((verb) => `${verb} ${group && `${group}/`}${resource}${name && ` "${name}"`}`),
          ),
        ),
      ),
    )
    .sort();
}

describe('deploy/rbac/writer.yaml', () => {
  it('grants what the changes need, and nothing else', () => {
    expect(rightsGranted()).toEqual(rightsNeeded());
  });

  it('knows every change, and every form of it', () => {
    expect(Object.keys(forms)).toEqual(changes.map(({ name }) => name).sort());
  });

  it('grants no right twice, none over everything, none to delete, none over Secrets or rights', () => {
    const rights = rightsGranted();
    expect(rights).toEqual([...new Set(rights)]);
    expect(rights.filter((right) => /\*|delete|secret|rbac|escalate|impersonate|bind|exec|token/.test(right))).toEqual(
      [],
    );
    expect(rights.filter((right) => /^(create|update)/.test(right))).toEqual(['create pods/eviction']);
  });

  it('binds its service account and nobody else', () => {
    const bindings = manifests.filter(({ kind }) => kind.endsWith('Binding'));
    const roles = manifests.filter(({ kind }) => kind === 'ClusterRole').map(({ metadata }) => metadata.name);
    expect(bindings.map(({ roleRef }) => roleRef?.name)).toEqual(roles);
    const writer = { kind: 'ServiceAccount', name: 'cloudops-writer', namespace: 'cloudops' };
    for (const { subjects } of bindings) expect(subjects).toEqual([writer]);
  });
});
