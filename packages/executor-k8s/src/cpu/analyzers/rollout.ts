import type { EvidenceRef } from '@cloudops/spec';
import { listAt } from '../../evidence/read.ts';
import { cores, round, span, sum } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft } from '../draft.ts';
import { type Cluster, isTroubled } from '../model/cluster.ts';
import { onsetOf } from '../model/history.ts';
import { type RevisionEntry, revisionOf } from '../model/revision.ts';
import { type Rollout, readRollout } from '../model/rollout.ts';
import type { WorkloadEntry } from '../model/workload.ts';
import { rollBack } from '../remediation.ts';
import { defaultThresholds } from '../thresholds.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-106',
  title: 'CPU is high since a rollout',
  role: 'fault',
  severity: 'medium',
  decided:
    'Something is wrong with the CPU of a Deployment, StatefulSet or DaemonSet (at its limit, throttled, or filling a node), and its newest revision is at most 30 minutes old, has a predecessor and runs. A correlation: the metrics API holds no history. With Prometheus the rise must not begin before the change; while both revisions run, the new pods must use more than the old.',
  thresholds: { recent_minutes: defaultThresholds.recent_minutes },
  source: 'Decision tree step 10',
  remedy: 'Roll back to the previous revision; roll forward again if CPU stays.',
};

/** Changes that came just before trouble. */
export const rollout: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const drafts: Draft[] = [];
    const ruledOut = [];
    for (const workload of cluster.workloads.values()) {
      const change = recentRollout(cluster, workload);
      if (change === null) continue;
      const verdict = judge(cluster, workload, change);
      if (verdict.kind === 'fits') drafts.push(describe(cluster, workload, change, verdict));
      else if (ruledOut.length < 5)
        ruledOut.push({
          code: definition.code,
          why: verdict.why,
          subject: workload,
          evidence: changeEvidence(cluster, change),
        });
    }
    return { drafts, ruledOut };
  },
};

type Verdict =
  | {
      readonly kind: 'fits';
      readonly tiers: readonly string[];
      readonly text: string;
      readonly since: number;
      readonly evidence: readonly EvidenceRef[];
    }
  | { readonly kind: 'ruled-out'; readonly why: string };

function recentRollout(cluster: Cluster, workload: WorkloadEntry): Rollout | null {
  const change = readRollout(workload);
  if (change === null || cluster.now === null) return null;
  const age = cluster.now - change.at;
  return age <= cluster.thresholds.recent_minutes * 60_000 ? change : null;
}

function judge(cluster: Cluster, workload: WorkloadEntry, change: Rollout): Verdict {
  const name = `${workload.kind} ${workload.namespace}/${workload.name}`;
  if (!isTroubled(cluster, workload)) {
    return {
      kind: 'ruled-out',
      why: `${name} changed recently (revision ${change.current.revision}), but it is below its limits and its nodes are not short of CPU because of it.`,
    };
  }
  if (!workload.pods.some((pod) => revisionOf(pod) === change.current.name && pod.usage !== null)) {
    return {
      kind: 'ruled-out',
      why: `${name} changed recently (revision ${change.current.revision}), but no measured pod runs that revision.`,
    };
  }
  const perPod = comparePods(workload, change);
  if (perPod !== null && perPod.after <= perPod.before * 1.1) {
    return {
      kind: 'ruled-out',
      why: `${name} is rolling out revision ${change.current.revision}, but pods of the old revision use as much (${cores(perPod.before)}) as the new ones (${cores(perPod.after)}).`,
    };
  }
  const onset = onsetOf(cluster, workload, change.at);
  if (onset?.kind === 'before') {
    return {
      kind: 'ruled-out',
      why: `CPU of ${name} rose before revision ${change.current.revision} came: ${onset.text}.`,
    };
  }
  const text = [
    perPod === null
      ? ''
      : ` Pods of the old revision use ${cores(perPod.before)}, of the new one ${cores(perPod.after)}.`,
    onset === null
      ? ' The times fit; when CPU rose is not known, since the metrics API holds no history.'
      : ` Prometheus shows the rise after the change: ${onset.text}.`,
  ].join('');
  const hasFigure = perPod !== null || onset !== null;
  return {
    kind: 'fits',
    tiers: hasFigure ? ['figure', 'correlation'] : ['correlation'],
    text,
    since: onset?.at ?? change.at,
    evidence: onset?.evidence ?? [],
  };
}

/** Mean use per pod of both revisions, while both run. */
function comparePods(
  { pods }: WorkloadEntry,
  { current, previous }: Rollout,
): { before: number; after: number } | null {
  const mean = (name: string): number | null => {
    const used = pods.filter((pod) => revisionOf(pod) === name).flatMap((pod) => pod.usage?.latest ?? []);
    return used.length === 0 ? null : sum(used) / used.length;
  };
  const before = mean(previous.name);
  const after = mean(current.name);
  return before === null || after === null ? null : { before, after };
}

function describe(
  cluster: Cluster,
  workload: WorkloadEntry,
  change: Rollout,
  verdict: Verdict & { kind: 'fits' },
): Draft {
  const { current, previous, changes, at } = change;
  const difference = changes.map(({ what, from, to }) => `${what}: ${from} → ${to}`).slice(0, 6);
  return draft({
    code: definition.code,
    role: 'fault',
    tier: verdict.tiers.length > 1 ? 'figure' : 'correlation',
    severity: 'medium',
    subject: workload,
    title: `${workload.namespace}/${workload.name} has high CPU after revision ${current.revision}`,
    detail: `Revision ${current.revision} came ${span((cluster.now ?? at) - at)} before the measurement${difference.length === 0 ? sameWords(current) : ` and changed ${difference.join('; ')}`}.${verdict.text}`,
    evidence: [...changeEvidence(cluster, change), ...verdict.evidence],
    touchesUsers: workload.touchesUsers,
    since: new Date(verdict.since).toISOString(),
    remediations: [rollBack(workload, current.revision, previous.revision)],
    data: {
      from_revision: previous.revision,
      to_revision: current.revision,
      changed: changes.map(({ what, from, to }) => ({ what, from, to })),
      minutes_before_measurement: round(((cluster.now ?? at) - at) / 60_000),
    },
  });
}

function sameWords({ hasEnvironment }: RevisionEntry): string {
  return hasEnvironment
    ? ', with no difference in images, environment names or resources (commands, values and volumes are not compared)'
    : ', with no difference in images or resources (environment, commands and volumes are not compared)';
}

function changeEvidence({ book }: Cluster, { current, previous }: Rollout): readonly EvidenceRef[] {
  const images = [previous, current].flatMap(({ item, containers }) =>
    listAt(item.raw, ...containers)
      .slice(0, 3)
      .map((_, index) => [item.place, ...containers, index, 'image'] as const),
  );
  return book.citeAll([
    [current.item.place, 'metadata', 'creationTimestamp'],
    [current.item.place, ...current.number],
    [previous.item.place, ...previous.number],
    ...images,
  ]);
}
