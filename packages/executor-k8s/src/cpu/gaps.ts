import type { NotChecked } from '@cloudops/spec';
import { compareText, listAt, textAt, valueAt } from '../evidence/read.ts';
import { count, quote, someOf } from '../evidence/words.ts';
import { isLimited, podsInScope } from './in-scope.ts';
import { autoscalerStatusOf } from './model/autoscaler-status.ts';
import { type Cluster, isTroubled } from './model/cluster.ts';
import { isRunning, type PodEntry, startedAt } from './model/pod.ts';

/** What a step would have shown, and what it needs when its evidence does not say. */
interface StepMeaning {
  readonly what: string;
  readonly needs: string;
  /** Absence is normal: the thing is simply not installed. */
  readonly optional?: boolean;
}

const listed = (resource: string, why: string): StepMeaning => ({
  what: `${resource} (${why})`,
  needs: `list ${resource}`,
});

const metricsMeaning: StepMeaning = {
  what: 'CPU use of nodes and pods (metrics API)',
  needs: 'a working metrics.k8s.io API and the right to list its nodes and pods',
};

/** Steps of the playbook in the order in which a reader cares. */
const meanings: Readonly<Record<string, StepMeaning>> = {
  metrics: metricsMeaning,
  neighbour_metrics: {
    what: 'CPU use of pods of other namespaces on hot nodes',
    needs: 'list metrics.k8s.io/pods in all namespaces',
    optional: true,
  },
  pods: listed('pods', 'what runs where'),
  neighbour_pods: {
    what: 'pods of other namespaces on hot nodes',
    needs: 'list pods in all namespaces',
    optional: true,
  },
  nodes: listed('nodes', 'their size and conditions'),
  deployments: listed('deployments', 'owners and replicas'),
  replicasets: listed('replicasets', 'what changed'),
  controllerrevisions: listed('controllerrevisions', 'what changed in StatefulSets and DaemonSets'),
  statefulsets: listed('statefulsets', 'owners and replicas'),
  daemonsets: listed('daemonsets', 'owners'),
  jobs: listed('jobs', 'batch work'),
  cronjobs: listed('cronjobs', 'batch work'),
  hpas: listed('horizontalpodautoscalers', 'autoscaling'),
  events: listed('events', 'probe time-outs'),
  quotas: listed('resourcequotas', 'CPU quotas'),
  budgets: listed('poddisruptionbudgets', 'whether pods can be moved off hot nodes'),
  services: listed('services', 'whether users are touched'),
  mutating_webhooks: listed('mutatingwebhookconfigurations', 'webhooks'),
  validating_webhooks: listed('validatingwebhookconfigurations', 'webhooks'),
  limitranges: listed('limitranges', 'default limits'),
  autoscaler: { what: 'cluster autoscaler status', needs: 'get configmaps in kube-system', optional: true },
  nodeclaims: { what: 'Karpenter NodeClaims', needs: 'list nodeclaims.karpenter.sh', optional: true },
  access: { what: 'own rights', needs: 'create selfsubjectaccessreviews' },
  health: { what: 'health of the API server', needs: 'get /readyz' },
};

/** Everything that could not be looked at, and what would make it possible. */
export function readGaps(cluster: Cluster): readonly NotChecked[] {
  return [
    ...scopeGaps(cluster),
    ...stepGaps(cluster),
    ...autoscalerGap(cluster),
    ...sampleGaps(cluster),
    ...unmeasuredNodes(cluster),
    ...unmeasuredPods(cluster),
    ...optIns(cluster),
    onset(cluster),
    ...emptyHistory(cluster),
  ].flatMap((gap) => gap ?? []);
}

/** Of {@link readGaps} those of the measurements alone: where other analyses judge the same lists, they name the rest. */
export function readMeasurementGaps(cluster: Cluster): readonly NotChecked[] {
  const { what, needs } = metricsMeaning;
  const { status, reason } = cluster.book.evidence('metrics');
  if (status !== 'unknown') return sampleGaps(cluster);
  return [{ what, why: quote(reason?.message ?? 'it could not be read'), needs: reason?.needs ?? needs }];
}

/** Names in the question that stand for nothing. */
function scopeGaps({ book }: Cluster): readonly NotChecked[] {
  return ['namespace', 'workload', 'node'].flatMap((part) => {
    const answer = valueAt(book.evidence('scope').output, part);
    if (valueAt(answer, 'exists') !== false) return [];
    const nearest = listAt(answer, 'nearest').filter((name) => typeof name === 'string');
    const needs = nearest.length === 0 ? 'a name that exists' : `did you mean ${someOf(nearest)}?`;
    return [{ what: `${part} ${quote(textAt(answer, 'asked'))}`, why: 'it does not exist', needs }];
  });
}

function stepGaps({ book }: Cluster): readonly NotChecked[] {
  return Object.entries(meanings).flatMap(([step, { what, needs, optional }]) => {
    const { status, reason, output } = book.evidence(step);
    if (status === 'unknown')
      return [{ what, why: quote(reason?.message ?? 'it could not be read'), needs: reason?.needs ?? needs }];
    if (status === 'absent' && optional !== true) return [{ what, why: 'the cluster does not serve it', needs }];
    if (valueAt(output, 'complete') === false) return [{ what, why: 'only a part of the list could be read', needs }];
    return foreachGaps(what, needs, output);
  });
}

function autoscalerGap({ book }: Cluster): readonly NotChecked[] {
  if (autoscalerStatusOf(book) !== null) return [];
  const why = 'it has neither the form of cluster-autoscaler to 1.29 nor that from 1.30';
  return [{ what: 'cluster autoscaler status', why, needs: 'a cluster-autoscaler that writes one of them' }];
}

function foreachGaps(what: string, needs: string, output: unknown): readonly NotChecked[] {
  return listAt(output, 'items').flatMap((item) => {
    if (textAt(item, 'status') !== 'unknown' || typeof valueAt(item, 'item') !== 'string') return [];
    const reason = valueAt(item, 'reason');
    return [
      {
        what: `${what}: ${quote(textAt(item, 'item'))}`,
        why: quote(textAt(reason, 'message')),
        needs: textAt(reason, 'needs') || needs,
      },
    ];
  });
}

/** Nodes that answered 404: not there any more, or a kubelet that does not serve this. */
function unservedGaps(what: string, output: unknown): readonly NotChecked[] {
  const absent = listAt(output, 'items').flatMap((item) =>
    textAt(item, 'status') === 'absent' ? [textAt(item, 'item')] : [],
  );
  if (absent.length === 0) return [];
  return [
    {
      what: `${what}: ${someOf(absent)}`,
      why: 'the kubelet does not serve it (404)',
      needs: 'a kubelet that serves it',
    },
  ];
}

/** Within a sample, nodes or pods may have failed alone. */
function sampleGaps({ book }: Cluster): readonly NotChecked[] {
  const samples = listAt(book.evidence('metrics').output, 'samples');
  return (['nodes', 'pods'] as const).flatMap((part) => {
    const failed = samples.filter((sample) => textAt(sample, part, 'status') === 'unknown');
    const [first] = failed;
    if (first === undefined) return [];
    const reason = valueAt(first, part, 'reason');
    const why = `${failed.length} of ${samples.length} samples: ${quote(textAt(reason, 'message'))}`;
    return [{ what: `CPU use of ${part}`, why, needs: textAt(reason, 'needs') || `list metrics.k8s.io/${part}` }];
  });
}

function unmeasuredNodes(cluster: Cluster): readonly NotChecked[] {
  if (cluster.measurements.nodes.size === 0 && cluster.measurements.pods.size === 0) return [];
  const wanted = new Set(podsInScope(cluster).map(({ node }) => node));
  const dark = [...cluster.nodes.values()]
    .filter(
      ({ name, usage }) =>
        usage === null && (!isLimited(cluster.scope) || wanted.has(name) || name === cluster.scope.node),
    )
    .sort((a, b) => compareText(a.name, b.name));
  return dark.slice(0, 20).map((node) => {
    const pods = node.pods.filter((pod) => pod.usage === null).map(({ key }) => key);
    const isStale = cluster.measurements.stale.includes(node.name);
    return {
      what: `CPU use of node ${quote(node.name)} and of ${pods.length === 0 ? 'what runs on it' : `${count(pods.length, 'pod')} on it: ${someOf(pods)}`}`,
      why: isStale
        ? 'its metrics are stale'
        : node.isReady
          ? 'the metrics API has no values for it'
          : 'the node is not ready and the metrics API has no values for it',
      needs: 'metrics-server must be able to scrape the kubelet of that node',
    };
  });
}

/** Metrics take up to two scrapes to appear; a younger pod is no gap. */
const settling = 120_000;

function isSettled({ now }: Cluster, pod: PodEntry): boolean {
  const started = startedAt(pod);
  return now === null || started === null || now - started >= settling;
}

function unmeasuredPods(cluster: Cluster): readonly NotChecked[] {
  if (cluster.measurements.pods.size === 0) return [];
  const missing = podsInScope(cluster).filter(
    (pod) =>
      isRunning(pod) &&
      !pod.isTerminating &&
      pod.usage === null &&
      typeof cluster.nodes.get(pod.node)?.share === 'number' &&
      isSettled(cluster, pod),
  );
  if (missing.length === 0) return [];
  const what = `CPU use of ${count(missing.length, 'pod')}: ${someOf(missing.map(({ key }) => key))}`;
  return [
    {
      what,
      why: 'the metrics API has no values for them',
      needs: 'ask again in a minute; else look at metrics-server',
    },
  ];
}

/** Steps that a user must switch on. */
function optIns({ book }: Cluster): readonly NotChecked[] {
  const proxy = book.status('cadvisor') === 'skipped' && book.status('node_stats') === 'skipped';
  const unread = (['node_stats', 'cadvisor'] as const).flatMap((step) => {
    const { status, reason, output } = book.evidence(step);
    const what = step === 'cadvisor' ? 'CPU throttling' : 'CPU of kubelet and runtime, and CPU pressure';
    if (status === 'unknown')
      return [
        { what, why: quote(reason?.message ?? 'it could not be read'), needs: reason?.needs ?? 'get nodes/proxy' },
      ];
    return [...foreachGaps(what, 'get nodes/proxy', output), ...unservedGaps(what, output)];
  });
  const skipped: NotChecked[] = [];
  if (proxy)
    skipped.push({
      what: 'CPU throttling, CPU pressure and use outside containers',
      why: 'reading nodes/proxy is a powerful right and is off unless asked for',
      needs: '--input node_proxy=true and the right to get nodes/proxy',
    });
  if (book.status('history') === 'skipped')
    skipped.push({
      what: 'what is usual at this hour',
      why: 'no Prometheus is configured',
      needs: 'a configured Prometheus and --input prometheus=true',
    });
  return [...unread, ...skipped];
}

/** Where Prometheus was asked and failed, the step itself is the gap; a second line for it would count it twice. */
function onset({ book, measurements }: Cluster): NotChecked | null {
  const { status } = book.evidence('history');
  if (status === 'present' || status === 'unknown' || measurements.samples === 0) return null;
  return { what: 'when CPU rose', why: 'the metrics API holds no history', needs: 'Prometheus' };
}

const questionsToPrometheus = { history: 'when CPU rose', usual: 'what is usual at this hour' } as const;

/** Prometheus answered and knows nothing of what is in trouble: that is no history, not a flat one. */
function emptyHistory(cluster: Cluster): readonly NotChecked[] {
  const isAsked = [...cluster.workloads.values()].some((workload) => isTroubled(cluster, workload));
  if (!isAsked) return [];
  return (['history', 'usual'] as const).flatMap((step) => {
    const { status, output } = cluster.book.evidence(step);
    if (status !== 'present' || listAt(output, 'series').length > 0) return [];
    const why = 'Prometheus holds no series of the namespaces in trouble';
    return [{ what: questionsToPrometheus[step], why, needs: 'container_cpu_usage_seconds_total in Prometheus' }];
  });
}
