import { listAt, numberAt, textAt, valueAt } from '../../evidence/read.ts';
import type { Explanation } from '../draft.ts';
import { type ConnectionWords, lastWordsOf, mentions, type Peer, wordsAbout } from './connection-words.ts';
import { dependentsOf, dependentsOn, sufferingPods } from './dependents.ts';
import type { Entity } from './entity.ts';
import type { Pod } from './pod.ts';
import { troublesOf } from './pod-symptoms.ts';
import { isServiceMissing, reachabilityOf } from './reachability.ts';
import { routesTo } from './routes.ts';
import { type Lack, livingPodsOf } from './service.ts';
import type { Snapshot } from './snapshot.ts';
import type { Workload } from './workload.ts';
import { isAtZero } from './workload-status.ts';

/** What a Service lacks, where that hurts or nobody declared it; null else. */
export function lackOf(snapshot: Snapshot, service: Entity): Lack | null {
  const reach = reachabilityOf(snapshot, service);
  if (reach.kind !== 'lacking') return null;
  const { lack } = reach;
  if (lack.kind === 'no-addresses') return isNeeded(snapshot, service) ? lack : null;
  if (lack.kind !== 'no-pods') return lack;
  const { workloads } = lack;
  // A headless Service lists what there is, such as parts of a control plane that somebody else runs: none may be right.
  const isDeclared =
    workloads.length === 0
      ? textAt(service.raw, 'spec', 'clusterIP') === 'None'
      : workloads.every((one) => isAtZero(one) || runsToAnEnd(one.kind));
  return isDeclared && !isNeeded(snapshot, service) ? null : lack;
}

function runsToAnEnd(kind: string): boolean {
  return kind === 'Job' || kind === 'CronJob';
}

/** Whether users come this way, the cluster itself needs it, or somebody who names it suffers. */
function isNeeded(snapshot: Snapshot, service: Entity): boolean {
  const { namespace, name } = service;
  return (
    routesTo(snapshot, namespace, name).length > 0 ||
    isNamedByCluster(snapshot, service) ||
    snapshot.all('statefulsets').some((one) => one.namespace === namespace && names(one, name)) ||
    sufferersOf(snapshot, service).length > 0
  );
}

/** A StatefulSet that runs pods, whose names the Service should give. */
function names({ raw }: Entity, service: string): boolean {
  return textAt(raw, 'spec', 'serviceName') === service && numberAt(raw, 'spec', 'replicas') !== 0;
}

/** Whether aggregated APIs, admission webhooks or name resolution hang on a Service. */
export function isNamedByCluster(snapshot: Snapshot, service: Entity): boolean {
  return isDns(service) || apiServicesOf(snapshot, service).length > 0 || isWebhookService(snapshot, service);
}

function isWebhookService(snapshot: Snapshot, { namespace, name }: Entity): boolean {
  return ['mutatingwebhooks', 'validatingwebhooks'].some((record) =>
    snapshot.all(record).some(({ raw }) =>
      listAt(raw, 'webhooks').some((webhook) => {
        const service = valueAt(webhook, 'clientConfig', 'service');
        return textAt(service, 'name') === name && textAt(service, 'namespace') === namespace;
      }),
    ),
  );
}

/** The Service that resolves names for pods. Source: Kubernetes, "DNS for Services and Pods". */
export function isDns({ namespace, name }: Pick<Entity, 'namespace' | 'name'>): boolean {
  return namespace === 'kube-system' && (name === 'kube-dns' || name === 'coredns');
}

/** Aggregated APIs that a Service serves. */
export function apiServicesOf(snapshot: Snapshot, { namespace, name }: Entity): readonly Entity[] {
  return snapshot
    .all('apiservices')
    .filter(
      ({ raw }) =>
        textAt(raw, 'spec', 'service', 'name') === name && textAt(raw, 'spec', 'service', 'namespace') === namespace,
    );
}

/** A pod that suffers, as far as can be told, from a Service without endpoints. */
export interface Sufferer {
  readonly workload: Workload;
  readonly pods: readonly Pod[];
  /** Null where no log was read. */
  readonly words: ConnectionWords | null;
  /** How it depends on the Service. */
  readonly mechanism: string;
}

const known = new WeakMap<Snapshot, Map<string, readonly Sufferer[]>>();

/** Workloads that name a Service, suffer, and whose last words, where read, fit. */
function sufferersOf(snapshot: Snapshot, service: Entity): readonly Sufferer[] {
  const cache = known.get(snapshot) ?? new Map<string, readonly Sufferer[]>();
  known.set(snapshot, cache);
  const found = cache.get(service.key) ?? findSufferers(snapshot, service);
  cache.set(service.key, found);
  return found;
}

function findSufferers(snapshot: Snapshot, service: Entity): readonly Sufferer[] {
  const own = new Set(livingPodsOf(snapshot, service).map((pod) => snapshot.workloadOf(pod).key));
  const named = dependentsOn(snapshot, service.namespace, service.name).map(({ workload, dependency }) => ({
    workload,
    mechanism: `names it in ${dependency.setting}`,
  }));
  const all = isDns(service)
    ? [...snapshot.workloads.values()].map((workload) => ({ workload, mechanism: 'resolves names by it' }))
    : named;
  const unique = new Map(all.map((one) => [one.workload.key, one]));
  const peer = { namespace: service.namespace, service: service.name };
  // A headless Service without ready pods has no address at all.
  const isHeadless = textAt(service.raw, 'spec', 'clusterIP') === 'None';
  const kinds = isHeadless ? (['refused', 'timeout', 'not-found'] as const) : (['refused', 'timeout'] as const);
  return [...unique.values()]
    .filter(({ workload }) => !own.has(workload.key))
    .flatMap(({ workload, mechanism }): Sufferer[] => {
      const pods = sufferingPods(snapshot, workload);
      if (pods.length === 0) return [];
      const verdict = isDns(service)
        ? (aboutNames(snapshot, workload) ?? unreadNames(snapshot, workload, pods))
        : about(snapshot, workload, pods, { peer, kinds });
      return verdict === null ? [] : [{ workload, pods, words: verdict.words, mechanism }];
    });
}

/** Words of a workload that finds no names: nobody answered, or the answer was no for a name that exists. */
export function aboutNames(snapshot: Snapshot, workload: Workload): { readonly words: ConnectionWords } | null {
  const { connections } = lastWordsOf(snapshot, workload);
  const missing = dependentsOf(snapshot)
    .byWorkload.get(workload.key)
    ?.filter(({ dependency }) => isServiceMissing(snapshot, dependency.namespace, dependency.service));
  const words = connections.findLast(
    ({ kind, line }) =>
      kind === 'no-dns' ||
      (kind === 'not-found' && !(missing ?? []).some(({ dependency }) => mentions(line, dependency.service))),
  );
  return words === undefined ? null : { words };
}

/** Where nobody answers for names and no log was read, who calls Services by name and ends by itself may well miss that. */
function unreadNames(
  snapshot: Snapshot,
  workload: Workload,
  pods: readonly Pod[],
): { readonly words: ConnectionWords | null } | null {
  if (lastWordsOf(snapshot, workload).wereRead) return null;
  const named = dependentsOf(snapshot).byWorkload.get(workload.key) ?? [];
  const calls = named.some(({ dependency }) => !isServiceMissing(snapshot, dependency.namespace, dependency.service));
  return calls && pods.some((pod) => endsByItself(snapshot, pod)) ? { words: null } : null;
}

/** Null when the last words speak of something else, or its way to fail has nothing to do with peers. */
export function about(
  snapshot: Snapshot,
  workload: Workload,
  pods: readonly Pod[],
  { peer, kinds }: { readonly peer: Peer; readonly kinds: readonly ConnectionWords['kind'][] },
): { readonly words: ConnectionWords | null } | null {
  const verdict = wordsAbout(snapshot, lastWordsOf(snapshot, workload), peer, kinds);
  if (verdict.kind === 'else') return null;
  if (verdict.kind === 'names' || verdict.kind === 'fits') return { words: verdict.words };
  return pods.some((pod) => endsByItself(snapshot, pod)) ? { words: null } : null;
}

/** Whether what a pod suffers from can be a missing peer: it ends by itself, or stays not ready. Not a signal, a missing command, a missing image. */
export function endsByItself(snapshot: Snapshot, pod: Pod): boolean {
  return troublesOf(snapshot, pod).every(
    ({ trouble }) => trouble.kind === 'crashing' && (trouble.ended?.exitCode ?? 1) < 126,
  );
}

/** Symptoms at those that suffer from a Service without endpoints. */
export function explainsSufferers(snapshot: Snapshot, service: Entity): readonly Explanation[] {
  return sufferersOf(snapshot, service).flatMap(({ pods, mechanism }) =>
    pods.map(({ key }) => ({ instance: key, codes: ['POD-001', 'POD-004'], mechanism })),
  );
}
