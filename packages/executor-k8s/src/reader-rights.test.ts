import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { createKubernetesProvider } from './provider.ts';

interface Step {
  readonly id: string;
  readonly action: string;
  readonly when?: string;
  readonly with?: Settings;
}

type Settings = Readonly<Record<string, unknown>>;

interface Playbook {
  readonly metadata: { readonly name: string };
  readonly extends?: { readonly playbook: string; readonly with?: Readonly<Record<string, Settings>> };
  readonly steps: readonly Step[];
}

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly namespace?: string };
  readonly rules?: readonly Rule[];
}

type Inputs = Readonly<Record<string, unknown>>;

const { actions } = createKubernetesProvider({ version: '1', kubeconfigPath: '/nonexistent', environment: {} });
/** What changes something is granted in writer.yaml, and nowhere else. */
const writes: ReadonlySet<string> = new Set(
  actions.filter(({ risk }) => risk !== 'read').map(({ name }) => `kubernetes.${name}`),
);

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
const analyzers: ReadonlySet<string> = new Set(['analyze-cpu', 'cpu-suspects', 'triage', 'triage-scout']);

/** Manifests that are given one by one, with the rights that belong there and nowhere else. */
const optIn: Readonly<Record<string, RegExp>> = {
  'reader-certificates.yaml': / secrets\b/,
  'reader-logs.yaml': / pods\/log\b/,
  'reader-metrics.yaml': / \/metrics$/,
  'reader-node-proxy.yaml': / nodes\/proxy\b/,
};

function readSteps(): readonly Step[] {
  const files = readdirSync(libraryFolder).filter((name) => name.endsWith('.yaml'));
  const playbooks = files.map((name) => parse(readFileSync(new URL(name, libraryFolder), 'utf8')) as Playbook);
  const steps = playbooks.flatMap((playbook) => stepsOf(playbook, playbooks));
  return steps.filter(({ action }) => action.startsWith('kubernetes.') && !writes.has(action));
}

/** Its own steps, or those of the playbook that it extends with what it sets of them. */
function stepsOf(playbook: Playbook, all: readonly Playbook[]): readonly Step[] {
  const wanted = playbook.extends;
  if (wanted === undefined) return playbook.steps;
  const base = all.find(({ metadata }) => metadata.name === wanted.playbook);
  if (base === undefined) throw new RangeError(`no playbook ${wanted.playbook}`);
  return base.steps.map((step) => ({ ...step, with: { ...step.with, ...wanted.with?.[step.id] } }));
}

/** What an expression over earlier steps stands for here. */
const later = 'x';

/** `${{ inputs.x }}` becomes the input, and every other expression some text, as from an earlier step. */
function resolve(value: unknown, inputs: Inputs): unknown {
  const input = typeof value === 'string' ? /^\$\{\{ inputs\.(\w+) \}\}$/.exec(value)?.[1] : undefined;
  if (input !== undefined) return inputs[input];
  return typeof value === 'string' ? value.replaceAll(/\$\{\{.*?\}\}/gs, later) : value;
}

function rightsOf(step: Step, inputs: Inputs): readonly string[] {
  const action = actions.find(({ name }) => `kubernetes.${name}` === step.action);
  if (action === undefined) throw new RangeError(`no action ${step.action}`);
  const given = Object.fromEntries(
    Object.entries(step.with ?? {})
      // A yes or no that only an earlier step knows changes no right.
      .filter(([key]) => key !== 'previous')
      .map(([key, value]) => [key, resolve(value, inputs)]),
  );
  const input = action.name === 'access-review' ? { checks: [] } : given;
  return action
    .permissions(analyzers.has(action.name) ? input : action.input.parse(input))
    .filter(({ verb, resource }) => verb !== 'query' && resource !== 'alerts' && !resource.includes('/selfsubject'))
    .map(({ verb, resource, namespace }) => {
      // A namespace that the user names, or that a run finds, may be any: only one that the playbook fixes can be
      // granted alone.
      const isAny = namespace === undefined || namespace === inputs.namespace || namespace === later;
      const name = given.name === undefined ? '' : ` "${given.name}"`;
      return isAny ? `${verb} ${resource}` : `${verb} ${resource}${name} in ${namespace}`;
    });
}

function rightsNeeded(): readonly string[] {
  const steps = readSteps();
  const rights = new Set(scopes.flatMap((inputs) => steps.flatMap((step) => rightsOf(step, inputs))));
  const isImplied = (right: string): boolean => / in \S+$/.test(right) && rights.has(right.replace(/ in \S+$/, ''));
  return [...rights].filter((right) => !isImplied(right)).sort();
}

function isOptIn(right: string): boolean {
  return Object.values(optIn).some((kind) => kind.test(right));
}

function rightsIn({
  apiGroups = [],
  resources = [],
  resourceNames = [''],
  nonResourceURLs = [],
  verbs,
}: Rule): string[] {
  const named = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      resourceNames.map((name) => `${group === '' ? '' : `${group}/`}${resource}${name && ` "${name}"`}`),
    ),
  );
  return [...named, ...nonResourceURLs].flatMap((what) => verbs.map((verb) => `${verb} ${what}`));
}

function manifestNames(): readonly string[] {
  return readdirSync(new URL('deploy/rbac/', root)).filter((name) => name.endsWith('.yaml'));
}

function rightsGranted(file: string): readonly string[] {
  const text = readFileSync(new URL(`deploy/rbac/${file}`, root), 'utf8');
  const manifests = parseAllDocuments(text).map((document) => document.toJS() as Manifest);
  const rights = manifests.flatMap(({ metadata: { namespace }, rules = [] }) =>
    rules.flatMap(rightsIn).map((right) => (namespace === undefined ? right : `${right} in ${namespace}`)),
  );
  expect(rights).toEqual([...new Set(rights)]);
  return rights.toSorted();
}

describe('deploy/rbac', () => {
  const allNeeded = rightsNeeded();

  it('grants in reader.yaml what the steps of the playbooks read, and nothing else', () => {
    expect(rightsGranted('reader.yaml')).toEqual(allNeeded.filter((right) => !isOptIn(right)));
  });

  it.each(Object.entries(optIn))('grants in %s what belongs there of what is read, and nothing else', (file, kind) => {
    const needed = allNeeded.filter((right) => kind.test(right));
    expect(manifestNames().includes(file) ? rightsGranted(file) : []).toEqual(needed);
  });

  it('has no manifest that grants nothing, and none that no test holds to its rights', () => {
    // writer-rights.test.ts holds writer.yaml to its rights.
    const known = [...Object.keys(optIn), 'reader.yaml', 'writer.yaml'];
    expect(manifestNames().filter((file) => !known.includes(file) || rightsGranted(file).length === 0)).toEqual([]);
  });

  it('asks a node of itself only when the one who asks agreed', () => {
    const asking = readSteps().filter((step) => rightsOf(step, {}).some((right) => right.includes('nodes/proxy')));
    expect(asking.filter(({ when = '' }) => !when.includes('inputs.node_proxy'))).toEqual([]);
  });

  it('reads logs only when the one who asks did not decline', () => {
    const asking = readSteps().filter((step) => rightsOf(step, {}).some((right) => right.includes('pods/log')));
    expect(asking.filter(({ when = '' }) => !when.includes('inputs.logs'))).toEqual([]);
  });
});
