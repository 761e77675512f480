import { conditionOf, textAt } from '../../evidence/read.ts';
import type { Subject } from '../../evidence/subject.ts';
import { quote } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey } from '../draft.ts';
import { autoscalerStatusOf } from '../model/autoscaler-status.ts';
import type { Cluster } from '../model/cluster.ts';
import { unschedulable } from './unschedulable.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-125',
  title: 'Node autoscaler cannot add nodes',
  role: 'fault',
  severity: 'high',
  decided:
    'Pods wait for CPU (CPU-121) while the cluster autoscaler says that a node group backs off or is at its maximum, or a Karpenter NodeClaim could not be launched. Without waiting pods a back-off is a hint and a group at its maximum is nothing.',
  thresholds: {},
  source:
    'Decision tree step 9; cluster-autoscaler status ConfigMap (text to 1.29, YAML from 1.30); karpenter.sh/v1 NodeClaim conditions',
  remedy: 'Raise the maximum of the node group, or look at its cloud quota, zone capacity and launch template.',
};

/** Why no node comes. */
export const clusterAutoscaler: CpuAnalyzer = {
  definitions: [definition],
  inspect(cluster) {
    const waiting = unschedulable.inspect(cluster).drafts.filter(({ code }) => code === 'CPU-121');
    const blocks = [...readStatus(cluster), ...readNodeClaims(cluster)];
    const drafts = blocks.flatMap((block): Draft[] => {
      if (waiting.length === 0 && block.isAtMaximum) return [];
      return [
        draft({
          code: definition.code,
          role: waiting.length > 0 ? 'fault' : 'hint',
          tier: 'status',
          severity: waiting.length > 0 ? 'high' : 'low',
          subject: block.subject,
          title: `${block.subject.kind} ${block.subject.name} ${block.isAtMaximum ? 'is at its maximum' : 'cannot launch nodes'}`,
          detail: quote(block.why),
          evidence: block.evidence,
          explains: waiting.map(({ subject }) => draftKey('CPU-121', subject)),
          data: { at_maximum: block.isAtMaximum },
        }),
      ];
    });
    return { drafts, ruledOut: [] };
  },
};

interface Block {
  readonly subject: Subject;
  readonly isAtMaximum: boolean;
  readonly why: string;
  readonly evidence: Draft['evidence'];
}

function readStatus(cluster: Cluster): readonly Block[] {
  const status = autoscalerStatusOf(cluster.book);
  const evidence = cluster.book.citeAll([[{ step: 'autoscaler', path: ['object', 'data', 'status'] }]]);
  return (status ?? []).flatMap(({ name, backoff, size, maximum }) => {
    const isAtMaximum = size !== null && maximum !== null && maximum > 0 && size >= maximum;
    if (backoff === '' && !isAtMaximum) return [];
    const why = isAtMaximum
      ? `It has ${size} nodes, its maximum is ${maximum}.`
      : `The cluster autoscaler backs off: ${backoff}.`;
    return [{ subject: { kind: 'NodeGroup', namespace: '', name }, isAtMaximum, why, evidence }];
  });
}

function readNodeClaims(cluster: Cluster): readonly Block[] {
  return cluster.book.items('nodeclaims').flatMap(({ raw, place }) => {
    const launched = conditionOf(raw, 'Launched');
    const reason = textAt(launched?.raw, 'reason');
    const isFailed =
      textAt(launched?.raw, 'status') !== 'True' &&
      /^(InsufficientCapacity|LaunchFailed|NodeClassNotReady|CreateInstanceFailed)/.test(reason);
    if (launched === null || !isFailed) return [];
    return [
      {
        subject: { kind: 'NodeClaim', namespace: '', name: textAt(raw, 'metadata', 'name') },
        isAtMaximum: false,
        why: `Karpenter could not launch it: ${reason}. ${textAt(launched.raw, 'message')}`,
        evidence: cluster.book.citeAll([[place, 'status', 'conditions', launched.index, 'reason']]),
      },
    ];
  });
}
