import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { createKubernetesProvider } from './provider.ts';

interface Step {
  readonly action: string;
  readonly when?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly namespace?: string };
  readonly rules?: readonly Rule[];
}

type Inputs = Readonly<Record<string, unknown>>;

const root = new URL('../../../', import.meta.url);
const libraryFolder = new URL('playbooks/library/', root);
/** As the user may ask: about everything, a namespace, a workload in one, a workload anywhere, a node. */
const scopes: readonly Inputs[] = [
  {},
  { namespace: 'shop' },
  { namespace: 'shop', workload: 'api' },
  { workload: 'api' },
  { node: 'n1' },
];
/** They take other steps' results, which only a run has; their rights depend on nothing. */
const analyzers: ReadonlySet<string> = new Set(['analyze-cpu', 'cpu-suspects']);

function readSteps(): readonly Step[] {
  const files = readdirSync(libraryFolder).filter((name) => name.endsWith('.yaml'));
  const playbooks = files.map((name) => parse(readFileSync(new URL(name, libraryFolder), 'utf8')) as { steps: Step[] });
  return playbooks.flatMap(({ steps }) => steps).filter(({ action }) => action.startsWith('kubernetes.'));
}

/** `${{ inputs.x }}` becomes the input, and every other expression some text, as from an earlier step. */
function resolve(value: unknown, inputs: Inputs): unknown {
  const input = typeof value === 'string' ? /^\$\{\{ inputs\.(\w+) \}\}$/.exec(value)?.[1] : undefined;
  if (input !== undefined) return inputs[input];
  return typeof value === 'string' ? value.replaceAll(/\$\{\{.*?\}\}/gs, 'x') : value;
}

const { actions } = createKubernetesProvider({ version: '1', kubeconfigPath: '/nonexistent', environment: {} });

function rightsOf(step: Step, inputs: Inputs): readonly string[] {
  const action = actions.find(({ name }) => `kubernetes.${name}` === step.action);
  if (action === undefined) throw new RangeError(`no action ${step.action}`);
  const given = Object.fromEntries(
    Object.entries(step.with ?? {}).map(([key, value]) => [key, resolve(value, inputs)]),
  );
  const input = action.name === 'access-review' ? { checks: [] } : given;
  return action
    .permissions(analyzers.has(action.name) ? input : action.input.parse(input))
    .filter(({ verb, resource }) => verb !== 'query' && !resource.includes('/selfsubject'))
    .map(({ verb, resource, namespace }) => {
      // A namespace that the user names may be any: only one that the playbook fixes can be granted alone.
      const place = namespace === undefined || namespace === inputs.namespace ? '' : ` "${given.name}" in ${namespace}`;
      return `${verb} ${resource}${place}`;
    });
}

function rightsNeeded(isWanted: (step: Step) => boolean): readonly string[] {
  const steps = readSteps().filter(isWanted);
  const rights = scopes.flatMap((inputs) => steps.flatMap((step) => rightsOf(step, inputs)));
  return [...new Set(rights)].sort();
}

function rightsGranted(file: string): readonly string[] {
  const text = readFileSync(new URL(`deploy/rbac/${file}`, root), 'utf8');
  const manifests = parseAllDocuments(text).map((document) => document.toJS() as Manifest);
  const rights = manifests.flatMap(({ metadata, rules = [] }) =>
    rules.flatMap(({ apiGroups, resources, resourceNames = [''], verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          resourceNames.flatMap((name) =>
            verbs.map((verb) => {
              const place = metadata.namespace === undefined ? '' : ` in ${metadata.namespace}`;
              return `${verb} ${group === '' ? '' : `${group}/`}${resource}${name && ` "${name}"`}${place}`;
            }),
          ),
        ),
      ),
    ),
  );
  expect(rights).toEqual([...new Set(rights)]);
  return rights.toSorted();
}

function isOptIn({ when = '' }: Step): boolean {
  return when.includes('inputs.node_proxy');
}

describe('deploy/rbac', () => {
  it('grants in reader.yaml what the steps of the playbooks read, and nothing else', () => {
    expect(rightsGranted('reader.yaml')).toEqual(rightsNeeded((step) => !isOptIn(step)));
  });

  it('grants in reader-node-proxy.yaml what the opt-in steps read, and nothing else', () => {
    expect(rightsNeeded(isOptIn)).not.toEqual([]);
    expect(rightsGranted('reader-node-proxy.yaml')).toEqual(rightsNeeded(isOptIn));
  });
});
