import type { EvidenceRef } from '@cloudops/spec';
import { quote } from '../../../evidence/words.ts';
import { printable } from '../../../printable.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Container } from '../../snapshot/container.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { type ContainerTrouble, troublesOf } from '../../snapshot/pod-symptoms.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { citeProbe, failingProbes, probeSentence } from '../pods/failing-probes.ts';
import type { Suffering } from '../pods/suffering.ts';
import { wordsOfWorkload } from '../pods/words/last-words.ts';
import { onward } from './onward.ts';

const source = 'kubelet, sync_result.go and images/types.go of Kubernetes 1.36';

const crashing: TriageFindingDefinition = {
  code: 'POD-001',
  title: 'Container crashes',
  role: 'symptom',
  severity: 'high',
  decided:
    'A container waits in CrashLoopBackOff, ended with an error, or ended with one within 10 minutes and is not ready or restarted 3 times. An end with 0 counts where the run took less than 5 minutes. A pod that nothing owns counts for an hour after it failed. Old restarts of a container that is ready are nothing.',
  thresholds: { minutes: 10, restarts: 3, short_run_minutes: 5, alone_minutes: 60 },
  source,
  remedy: 'See what the exit code and the last words say; the cause, where one is visible, stands above it.',
};
const notCreated: TriageFindingDefinition = {
  code: 'POD-002',
  title: 'Container cannot be created',
  role: 'symptom',
  severity: 'high',
  decided:
    'The kubelet waits with CreateContainerConfigError, CreateContainerError, RunContainerError or a failed hook.',
  thresholds: {},
  source,
  remedy: 'The message names what is missing or wrong.',
};
const image: TriageFindingDefinition = {
  code: 'POD-003',
  title: 'Image cannot be pulled',
  role: 'symptom',
  severity: 'high',
  decided: 'The kubelet waits with ErrImagePull, ImagePullBackOff, InvalidImageName, ErrImageNeverPull or alike.',
  thresholds: {},
  source,
  remedy: 'Correct the image, its tag or the pull secret.',
};
const definitions = { crashing, 'not-created': notCreated, image } as const;

/** Containers that crash, cannot be created, or whose image cannot be had. */
export const podTrouble: Analyzer = {
  name: 'pod-trouble',
  topic: 'health',
  definitions: [crashing, notCreated, image],
  inspect: (snapshot) => ({
    drafts: snapshot.pods.flatMap((pod) =>
      troublesOf(snapshot, pod).map(({ container, trouble }) => describe(snapshot, pod, container, trouble)),
    ),
  }),
};

function describe(snapshot: Snapshot, pod: Pod, container: Container, trouble: ContainerTrouble): Draft {
  const workload = snapshot.workloadOf(pod);
  const { code, severity } = definitions[trouble.kind];
  const name = `${workload.kind} ${workload.namespace}/${workload.name}`;
  const status = container.statusPath ?? [];
  const said = saidOf(snapshot, { pod, workload, container, trouble });
  return draft({
    code,
    role: 'symptom',
    tier: 'status',
    severity,
    subject: workload,
    instances: [pod.key],
    title: `${name}: ${titleOf(container, trouble)}${said.title}`,
    detail: [detailOf(container, trouble), ...said.sentences].join(' '),
    evidence: [
      ...snapshot.cite(
        pod,
        [...status, 'state', 'waiting', 'reason'],
        [...status, 'state', 'waiting', 'message'],
        [...status, 'lastState', 'terminated', 'exitCode'],
        [...status, 'lastState', 'terminated', 'reason'],
        [...status, 'state', 'terminated', 'exitCode'],
        [...status, 'restartCount'],
      ),
      ...said.evidence,
    ],
    explains: onward(snapshot, pod),
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(trouble.kind === 'crashing' ? (trouble.ended?.finishedAt ?? null) : pod.createdAt),
    data: { container: container.name },
  });
}

function titleOf({ name, role }: Container, trouble: ContainerTrouble): string {
  const what = role === 'app' ? `container ${name}` : `${role} container ${name}`;
  if (trouble.kind === 'image') return `the image of ${what} cannot be pulled`;
  if (trouble.kind === 'not-created') return `${what} cannot be created`;
  const { ended } = trouble;
  if (ended?.reason === 'OOMKilled') return `${what} is killed for memory`;
  return `${what} crashes${ended?.exitCode == null ? '' : ` (exit code ${ended.exitCode})`}`;
}

function detailOf({ name, image: wanted, restarts }: Container, trouble: ContainerTrouble): string {
  if (trouble.kind !== 'crashing') return `${trouble.reason} (${wanted}): ${trouble.message || 'no message'}.`;
  const reason = trouble.ended?.reason || 'unknown';
  return `${name} ended with ${reason}${trouble.ended?.exitCode == null ? '' : `, exit code ${trouble.ended.exitCode}`}; ${restarts} restarts.`;
}

/** What the kubelet's probe met and what the process said last: the cause may stand there where no rule reads it. */
function saidOf(
  snapshot: Snapshot,
  one: Suffering,
): { readonly title: string; readonly sentences: readonly string[]; readonly evidence: readonly EvidenceRef[] } {
  if (one.trouble.kind !== 'crashing') return { title: '', sentences: [], evidence: [] };
  const probes = (failingProbes(snapshot).get(one.pod.key) ?? []).filter(
    ({ container }) => container.name === one.container.name,
  );
  const words = wordsOfWorkload(snapshot, one);
  return {
    title: words === null ? '' : ` and says “${printable(words.line, 120)}”`,
    sentences: [...probes.map(probeSentence), ...(words === null ? [] : [`Its last words: “${quote(words.line)}”.`])],
    evidence: [...probes.flatMap((probe) => citeProbe(snapshot, probe)), ...(words?.evidence ?? [])],
  };
}
