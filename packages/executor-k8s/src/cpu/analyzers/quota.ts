import type { Item } from '../../evidence/book.ts';
import { quantityOf } from '../../evidence/quantity.ts';
import { conditionOf, listAt, numberAt, textAt, valueAt } from '../../evidence/read.ts';
import type { Subject } from '../../evidence/subject.ts';
import { cores, percent, round, shareOf } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import type { WorkloadEntry } from '../model/workload.ts';
import { defaultThresholds } from '../thresholds.ts';

const blocking: CpuFindingDefinition = {
  code: 'CPU-122',
  title: 'CPU quota keeps replicas from being created',
  role: 'fault',
  severity: 'high',
  decided:
    'A ResourceQuota has less CPU left than one more pod of a workload asks for, and that workload has fewer pods than it wants. Decided from the objects; ReplicaFailure of the workload confirms it.',
  thresholds: {},
  source: 'Decision tree step 9; kubernetes-mixin KubeQuotaFullyUsed; Kubernetes, "Resource Quotas"',
  remedy: 'Raise the quota, or lower the requests or the number of replicas in the namespace.',
};

const almostFull: CpuFindingDefinition = {
  code: 'CPU-123',
  title: 'CPU quota is almost full',
  role: 'hint',
  severity: 'low',
  decided: 'A ResourceQuota has at least 90 % of its CPU requests or limits used and blocks nothing yet.',
  thresholds: { quota_warn: defaultThresholds.quota_warn },
  source: 'kubernetes-mixin KubeQuotaAlmostFull',
  remedy: 'Raise the quota before the next scale-up or rollout needs it.',
};

const missing: CpuFindingDefinition = {
  code: 'CPU-126',
  title: 'Replicas cannot be created for lack of CPU quota',
  role: 'symptom',
  severity: 'high',
  decided: 'A workload has fewer pods than it wants while a CPU quota of its namespace has no room for one more.',
  thresholds: {},
  source: 'Decision tree step 9; kubernetes-mixin KubeDeploymentReplicasMismatch',
  remedy: 'See the quota.',
};

/** Keys of a quota that count CPU, with the part of a container that they count. */
const parts: Readonly<Record<string, 'requests' | 'limits'>> = {
  cpu: 'requests',
  'requests.cpu': 'requests',
  'limits.cpu': 'limits',
};

interface QuotaPart {
  readonly item: Item;
  readonly subject: Subject;
  readonly key: string;
  readonly part: 'requests' | 'limits';
  readonly hard: number;
  readonly used: number;
  readonly isScoped: boolean;
}

interface Blocked {
  readonly workload: WorkloadEntry;
  readonly quota: QuotaPart;
  readonly wanted: number;
  readonly there: number;
  readonly perPod: number;
  readonly condition: number | null;
}

/** Quotas that are full or nearly so. */
export const quota: CpuAnalyzer = {
  definitions: [blocking, almostFull, missing],
  inspect(cluster) {
    const quotas = cluster.book.items('quotas').flatMap(readQuota);
    const byNamespace = Map.groupBy(quotas, ({ subject }) => subject.namespace);
    const blocked = [...cluster.workloads.values()].flatMap((workload) =>
      (byNamespace.get(workload.namespace) ?? []).flatMap((one) => findBlocked(workload, one) ?? []),
    );
    const byQuota = Map.groupBy(blocked, ({ quota: one }) => one);
    const drafts: Draft[] = [...byQuota].map(([one, victims]) => describeBlocking(cluster, one, victims));
    for (const [, victims] of Map.groupBy(blocked, ({ workload }) => workload))
      drafts.push(...victims.slice(0, 1).map((victim) => describeMissing(cluster, victim)));
    for (const one of quotas) {
      if (!byQuota.has(one) && one.hard > 0 && shareOf(one.used, one.hard) >= cluster.thresholds.quota_warn)
        drafts.push(describeAlmostFull(cluster, one));
    }
    if (drafts.length > 0 || !cluster.book.isComplete('quotas')) return { drafts, ruledOut: [] };
    const why =
      quotas.length === 0
        ? 'No ResourceQuota limits CPU.'
        : `No CPU quota is at ${percent(cluster.thresholds.quota_warn)} or blocks a workload.`;
    return {
      drafts,
      ruledOut: [
        { code: blocking.code, why, evidence: cluster.book.citeAll([[{ step: 'quotas', path: [] }, 'complete']]) },
      ],
    };
  },
};

function readQuota(item: Item): readonly QuotaPart[] {
  const { raw } = item;
  return Object.entries(parts).flatMap(([key, part]) => {
    const hard = quantityOf(valueAt(raw, 'status', 'hard', key));
    const used = quantityOf(valueAt(raw, 'status', 'used', key));
    if (hard === null || used === null) return [];
    const subject = {
      kind: 'ResourceQuota',
      namespace: textAt(raw, 'metadata', 'namespace'),
      name: textAt(raw, 'metadata', 'name'),
    };
    const isScoped =
      valueAt(raw, 'spec', 'scopes') !== undefined || valueAt(raw, 'spec', 'scopeSelector') !== undefined;
    return [{ item, subject, key, part, hard, used, isScoped }];
  });
}

function findBlocked(workload: WorkloadEntry, one: QuotaPart): Blocked | null {
  const raw = workload.item?.raw;
  const wanted =
    numberAt(raw, 'spec', 'replicas') ?? (workload.kind === 'Job' ? numberAt(raw, 'spec', 'parallelism') : null);
  if (
    wanted === null ||
    wanted === 0 ||
    textAt(raw, 'metadata', 'deletionTimestamp') !== '' ||
    valueAt(raw, 'spec', 'paused') === true
  )
    return null;
  if (workload.kind === 'Job' && (numberAt(raw, 'status', 'succeeded') ?? 0) > 0) return null;
  const there = workload.pods.length;
  const perPod = templateCpu(raw, one.part);
  if (there >= wanted || perPod === 0 || one.hard - one.used >= perPod - 1e-9) return null;
  const condition = conditionOf(raw, 'ReplicaFailure');
  const isConfirmed = textAt(condition?.raw, 'status') === 'True';
  // A quota with scopes counts only some pods; without the server naming it, it may not be this one.
  if (one.isScoped && !(isConfirmed && quotaNamed(textAt(condition?.raw, 'message')) === one.subject.name)) return null;
  return { workload, quota: one, wanted, there, perPod, condition: isConfirmed ? (condition?.index ?? null) : null };
}

/** Parses `… is forbidden: exceeded quota: NAME, requested: …` (kube-apiserver 1.8 to 1.36). */
function quotaNamed(message: string): string | null {
  return /is forbidden: exceeded quota: ([a-z0-9.-]{1,253}), requested: /.exec(message.slice(0, 4000))?.[1] ?? null;
}

function templateCpu(raw: unknown, part: 'requests' | 'limits'): number {
  let total = 0;
  for (const container of listAt(raw, 'spec', 'template', 'spec', 'containers')) {
    const own = quantityOf(valueAt(container, 'resources', part, 'cpu'));
    // A limit without a request is taken as the request, too.
    total += own ?? (part === 'requests' ? (quantityOf(valueAt(container, 'resources', 'limits', 'cpu')) ?? 0) : 0);
  }
  return total;
}

function quotaEvidence({ book }: Cluster, { item, key }: QuotaPart): Draft['evidence'] {
  return book.citeAll([
    [item.place, 'status', 'hard', key],
    [item.place, 'status', 'used', key],
  ]);
}

function describeBlocking(cluster: Cluster, one: QuotaPart, victims: readonly Blocked[]): Draft {
  const [first] = victims as readonly [Blocked, ...Blocked[]];
  const names = victims.map(
    ({ workload, there, wanted }) => `${workload.kind} ${workload.name} (${there} of ${wanted})`,
  );
  return draft({
    code: blocking.code,
    role: 'fault',
    tier: 'contradiction',
    severity: 'high',
    subject: one.subject,
    title: `Quota ${one.subject.namespace}/${one.subject.name} has no CPU left for ${first.workload.name}`,
    detail: `${one.key}: ${cores(one.used)} of ${cores(one.hard)} used, ${cores(Math.max(0, one.hard - one.used))} left; one more pod of ${first.workload.name} asks for ${cores(first.perPod)}. Waiting: ${names.slice(0, 5).join(', ')}. The pods that do run carry the load of those that cannot.`,
    evidence: [...quotaEvidence(cluster, one), ...victimEvidence(cluster, first)],
    instances: victims.map(({ workload }) => workload.key),
    explains: victims.flatMap(({ workload }) => [
      draftKey(missing.code, workload),
      ...cluster.hpas.filter((hpa) => hpa.workload === workload).map((hpa) => draftKey('CPU-112', hpa)),
    ]),
    touchesUsers: first.workload.touchesUsers,
    data: {
      key: one.key,
      hard: one.hard,
      used: one.used,
      missing_pods: victims.reduce((total, { wanted, there }) => total + wanted - there, 0),
    },
  });
}

function victimEvidence({ book }: Cluster, { workload, condition }: Blocked): Draft['evidence'] {
  if (workload.item === null) return [];
  return book.citeAll([
    [workload.item.place, 'spec', 'replicas'],
    ...(condition === null ? [] : [[workload.item.place, 'status', 'conditions', condition, 'message'] as const]),
  ]);
}

function describeMissing(cluster: Cluster, victim: Blocked): Draft {
  const { workload, wanted, there, condition } = victim;
  return draft({
    code: missing.code,
    role: 'symptom',
    tier: condition === null ? 'absence' : 'status',
    severity: 'high',
    subject: workload,
    title: `${workload.namespace}/${workload.name} has ${there} of ${wanted} replicas`,
    detail:
      condition === null
        ? 'Inferred from absence: pods that should exist do not.'
        : 'The controller reports that creating pods fails.',
    evidence: victimEvidence(cluster, victim),
    touchesUsers: workload.touchesUsers,
    data: { wanted, there },
  });
}

function describeAlmostFull(cluster: Cluster, one: QuotaPart): Draft {
  return draft({
    code: almostFull.code,
    role: 'hint',
    tier: 'figure',
    severity: 'low',
    subject: one.subject,
    title: `Quota ${one.subject.namespace}/${one.subject.name} has ${percent(one.used / one.hard)} of its CPU used`,
    detail: `${one.key}: ${cores(one.used)} of ${cores(one.hard)}.`,
    evidence: quotaEvidence(cluster, one),
    data: { key: one.key, share: round(one.used / one.hard) },
  });
}
