import { listAt, numberAt, textAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { quote } from '../../../evidence/words.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { crashesOf } from './crash.ts';
import { mountOf } from './mounts.ts';
import { wayBack } from './revision.ts';
import { parseStartFailure, type StartFailure } from './start-message.ts';
import { citeState, explainsOf, faultOf, recentEvents, type Suffering, sufferingContainers } from './suffering.ts';

const source =
  'runc standard_init_linux.go and rootfs_linux.go, crun; POSIX.1-2024, Shell 2.8.2 (126, 127); kubelet of Kubernetes 1.36';
const common = { role: 'fault', severity: 'high', thresholds: {}, source } as const;

const definitions = {
  'no-command': {
    ...common,
    code: 'POD-104',
    title: 'Command does not exist in the image',
    decided:
      'A container cannot be started, or ends with 127, and the runtime or the shell names a program that it does not find; or it ends with 127 without a word.',
    remedy: 'Correct `command`, or build an image that has the program on its PATH.',
  },
  'not-executable': {
    ...common,
    code: 'POD-105',
    title: 'Command may not be executed',
    decided:
      'A container cannot be started, or ends with 126, and the runtime or the shell names a program that it may not run; or it ends with 126 without a word. A file from a ConfigMap or Secret has the mode of its volume: 0644 unless stated.',
    remedy: 'Make the file executable: `defaultMode: 0755` on the volume, or `chmod +x` in the image.',
  },
  'wrong-format': {
    ...common,
    code: 'POD-106',
    title: 'Program is built for another architecture',
    decided:
      'Starting a container ends with `exec format error`: the binary is not of the architecture of the node, or a script lacks its first line.',
    remedy: "Build the image for the node's architecture, select fitting nodes, or give the script its #! line.",
  },
  'no-directory': {
    ...common,
    code: 'POD-107',
    title: 'Working directory does not exist',
    decided: 'The runtime cannot change to the working directory of a container.',
    remedy: 'Correct `workingDir`, or create it in the image.',
  },
  mount: {
    ...common,
    code: 'POD-108',
    title: 'Volume cannot be mounted into the container',
    decided:
      'The runtime or the kubelet cannot place a volume inside a container: a directory onto a file, a subPath that is none, a place in a read-only file system.',
    remedy:
      'Correct `mountPath` and `subPath`; a single file of a ConfigMap needs `subPath` with the key and a file path.',
  },
} as const satisfies Readonly<Record<StartFailure['kind'], TriageFindingDefinition>>;

/** Containers whose program cannot be started. */
export const startFailure: Analyzer = {
  name: 'start-failure',
  topic: 'health',
  definitions: Object.values(definitions),
  inspect(snapshot) {
    const created = sufferingContainers(snapshot).flatMap((one) => {
      const { trouble } = one;
      if (trouble.kind !== 'not-created') return [];
      const failure = parseStartFailure([trouble.message, ...eventTexts(snapshot, one)].join('\n'));
      return failure === null ? [] : [describe(snapshot, one, failure)];
    });
    const crashed = crashesOf(snapshot).flatMap(({ one, ended, ending }) => {
      if (ending.kind === 'error') return ofFormat(snapshot, one);
      if (ending.kind !== 'not-started') return [];
      const said = parseStartFailure(
        [ended.message, ...logTexts(snapshot, one), ...eventTexts(snapshot, one)].join('\n'),
      );
      const failure = said ?? byCode(one, ended.exitCode);
      return failure === null ? [] : [describe(snapshot, one, failure)];
    });
    return { drafts: [...created, ...crashed] };
  },
};

/** Some runtimes start the process before they find that the kernel cannot run it: only its log says so. */
function ofFormat(snapshot: Snapshot, one: Suffering): readonly Draft[] {
  const failure = parseStartFailure(logTexts(snapshot, one).join('\n'));
  return failure?.kind === 'wrong-format' ? [describe(snapshot, one, failure)] : [];
}

function eventTexts(snapshot: Snapshot, { pod, container }: Suffering): readonly string[] {
  return recentEvents(snapshot, pod, container.name, pod.createdAt).flatMap(({ reason, message }) =>
    reason === 'Failed' ? message : [],
  );
}

function logTexts(snapshot: Snapshot, { pod, container }: Suffering): readonly string[] {
  return snapshot.logsOf(pod, container.name).flatMap(({ lines }) => lines.slice(-5));
}

/** The exit code alone says less, and enough. */
function byCode({ container }: Suffering, exitCode: number | null): StartFailure | null {
  const command = programOf(container.spec);
  if (exitCode === 127) return { kind: 'no-command', command };
  return exitCode === 126 ? { kind: 'not-executable', command } : null;
}

function programOf(spec: unknown): string {
  const [program] = listAt(spec, 'command');
  return typeof program === 'string' ? program : '';
}

function describe(snapshot: Snapshot, one: Suffering, failure: StartFailure): Draft {
  const { pod, container, workload } = one;
  const { code } = definitions[failure.kind];
  const log = citeLog(snapshot, one);
  const mechanism = 'its program cannot be started';
  return faultOf(snapshot, one, {
    code,
    tier: 'status',
    severity: snapshot.touchesUsers(workload) === true ? 'critical' : 'high',
    title: titleOf(one, failure),
    detail: detailOf(one, failure),
    evidence: [
      ...citeState(snapshot, one),
      ...snapshot.cite(pod, [...container.specPath, 'command', 0], [...container.specPath, 'image']),
      ...log,
    ],
    // Image and command are the same in all of its pods, and one of them lends its log to all.
    explains: explainsOf(one, mechanism).map((explanation) =>
      one.job === undefined ? { ...explanation, instance: workload.key } : explanation,
    ),
    mechanism,
    remediations: wayBack(snapshot, workload),
    data: { container: container.name },
  });
}

function citeLog(snapshot: Snapshot, { pod, container }: Suffering): Draft['evidence'] {
  return snapshot.logsOf(pod, container.name).flatMap((tail) => {
    const index = tail.lines.findLastIndex((line) => parseStartFailure(line) !== null);
    return index < 0 ? [] : (tail.cite(index) ?? []);
  });
}

function titleOf({ workload, container }: Suffering, failure: StartFailure): string {
  const who = `${nameOf(workload)}: container ${container.name}`;
  switch (failure.kind) {
    case 'no-command':
      return failure.command === ''
        ? `${who} names a command that its image does not have`
        : `${who} has no command ${quote(failure.command)}`;
    case 'not-executable':
      return failure.command === '' ? `${who} may not run its command` : `${who} may not run ${quote(failure.command)}`;
    case 'wrong-format':
      return `${who} runs a program of another architecture`;
    case 'no-directory':
      return `${who} has no working directory ${quote(failure.path)}`;
    case 'mount':
      return `${who}: a volume cannot be mounted${failure.path === '' ? '' : ` at ${quote(failure.path)}`}`;
  }
}

function detailOf(one: Suffering, failure: StartFailure): string {
  const { container } = one;
  switch (failure.kind) {
    case 'no-command':
      return `Image ${quote(container.image)} does not hold ${failure.command === '' ? 'what the container is to run' : quote(failure.command)}, or not on its PATH; the process never ran.`;
    case 'not-executable':
      return `The file is there and is not executable.${modeOf(one, failure.command)}`;
    case 'wrong-format':
      return `${quote(failure.command) || 'The program'} in image ${quote(container.image)} is not a binary for this node, or a script without a #! line.`;
    case 'no-directory':
      return `workingDir ${quote(failure.path)} is not in image ${quote(container.image)}.`;
    case 'mount':
      return `${failure.path === '' ? 'A mount' : quote(failure.path)}: ${failure.why}.`;
  }
}

/** A file out of a ConfigMap or Secret has its volume's mode. */
function modeOf({ pod, container }: Suffering, command: string): string {
  const mount = mountOf(pod, container, command);
  if (mount === null) return '';
  const mode =
    numberAt(mount.volume, 'configMap', 'defaultMode') ?? numberAt(mount.volume, 'secret', 'defaultMode') ?? null;
  const name = textAt(mount.volume, 'configMap', 'name') || textAt(mount.volume, 'secret', 'secretName');
  if (name === '') return ` It comes from volume ${quote(mount.volumeName)}.`;
  return ` It comes from volume ${quote(mount.volumeName)} (${name}) with mode ${mode === null ? '0644' : `0${mode.toString(8)}`}.`;
}
