import { compareText, listAt, type PathPart, textAt, valueAt } from '../../evidence/read.ts';
import type { Snapshot } from './snapshot.ts';
import type { Workload } from './workload.ts';

/** An address inside the cluster that a workload's settings name. */
export interface Dependency {
  /** The Service that the name would be. */
  readonly service: string;
  readonly namespace: string;
  /** Null where none is stated. */
  readonly port: number | null;
  /** As written, such as `db.data.svc:5432`. */
  readonly text: string;
  /** Whether the name can only be one inside the cluster: it ends in `.svc` or is a single word. */
  readonly isInside: boolean;
  /** The setting that names it: a variable, an argument, a ConfigMap's key. */
  readonly setting: string;
  readonly container: string;
  /** The object that holds the setting, by record name, and the path to it. */
  readonly holder: { readonly record: string; readonly namespace: string; readonly name: string };
  readonly path: readonly PathPart[];
}

const recordByKind: ReadonlyMap<string, string> = new Map([
  ['CronJob', 'cronjobs'],
  ['DaemonSet', 'daemonsets'],
  ['Deployment', 'deployments'],
  ['Job', 'jobs'],
  ['Pod', 'pods'],
  ['StatefulSet', 'statefulsets'],
]);

/** What a workload depends on by its environment, its arguments, and the ConfigMaps that it takes settings from. */
export function dependenciesOf(snapshot: Snapshot, workload: Workload): readonly Dependency[] {
  const { spec, specPath, namespace, kind, name } = workload;
  const holder = { record: recordByKind.get(kind) ?? 'pods', namespace, name };
  return ['initContainers', 'containers'].flatMap((list) =>
    listAt(spec, list).flatMap((container, position) => {
      const base = { container: textAt(container, 'name'), holder };
      const path = [...specPath, list, position];
      const variables = listAt(container, 'env').flatMap((variable, index) =>
        listAt(variable, 'endpoints').flatMap((text) =>
          toDependency(text, namespace, { ...base, setting: textAt(variable, 'name'), path: [...path, 'env', index] }),
        ),
      );
      const words = listAt(container, 'arg_endpoints').flatMap((text) =>
        toDependency(text, namespace, { ...base, setting: 'arguments', path: [...path, 'arg_endpoints'] }),
      );
      return [...withPorts(variables, container), ...words, ...ofConfigMaps(snapshot, workload, container)];
    }),
  );
}

/** `DB_HOST=db` with `DB_PORT=5432` is `db:5432`. */
function withPorts(found: readonly Dependency[], container: unknown): readonly Dependency[] {
  return found.map((one) => {
    if (one.port !== null) return one;
    const stem = one.setting.replace(/_?(HOST|HOSTNAME|ADDR|ADDRESS|SERVER|SERVICE)$/i, '');
    const port = listAt(container, 'env').find(
      (variable) => textAt(variable, 'name').toUpperCase() === `${stem}_PORT`.toUpperCase(),
    );
    const number = valueAt(port, 'port');
    return typeof number === 'number' ? { ...one, port: number } : one;
  });
}

function ofConfigMaps(snapshot: Snapshot, workload: Workload, container: unknown): readonly Dependency[] {
  const { namespace } = workload;
  const whole = listAt(container, 'envFrom').map((from) => ({ name: textAt(from, 'configMapRef', 'name'), key: null }));
  const single = listAt(container, 'env').map((variable) => ({
    name: textAt(variable, 'valueFrom', 'configMapKeyRef', 'name'),
    key: textAt(variable, 'valueFrom', 'configMapKeyRef', 'key'),
  }));
  return [...whole, ...single].flatMap(({ name, key }) => {
    const endpoints = valueAt(snapshot.find('configmaps', namespace, name)?.raw, 'endpoints');
    if (typeof endpoints !== 'object' || endpoints === null) return [];
    const holder = { record: 'configmaps', namespace, name };
    return Object.keys(endpoints)
      .filter((setting) => key === null || setting === key)
      .sort(compareText)
      .flatMap((setting) =>
        listAt(endpoints, setting).flatMap((text) =>
          toDependency(text, namespace, {
            setting,
            container: textAt(container, 'name'),
            holder,
            path: ['endpoints', setting],
          }),
        ),
      );
  });
}

type Setting = Pick<Dependency, 'setting' | 'container' | 'holder' | 'path'>;

/** `name`, `name.namespace`, `name.namespace.svc…`, `pod.name.namespace.svc…`; other names are outside. */
function toDependency(value: unknown, namespace: string, setting: Setting): readonly Dependency[] {
  if (typeof value !== 'string') return [];
  const [host = '', port] = value.split(':');
  const all = host.split('.');
  const parts = all[3] === 'svc' ? all.slice(1) : all;
  const [service = '', second] = parts;
  const isCluster = parts[2] === 'svc';
  if (parts.length > 2 && !isCluster) return [];
  const found: Dependency = {
    service,
    namespace: second ?? namespace,
    port: port === undefined ? null : Number(port),
    text: value,
    isInside: isCluster || parts.length === 1,
    ...setting,
  };
  return service === 'localhost' ? [] : [found];
}

/** Other namespaces that settings in a namespace name and that exist, sorted. */
export function endpointNamespaces(snapshot: Snapshot, namespace: string): readonly string[] {
  const found = [...snapshot.workloads.values()]
    .filter((workload) => workload.namespace === namespace)
    .flatMap((workload) => dependenciesOf(snapshot, workload).map((dependency) => dependency.namespace));
  const others = new Set(found.filter((other) => other !== namespace && other !== 'kube-system'));
  return [...others].filter((other) => snapshot.find('namespaces', '', other) !== undefined).sort(compareText);
}
