import { meetsExpression } from '../../../evidence/placement.ts';
import { listAt, textAt, valueAt } from '../../../evidence/read.ts';
import { count, quote, someOf } from '../../../evidence/words.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import { slipOf } from '../../snapshot/near-name.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';
import { citeNodes, describeWaiting, workloadName } from './describe.ts';
import { type Judged, type Placement, placements } from './placement.ts';
import { selectorOf } from './refusals.ts';

const selector: TriageFindingDefinition = {
  code: 'SCH-101',
  title: 'No node has the labels that pods select',
  role: 'fault',
  severity: 'high',
  decided:
    "No node meets the pods' nodeSelector and required node affinity, as the labels of all nodes say, and the scheduler counts nodes under \"didn't match Pod's node affinity/selector\". Preferred affinity keeps nothing waiting.",
  thresholds: {},
  source: 'kube-scheduler NodeAffinity, Kubernetes 1.36',
  remedy: 'Correct the selector of the workload, or label the nodes that were meant.',
};
const volume: TriageFindingDefinition = {
  code: 'SCH-102',
  title: 'A volume lies where its pods may not run',
  role: 'fault',
  severity: 'high',
  decided:
    "The node affinity (or zone label) of a bound volume excludes every node that the pods' selector allows, as volumes and nodes say. Where no node at all can reach it, the volume is at fault, else the workload's selector.",
  thresholds: {},
  source: 'kube-scheduler VolumeBinding and VolumeZone, Kubernetes 1.36',
  remedy: 'Let the pods run where the volume is, or move the data to a volume where they run.',
};

/** Pods whose labels or volumes lead to no node. */
export const nodeChoice: Analyzer = {
  name: 'node-choice',
  topic: 'health',
  definitions: [selector, volume],
  inspect: (snapshot) => ({
    drafts: placements(snapshot).flatMap((placement) => {
      if (placement.blame.kind === 'selector') return [describeSelector(snapshot, placement)];
      return placement.blame.kind === 'volume' ? [describeVolume(snapshot, placement, placement.blame)] : [];
    }),
  }),
};

interface Requirement {
  readonly key: string;
  readonly text: string;
  isMet(node: Judged): boolean;
}

function describeSelector(snapshot: Snapshot, placement: Placement): Draft {
  const { workload, nodes, pods, seeker } = placement;
  const wanted = requirementsOf(seeker.pod.raw);
  const unmet = wanted.filter((one) => !nodes.some((node) => one.isMet(node)));
  const shown = (unmet.length > 0 && nodes.length > 0 ? unmet : wanted).map(({ text }) => text);
  const what = shown.length === 0 ? 'what its node affinity demands' : shown.join(' and ');
  const hints = nodes.length === 0 ? [] : unmet.flatMap(({ key }) => hintOf(key, nodes));
  const specPath = ['spec', 'nodeSelector'];
  return describeWaiting(snapshot, placement, {
    code: selector.code,
    title: `No node has ${what}, which ${workloadName(workload)} requires`,
    detail: `${count(pods.length, 'pod')} of ${workloadName(workload)} can run nowhere${nodes.length === 0 ? ', the scheduler says' : `: ${count(nodes.length, 'node')} looked at`}. ${hints.join(' ')}`,
    evidence: [
      ...snapshot.cite(seeker.pod, specPath, ['spec', 'affinity', 'nodeAffinity']),
      ...citeNodes(
        snapshot,
        nodes.map(({ room }) => room),
        ['metadata', 'labels'],
      ),
    ],
    mechanism: 'requires labels that no node has',
  });
}

/** What each node must have: every entry of the selector, and of a node affinity with one term every expression. */
function requirementsOf(pod: unknown): readonly Requirement[] {
  const labels = [...selectorOf(pod)].map(([key, value]) => ({
    key,
    text: `${quote(key)}=${quote(value)}`,
    isMet: ({ room }: Judged) => room.node.labels.get(key) === value,
  }));
  const terms = listAt(
    valueAt(pod, 'spec', 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'),
    'nodeSelectorTerms',
  );
  const expressions = terms.flatMap((term) =>
    listAt(term, 'matchExpressions').map((one) => {
      const key = textAt(one, 'key');
      const values = listAt(one, 'values').filter((value): value is string => typeof value === 'string');
      const operator = textAt(one, 'operator');
      const text = `${quote(key)} ${operator === 'In' ? '=' : operator}${values.length === 0 ? '' : ` ${someOf(values)}`}`;
      return { key, text, isMet: ({ room }: Judged) => meetsExpression(one, room.node.labels.get(key)) };
    }),
  );
  return [...labels, ...expressions];
}

/** What nodes have instead: other values of the label, or a label that looks like it. */
function hintOf(key: string, nodes: readonly Judged[]): readonly string[] {
  const values = [...new Set(nodes.flatMap(({ room }) => room.node.labels.get(key) ?? []))].sort();
  if (values.length > 0) return [`Nodes have ${quote(key)} = ${someOf(values)}.`];
  const keys = [...new Set(nodes.flatMap(({ room }) => [...room.node.labels.keys()]))].sort();
  const near = slipOf(key, keys);
  return [`No node has a label ${quote(key)}${near === null ? '' : `; there is ${quote(near)}`}.`];
}

function describeVolume(
  snapshot: Snapshot,
  placement: Placement,
  { volume: name, isAnywhere }: Extract<Placement['blame'], { readonly kind: 'volume' }>,
): Draft {
  const { workload, pods, seeker } = placement;
  const entity = seeker.volumes.find((one) => one.name === name);
  const rules = valueAt(entity?.raw, 'spec', 'nodeAffinity', 'required', 'nodeSelectorTerms');
  const where = listAt(rules)
    .flatMap((term) => listAt(term, 'matchExpressions'))
    .map((one) => {
      const operator = textAt(one, 'operator');
      return `${textAt(one, 'key')} ${operator === 'In' ? '=' : operator} ${someOf(listAt(one, 'values').map(String))}`;
    });
  const place = where.length === 0 ? 'in another zone' : `at ${where.join(' or ')}`;
  const title = isAnywhere
    ? `Volume ${name} of ${workloadName(workload)} is ${place}, where its pods may not run`
    : `No node reaches volume ${name}, which ${workloadName(workload)} needs`;
  const wanted = requirementsOf(seeker.pod.raw).map(({ text }) => text);
  return describeWaiting(snapshot, placement, {
    code: volume.code,
    subject: isAnywhere ? workload : { kind: 'PersistentVolume', namespace: '', name },
    title,
    detail: `The volume can be reached only ${place}. ${wanted.length === 0 ? 'No node that is left fits that.' : `The pods require ${wanted.join(' and ')}.`} So ${count(pods.length, 'pod')} can run nowhere.`,
    evidence: [
      ...(entity === undefined ? [] : snapshot.cite(entity, ['spec', 'nodeAffinity'])),
      ...snapshot.cite(seeker.pod, ['spec', 'nodeSelector'], ['spec', 'affinity', 'nodeAffinity']),
    ],
    mechanism: `mounts volume ${name}`,
    data: { volume: keyOf('PersistentVolume', '', name) },
  });
}
