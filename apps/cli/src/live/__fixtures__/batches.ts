import type { Scenario } from '@cloudops/testbed';

/** Scenarios that are staged on one control plane, in this order: none disturbs another. */
export type Batch = readonly Scenario[];

/**
 * How a scenario may share a control plane: `free` with any, one `storage` and one `cluster` scenario to a control
 * plane, `usage` ones with each other and `secrets` ones likewise, an `alone` one with none.
 */
export type Company = 'free' | 'storage' | 'cluster' | 'usage' | 'secrets' | 'alone';

const storageKinds = ['StorageClass', 'PersistentVolume', 'PersistentVolumeClaim'];
const harmless = ['IngressClass', 'Namespace'];

/** The platform's own namespaces, the nodes that all use, preemption, and room on nodes. */
const forAll = /"namespace":"kube-[a-z-]+"|"name":"kwok-\d"|"PriorityClass"|"SCHED-TOO-MANY-PODS"|"ROLLOUT-NO-ROOM"/;

/** What keeps a scenario from sharing: what it stages that others of its control plane would see. */
function companyOf(scenario: Scenario): Company {
  const { objects, programs } = scenario;
  const text = JSON.stringify(scenario);
  if (programs.end.length + programs.pause.length > 0 || forAll.test(text)) return 'alone';
  if (text.includes('/usage-cpu')) return 'usage';
  if (scenario.topics.includes('secrets')) return 'secrets';
  const everywhere = objects.filter(
    ({ kind, metadata }) => metadata.namespace === undefined && !harmless.includes(kind),
  );
  const isStorage = ({ kind }: { readonly kind: string }): boolean => storageKinds.includes(kind);
  if (everywhere.some((object) => !isStorage(object))) return 'cluster';
  return objects.some(isStorage) || text.includes('volumeClaimTemplates') ? 'storage' : 'free';
}

/**
 * Shares scenarios out to control planes, as many as the largest groups need and no more than `mostFree` free ones on
 * each. The one that changes the cluster comes last, when the others' pods are placed.
 */
export function planBatches(scenarios: readonly Scenario[], mostFree: number): readonly Batch[] {
  const of = (company: Company): readonly Scenario[] => scenarios.filter((one) => companyOf(one) === company);
  const [free, storage, cluster] = [of('free'), of('storage'), of('cluster')];
  const count = Math.max(storage.length, cluster.length, Math.ceil(free.length / mostFree));
  const shared = Array.from({ length: count }, (_, place) => [
    ...free.filter((_one, position) => position % count === place),
    ...storage.slice(place, place + 1),
    ...cluster.slice(place, place + 1),
  ]);
  const alone = of('alone').map((scenario) => [scenario]);
  const apart = [of('secrets'), ...shared].filter((batch) => batch.length > 0).map((batch) => batch.map(moveApart));
  return [...alone, ...packUsage(of('usage')), ...apart];
}

/** Usage is staged for some namespaces only, so that these cannot move: two in one namespace need two control planes. */
function packUsage(scenarios: readonly Scenario[]): readonly Batch[] {
  const batches: Scenario[][] = [];
  for (const scenario of scenarios) {
    const taken = (batch: Batch): boolean =>
      batch.some(({ namespaces }) => namespaces.some((name) => scenario.namespaces.includes(name)));
    const fitting = batches.find((batch) => !taken(batch));
    if (fitting === undefined) batches.push([scenario]);
    else fitting.push(scenario);
  }
  return batches;
}

/** Words that no field of what is staged bears, so that they can be replaced wherever they stand. */
const movable = ['billing', 'legacy', 'market', 'platform', 'shop'];

/** The same scenario in namespaces of its own: `shop` becomes `shop-4` in objects, messages, addresses, expectation. */
function moveApart(scenario: Scenario, place: number): Scenario {
  const words = scenario.namespaces.filter((name) => movable.includes(name));
  if (words.length === 0 || place === 0) return scenario;
  const text = JSON.stringify(scenario).replaceAll(new RegExp(`\\b(?:${words.join('|')})\\b`, 'g'), `$&-${place}`);
  return { ...(JSON.parse(text) as Scenario), id: scenario.id };
}
