import { parse } from 'yaml';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft, draftKey, type Subject } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';
import { conditionOf, listAt, numberAt, textAt } from '../read.ts';
import { quote } from '../words.ts';
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
  const { output } = cluster.book.evidence('autoscaler');
  const status = textAt(output, 'object', 'data', 'status');
  if (status === '') return [];
  const evidence = cluster.book.citeAll([[{ step: 'autoscaler', path: ['object', 'data', 'status'] }]]);
  const groups = status.startsWith('Cluster-autoscaler status at') ? readText(status) : readYaml(status);
  return groups.flatMap(({ name, backoff, size, maximum }) => {
    const isAtMaximum = size !== null && maximum !== null && maximum > 0 && size >= maximum;
    if (backoff === '' && !isAtMaximum) return [];
    const why = isAtMaximum
      ? `It has ${size} nodes, its maximum is ${maximum}.`
      : `The cluster autoscaler backs off: ${backoff}.`;
    return [{ subject: { kind: 'NodeGroup', namespace: '', name }, isAtMaximum, why, evidence }];
  });
}

interface Group {
  readonly name: string;
  readonly backoff: string;
  readonly size: number | null;
  readonly maximum: number | null;
}

function readYaml(status: string): readonly Group[] {
  let document: unknown;
  try {
    document = parse(status, { maxAliasCount: 0 });
  } catch {
    return [];
  }
  return listAt(document, 'nodeGroups').flatMap((group) => {
    const name = textAt(group, 'name');
    const isBackoff = textAt(group, 'scaleUp', 'status') === 'Backoff';
    const info =
      textAt(group, 'scaleUp', 'backoffInfo', 'errorMessage') || textAt(group, 'scaleUp', 'backoffInfo', 'errorCode');
    if (name === '') return [];
    return [
      {
        name,
        backoff: isBackoff ? info || 'no reason given' : '',
        size: numberAt(group, 'health', 'cloudProviderTarget'),
        maximum: numberAt(group, 'health', 'maxSize'),
      },
    ];
  });
}

/** The text form: `Name: …`, `Health: … cloudProviderTarget=3 (minSize=1, maxSize=3)`, `ScaleUp: Backoff …` per group. */
function readText(status: string): readonly Group[] {
  const [, ...sections] = status.slice(0, 1_000_000).split(/^\s*Name:\s+/m);
  return sections.flatMap((section) => {
    const [name = ''] = section.split(/\s/, 1);
    const health = /cloudProviderTarget=(\d+) \(minSize=\d+, maxSize=(\d+)\)/.exec(section);
    const isBackoff = /^\s*ScaleUp:\s+Backoff/m.test(section);
    if (name === '') return [];
    const size = health === null ? null : Number(health[1]);
    return [
      { name, backoff: isBackoff ? 'no reason given' : '', size, maximum: health === null ? null : Number(health[2]) },
    ];
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
