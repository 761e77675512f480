import { textAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { count, quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { WarningEvent } from '../../snapshot/event.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const source =
  'kubelet, kuberuntime_sandbox.go of Kubernetes 1.36; containerd, sandbox_run.go; CNI host-local IPAM; Kubernetes, "Runtime Class"';
const base =
  'A pod has a node and does not start, and the newest thing that the kubelet says of its start is FailedCreatePodSandBox, ';
const hint = { role: 'hint', severity: 'high', thresholds: {}, source } as const;

const definitions = {
  network: {
    ...hint,
    code: 'POD-162',
    title: 'Node does not set up the network of pods',
    decided: `${base}since a network plug-in failed. A cause only when nothing else explains it, such as a node that is not ready or the plug-in's own pod.`,
    remedy: "See whether the network plug-in's pod runs on the node, and its log.",
  },
  addresses: {
    ...hint,
    code: 'POD-163',
    title: 'Node has no address left for pods',
    decided: `${base}since no address is left to give: \`no IP addresses available in range set\`, \`failed to assign an IP address\`.`,
    remedy: 'Delete what holds addresses, give the node a wider range, or let fewer pods onto it.',
  },
  handler: {
    ...hint,
    role: 'fault',
    code: 'POD-164',
    title: 'Node does not have the runtime that the pod asks for',
    decided: `${base}since no runtime is configured for the handler of the pod's runtimeClassName.`,
    remedy: 'Correct runtimeClassName, or select nodes that have the runtime.',
  },
  pause: {
    ...hint,
    code: 'POD-165',
    title: 'Node cannot get the image of the sandbox',
    decided: `${base}since the sandbox's own image cannot be had.`,
    remedy:
      "Let the node reach the registry of its sandbox image, or configure one that it has in the runtime's settings.",
  },
} as const satisfies Readonly<Record<string, TriageFindingDefinition>>;

type Kind = keyof typeof definitions;

/** In the order in which they decide. */
const patterns: readonly (readonly [Kind, RegExp])[] = [
  [
    'handler',
    /no runtime for "?[\w.-]{1,100}"? is configured|unknown runtime handler|RuntimeHandler "[\w.-]{1,100}" not supported/,
  ],
  [
    'addresses',
    /no IP addresses available in range set|failed to assign an IP address|failed to allocate for range|no available IPs?|IP pool exhausted/i,
  ],
  ['pause', /failed to (?:get|pull|start) sandbox image|failed pulling image "[^"]{0,200}pause/],
  [
    'network',
    /failed to (?:setup|set up) (?:network for sandbox|pod)|networkPlugin cni failed|cni plugin not initialized|error adding pod .{1,200} to CNI network/,
  ],
];

/** Pods that get no sandbox on a node that otherwise works. */
export const sandbox: Analyzer = {
  name: 'sandbox',
  topic: 'health',
  definitions: Object.values(definitions),
  inspect(snapshot) {
    const failed = snapshot.pods.flatMap((pod) => {
      if (pod.phase !== 'Pending' || pod.node === '' || pod.isTerminating) return [];
      const newest = snapshot
        .eventsOf(pod.key)
        .find(({ reason }) => reason === 'FailedCreatePodSandBox' || reason === 'FailedMount');
      if (newest === undefined || newest.reason === 'FailedMount') return [];
      const kind = patterns.find(([, pattern]) => pattern.test(newest.message.slice(0, 4096)))?.[0];
      return kind === undefined ? [] : [{ pod, event: newest, kind }];
    });
    const sizes = Map.groupBy(failed, ({ pod, kind }) => `${kind} ${pod.node}`);
    return {
      drafts: failed.map(({ pod, event, kind }) =>
        describe(snapshot, { pod, event, kind, pods: sizes.get(`${kind} ${pod.node}`)?.length ?? 1 }),
      ),
    };
  },
};

interface Failed {
  readonly pod: Pod;
  readonly event: WarningEvent;
  readonly kind: Kind;
  /** Pods of the node that fail alike. */
  readonly pods: number;
}

function describe(snapshot: Snapshot, { pod, event, kind, pods }: Failed): Draft {
  const { code, role, severity } = definitions[kind];
  const workload = snapshot.workloadOf(pod);
  const isHandler = kind === 'handler';
  return draft({
    code,
    role,
    tier: 'message',
    severity,
    subject: isHandler ? workload : { kind: 'Node', namespace: '', name: pod.node },
    instances: [pod.key],
    title: isHandler
      ? `${nameOf(workload)} asks for runtime class ${quote(textAt(pod.raw, 'spec', 'runtimeClassName'))}, which node ${pod.node} does not have`
      : `Node ${pod.node}: ${titles[kind]} (${count(pods, 'pod')})`,
    detail: `The kubelet cannot make the sandbox of pods: ${quote(event.message)}.`,
    evidence: [
      ...snapshot.cite(event, ['message']),
      ...snapshot.cite(pod, ['spec', 'nodeName'], ['spec', 'runtimeClassName']),
    ],
    explains: [{ instance: pod.key, codes: ['POD-005'], mechanism: `waits for its sandbox on node ${pod.node}` }],
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(event.firstAt),
  });
}

const titles = {
  network: 'pods get no network',
  addresses: 'no address is left for pods',
  pause: 'the image of the sandbox cannot be had',
} as const;
