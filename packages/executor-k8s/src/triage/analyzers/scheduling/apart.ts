import { numberAt } from '../../../evidence/read.ts';
import { selectorText } from '../../../evidence/selector.ts';
import { count, quote, someOf } from '../../../evidence/words.ts';
import { nearestNames } from '../../../nearest-names.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import type { Blame } from './blame.ts';
import { citeNodes, describeWaiting, workloadName } from './describe.ts';
import type { Neighbourhood } from './neighbours.ts';
import { type Placement, placements } from './placement.ts';
import { scaleTo } from './ways.ts';

const common = {
  role: 'fault',
  severity: 'high',
  thresholds: {},
} as const;

const antiAffinity: TriageFindingDefinition = {
  ...common,
  code: 'SCH-110',
  title: 'Pods must stand apart, and there are no places left',
  decided:
    'Every node in service that would otherwise do has a pod in its domain that the required anti-affinity of the waiting pod, or of pods there, keeps apart. Decided from the pods and node labels.',
  source: 'kube-scheduler InterPodAffinity, Kubernetes 1.36',
  remedy: 'Fewer replicas, more nodes (or zones), or a preferred instead of a required rule.',
};
const affinity: TriageFindingDefinition = {
  ...common,
  code: 'SCH-111',
  title: 'Pods must stand beside others that are not there',
  decided:
    'No node in service has in its domain a pod that the required pod affinity asks for, and the waiting pod is not the first of that group itself.',
  source: 'kube-scheduler InterPodAffinity, Kubernetes 1.36',
  remedy: "Correct the rule's selector, or start what the pods are to stand beside.",
};
const spread: TriageFindingDefinition = {
  ...common,
  code: 'SCH-112',
  title: 'Pods cannot be spread as required',
  decided:
    'A topology spread constraint with whenUnsatisfiable DoNotSchedule refuses every node in service that would otherwise do: nodes lack its label, or one more pod there would exceed maxSkew. Constraints with ScheduleAnyway keep nothing waiting.',
  source: 'kube-scheduler PodTopologySpread, Kubernetes 1.36',
  remedy: 'Label the nodes, add room in the domains that have few pods, or relax the constraint.',
};
const port: TriageFindingDefinition = {
  ...common,
  code: 'SCH-113',
  title: 'A port of the node is taken everywhere',
  decided:
    'A host port (or port with hostNetwork) that the pod asks for is taken by another pod on every node in service that would otherwise do.',
  source: 'kube-scheduler NodePorts, Kubernetes 1.36',
  remedy: 'Do without the host port (a Service gives one to all), run at most one pod a node, or add nodes.',
};
const definitions = { 'anti-affinity': antiAffinity, affinity, spread, port } as const;

type Crowd = Extract<Blame, { readonly kind: 'neighbours' }>;

/** Pods that other pods keep away, by their presence or absence. */
export const apart: Analyzer = {
  name: 'apart',
  topic: 'health',
  definitions: [antiAffinity, affinity, spread, port],
  inspect: (snapshot) => ({
    drafts: placements(snapshot).flatMap((placement) =>
      placement.blame.kind === 'neighbours' ? [describe(snapshot, placement, placement.blame)] : [],
    ),
  }),
};

function describe(snapshot: Snapshot, placement: Placement, blame: Crowd): Draft {
  const { code } = definitions[blame.predicate];
  const { title, detail } =
    blame.nodes.length === 0 ? saidOnly(placement, blame) : tellers[blame.predicate](snapshot, placement, blame);
  return describeWaiting(snapshot, placement, {
    code,
    title,
    detail,
    evidence: [
      ...snapshot.cite(placement.seeker.pod, ...rulePaths[blame.predicate]),
      ...citeNodes(snapshot, blame.nodes, ['metadata', 'labels']),
    ],
    mechanism: 'no node fits its rule about other pods',
    remediations: hasOwnPlaces(blame) ? scaleTo(snapshot, placement.workload) : [],
    data: blame.about === '' ? {} : { about: blame.about },
  });
}

/** Where fewer replicas would do. */
function hasOwnPlaces({ predicate }: Crowd): boolean {
  return predicate === 'anti-affinity' || predicate === 'port';
}

const rulePaths = {
  'anti-affinity': [['spec', 'affinity', 'podAntiAffinity']],
  affinity: [['spec', 'affinity', 'podAffinity']],
  spread: [['spec', 'topologySpreadConstraints']],
  port: [['spec', 'containers', 0, 'ports']],
} as const;

interface Told {
  readonly title: string;
  readonly detail: string;
}

function saidOnly({ workload, pods }: Placement, { predicate }: Crowd): Told {
  return {
    title: `${workloadName(workload)}: no node fits its ${predicate === 'port' ? 'host port' : predicate}`,
    detail: `${waitText(pods.length)}; the scheduler says so. Not all pods or nodes could be read, so it was not decided again.`,
  };
}

/** Pods that a workload wants; null for kinds without such a number. */
function wantedBy({ entity }: Workload): number | null {
  return numberAt(entity?.raw, 'spec', 'replicas');
}

const tellers: Readonly<Record<Crowd['predicate'], (snapshot: Snapshot, placement: Placement, blame: Crowd) => Told>> =
  {
    'anti-affinity'(_, { workload, pods, seeker }, { about, nodes }) {
      const wanted = wantedBy(workload);
      const domains = new Set(nodes.map(({ node }) => node.labels.get(about) ?? ''));
      const isOwn = seeker.antiAffinity.some(({ pods: others }) => others.some((one) => workload.pods.includes(one)));
      const places = count(domains.size, about === 'kubernetes.io/hostname' ? 'node' : 'place');
      const are = domains.size === 1 ? 'is' : 'are';
      const title = isOwn
        ? `${workloadName(workload)} wants ${wanted ?? workload.pods.length} pods apart from each other, and there ${are} ${places}`
        : `${workloadName(workload)} must stand apart from pods that are on every node`;
      return {
        title,
        detail: `${waitText(pods.length)}: the required anti-affinity over ${quote(about)} leaves none of ${places}.`,
      };
    },
    affinity(snapshot, { workload, pods, seeker }, { about }) {
      const unmet = seeker.affinity.filter(({ topologyKey }) => topologyKey === about);
      const texts = unmet.map(({ selector }) => selectorText(selector));
      const [first] = unmet;
      const waiting = unmet.flatMap((one) => one.pods).filter(({ node }) => node === '');
      return {
        title: `${workloadName(workload)} must stand beside pods with ${someOf(texts)}, which run nowhere it may go`,
        detail: [
          `${waitText(pods.length)} for such a pod in their ${quote(about)}.`,
          ...(waiting.length > 0 ? [`${count(waiting.length, 'such pod')} waits for a node as well.`] : []),
          ...(first === undefined || first.pods.length > 0 ? [] : hintOf(snapshot, first)),
        ].join(' '),
      };
    },
    spread(_, { workload, pods, nodes: all, seeker }, { about, nodes }) {
      const isMissing = nodes.every(({ node }) => !node.labels.has(about));
      const rule = seeker.spreads.find(({ topologyKey }) => topologyKey === about);
      const counts = [...(rule?.counts ?? [])].map(([domain, number]) => `${domain}: ${number}`).sort();
      return isMissing
        ? {
            title: `No node has the label ${quote(about)} over which ${workloadName(workload)} must be spread`,
            detail: `${count(pods.length, 'pod')} can run nowhere; ${count(all.length, 'node')} looked at.`,
          }
        : {
            title: `${workloadName(workload)} cannot be spread evenly over ${quote(about)}`,
            detail: `One more pod would exceed maxSkew ${rule?.maxSkew ?? 1} wherever there is room. Pods there are: ${someOf(counts)}.`,
          };
    },
    port(_, { workload, pods, seeker }, { about, nodes }) {
      const holders = nodes.flatMap(({ pods: there }) => there).filter((pod) => workload.pods.includes(pod));
      return {
        title: `No node has port ${about.replace(/^TCP /, '')} free for ${workloadName(workload)}`,
        detail: `${waitText(pods.length)}; the port is taken on ${count(nodes.length, 'node')}${holders.length > 0 ? `, on ${holders.length} by pods of ${workloadName(workload)} itself: one pod a node is all that fits` : ''}. It asks for ${count(seeker.ports.length, 'port')} of the node.`,
      };
    },
  };

function waitText(pods: number): string {
  return pods === 1 ? '1 pod waits' : `${pods} pods wait`;
}

/** Labels of the pods that are there which look like the ones asked for. */
function hintOf(snapshot: Snapshot, { selector, namespaces }: Neighbourhood): readonly string[] {
  return [...selector.labels].flatMap(([key, value]) => {
    const values = namespaces.flatMap((namespace) =>
      snapshot.podsIn(namespace).flatMap(({ labels }) => labels.get(key) ?? []),
    );
    const near = nearestNames(value, [...new Set(values)].sort(), 2);
    return near.length === 0 ? [] : [`Pods have ${quote(key)} = ${someOf(near)}.`];
  });
}
