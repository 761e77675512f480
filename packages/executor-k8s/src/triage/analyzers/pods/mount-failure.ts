import { listAt, textAt, valueAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { WarningEvent } from '../../snapshot/event.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { mountEvents } from './suffering.ts';

const source = 'kubelet, volume/hostpath/host_path.go and volume/nfs of Kubernetes 1.36; mount(8), mount.nfs(8)';
const hostPath: TriageFindingDefinition = {
  code: 'POD-160',
  title: 'Path of the node is not what the pod expects',
  role: 'fault',
  severity: 'high',
  decided:
    'A pod with a node does not start, and the kubelet says last that the type check of a hostPath volume failed: the path is missing on that node, or is of another type than `hostPath.type`.',
  thresholds: {},
  source,
  remedy: 'Create the path on the nodes, use DirectoryOrCreate, or select nodes that have it.',
};
const inline: TriageFindingDefinition = {
  code: 'POD-161',
  title: 'Network volume of a pod cannot be mounted',
  role: 'fault',
  severity: 'high',
  decided:
    'A pod with a node does not start, and the kubelet says last that mounting a volume failed that the pod states itself (NFS): the server refuses, does not answer, or has no such export. A mount helper that the node lacks is the node.',
  thresholds: {},
  source,
  remedy: 'Correct server and path, export it to the nodes, or install the mount helper on the nodes.',
};

const named = /MountVolume\.(?:SetUp|MountDevice) failed for volume "([^"]{1,253})"/;
const typeCheck = /hostPath type check failed: (\S{1,300}) (is not (?:a )?[\w ]{1,40})/;
const nfs = /mount\.nfs4?: ([^\n]{1,200})/;
const helper = /you might need a \/sbin\/mount\.<type> helper program/;

/** Volumes that the pod itself states and that cannot be mounted. */
export const mountFailure: Analyzer = {
  name: 'mount-failure',
  topic: 'health',
  definitions: [hostPath, inline],
  inspect: (snapshot) => ({
    drafts: snapshot.pods.flatMap((pod) => {
      const [event] = mountEvents(snapshot, pod);
      return event === undefined ? [] : inspectMount(snapshot, pod, event);
    }),
  }),
};

function inspectMount(snapshot: Snapshot, pod: Pod, event: WarningEvent): readonly Draft[] {
  const text = event.message.slice(0, 4096);
  const name = named.exec(text)?.[1] ?? '';
  const volumes = listAt(pod.raw, 'spec', 'volumes');
  const index = volumes.findIndex((volume) => textAt(volume, 'name') === name);
  const workload = snapshot.workloadOf(pod);
  const base = {
    role: 'fault' as const,
    tier: 'message' as const,
    severity: snapshot.touchesUsers(workload) === true ? ('critical' as const) : ('high' as const),
    subject: workload,
    instances: [pod.key],
    explains: [{ instance: pod.key, codes: ['POD-005'], mechanism: `waits for its volume ${name}` }],
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(pod.createdAt),
    evidence: [
      ...snapshot.cite(event, ['message']),
      ...snapshot.cite(pod, ['spec', 'volumes', index, 'hostPath'], ['spec', 'volumes', index, 'nfs']),
    ],
  };
  const check = typeCheck.exec(text);
  if (check !== null && valueAt(volumes[index], 'hostPath') !== undefined) {
    return [
      draft({
        ...base,
        code: hostPath.code,
        title: `${nameOf(workload)}: ${quote(check[1] ?? '')} ${quote(check[2] ?? '')} on node ${pod.node}`,
        detail: `Volume ${quote(name)} shows a path of the node, and its type does not hold there: the path is missing, or is something else.`,
      }),
    ];
  }
  if (valueAt(volumes[index], 'nfs') === undefined) return [];
  const why = nfs.exec(text)?.[1];
  const lacksHelper = helper.test(text);
  if (why === undefined && !lacksHelper) return [];
  const server = `${textAt(volumes[index], 'nfs', 'server')}:${textAt(volumes[index], 'nfs', 'path')}`;
  return [
    draft({
      ...base,
      code: inline.code,
      // What the pods state themselves is the same for all of the workload; not every one is complained of.
      explains: [
        {
          instance: lacksHelper ? pod.key : workload.key,
          codes: ['POD-005'],
          mechanism: `waits for its volume ${name}`,
        },
      ],
      subject: lacksHelper ? { kind: 'Node', namespace: '', name: pod.node } : workload,
      title: lacksHelper
        ? `Node ${pod.node} cannot mount NFS, which ${nameOf(workload)} needs`
        : `${nameOf(workload)}: ${quote(server)} cannot be mounted`,
      detail: `Volume ${quote(name)}: ${lacksHelper ? 'the node lacks the mount helper' : quote(why ?? '')}.`,
    }),
  ];
}
