import { nameOf } from '../../../evidence/subject.ts';
import { quote } from '../../../evidence/words.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Crash, crashesOf } from './crash.ts';
import { tcpPorts } from './probe-spec.ts';
import { wayBack } from './revision.ts';
import { citeState, faultOf } from './suffering.ts';
import { lastWordsOf } from './words/last-words.ts';

const definition: TriageFindingDefinition = {
  code: 'POD-180',
  title: 'Containers of a pod declare the same port',
  role: 'hint',
  severity: 'high',
  decided:
    'A container crashes with an error, nothing of its log was read, and another container of the pod declares the same TCP port: they share one network, so only one of them can listen. Where the log says that the address is in use, LOG-109 says so with proof. A cause only when nothing else explains the crash.',
  thresholds: {},
  source: 'Kubernetes, "Pods", networking',
  remedy: 'Give each container of the pod a port of its own.',
};

/** Containers that crash beside one that declares their port. */
export const portCollision: Analyzer = {
  name: 'port-collision',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: crashesOf(snapshot).flatMap((crash) =>
      crash.ending.kind === 'error' && lastWordsOf(snapshot, crash.one) === null ? collide(snapshot, crash) : [],
    ),
  }),
};

function collide(snapshot: Snapshot, { one }: Crash): readonly Draft[] {
  const { pod, container, workload } = one;
  const declared = tcpPorts(pod);
  const own = declared.filter((port) => port.container === container.name);
  const [rival] = declared.filter(
    (port) => port.container !== container.name && own.some(({ number }) => number === port.number),
  );
  if (rival === undefined) return [];
  return [
    faultOf(snapshot, one, {
      code: definition.code,
      role: 'hint',
      tier: 'contradiction',
      severity: 'high',
      title: `${nameOf(workload)}: containers ${container.name} and ${quote(rival.container)} both declare port ${rival.number}`,
      detail: `Containers of one pod share one network: only one of them can listen on ${rival.number}, and ${container.name} crashes.`,
      evidence: [
        ...citeState(snapshot, one),
        ...snapshot.cite(pod, ...pod.containers.map(({ specPath }) => [...specPath, 'ports'])),
      ],
      mechanism: 'its port is taken by its neighbour',
      remediations: wayBack(snapshot, workload),
      data: { container: container.name, port: rival.number },
    }),
  ];
}
