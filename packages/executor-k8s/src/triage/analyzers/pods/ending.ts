import { listAt, textAt, valueAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { quote, span } from '../../../evidence/words.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import type { Termination } from '../../snapshot/container.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Crash, crashesOf } from './crash.ts';
import { wayBack } from './revision.ts';
import { citeState, faultOf } from './suffering.ts';

const completed: TriageFindingDefinition = {
  code: 'POD-103',
  title: 'Container is done and is started again for ever',
  role: 'fault',
  severity: 'high',
  decided:
    'A container waits in CrashLoopBackOff, or restarted 3 times with a short run last, and that run ended with exit code 0, without a failed probe or hook: nothing failed, and its restartPolicy starts it again. With a liveness or startup probe, whose word may be lost, only a hint.',
  thresholds: {},
  source: 'Kubernetes, "Pod Lifecycle", restart policy',
  remedy: 'Make it a Job or an init container, or keep the process in the foreground.',
};
const signalled: TriageFindingDefinition = {
  code: 'POD-109',
  title: 'Process dies of a fault of its own',
  role: 'hint',
  severity: 'high',
  decided:
    'A container ended by SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE or SIGTRAP (exit code 128 + signal), which a process brings upon itself. A cause only when nothing else explains the crash.',
  thresholds: {},
  source: 'POSIX.1-2024, Shell 2.8.2; signal(7)',
  remedy: "Look at the process's last words and its core; roll back when it came with the last revision.",
};
const hook: TriageFindingDefinition = {
  code: 'POD-142',
  title: 'Hook after start fails',
  role: 'fault',
  severity: 'high',
  decided:
    'The kubelet says FailedPostStartHook of a container that crashes, within 15 minutes, and the container has a postStart hook: it kills the container when the hook fails.',
  thresholds: { minutes: 15 },
  source: 'kubelet, kuberuntime_container.go (startContainer), Kubernetes 1.36',
  remedy: 'Correct the hook, or let the container do that work itself.',
};

/** Signals that come from inside. */
const names: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  11: 'SIGSEGV',
};

/** Ends that speak for themselves: done, a signal of its own, a failed hook. */
export const ending: Analyzer = {
  name: 'ending',
  topic: 'health',
  definitions: [completed, signalled, hook],
  inspect: (snapshot) => ({
    drafts: crashesOf(snapshot).flatMap((crash) => {
      if (crash.ending.kind === 'completed') return ofCompleted(snapshot, crash);
      if (crash.ending.kind === 'signal') return ofSignal(snapshot, crash, crash.ending.signal);
      return crash.ending.kind === 'hook' ? [ofHook(snapshot, crash)] : [];
    }),
  }),
};

function ofCompleted(snapshot: Snapshot, { one, ended }: Crash): readonly Draft[] {
  const { workload, container, pod } = one;
  // An init container, or one with a policy of its own, may well end.
  if (container.role === 'init' || textAt(pod.raw, 'spec', 'restartPolicy') === 'OnFailure') return [];
  return [
    faultOf(snapshot, one, {
      code: completed.code,
      role: isProbed(container.spec) ? 'hint' : 'fault',
      tier: 'status',
      severity: 'high',
      title: `${nameOf(workload)}: container ${container.name} ends well and is started again for ever`,
      detail: `Its process ended with exit code 0${ranFor(ended)}, which is no failure; a ${workload.kind} starts it again (restartPolicy Always). What runs to an end belongs into a Job.`,
      evidence: [...citeState(snapshot, one), ...snapshot.cite(pod, ['spec', 'restartPolicy'])],
      mechanism: 'it ends, and its restart policy starts it again',
      data: { container: container.name, restarts: container.restarts },
    }),
  ];
}

function isProbed(spec: unknown): boolean {
  return valueAt(spec, 'livenessProbe') !== undefined || valueAt(spec, 'startupProbe') !== undefined;
}

function ofSignal(snapshot: Snapshot, { one, ended }: Crash, signal: number): readonly Draft[] {
  const name = names[signal];
  if (name === undefined) return [];
  const { workload, container } = one;
  return [
    faultOf(snapshot, one, {
      code: signalled.code,
      role: 'hint',
      tier: 'status',
      severity: snapshot.touchesUsers(workload) === true ? 'critical' : 'high',
      title: `${nameOf(workload)}: container ${container.name} dies by ${name}`,
      detail: `Exit code ${ended.exitCode}${ranFor(ended)}: the process of image ${quote(container.image)} brought it upon itself; neither the kubelet nor the kernel's memory killer ended it.`,
      evidence: citeState(snapshot, one),
      mechanism: `it dies by ${name}`,
      remediations: wayBack(snapshot, workload),
      data: { container: container.name, signal: name },
    }),
  ];
}

function ofHook(snapshot: Snapshot, { one, ending: end }: Crash): Draft {
  const { workload, container, pod } = one;
  const event = end.kind === 'hook' ? end.event : null;
  const exec = listAt(container.spec, 'lifecycle', 'postStart', 'exec', 'command').filter(
    (word): word is string => typeof word === 'string',
  );
  const what =
    exec.length > 0
      ? quote(exec[0] ?? '')
      : valueAt(container.spec, 'lifecycle', 'postStart', 'httpGet') === undefined
        ? 'its hook'
        : `a request to ${quote(textAt(container.spec, 'lifecycle', 'postStart', 'httpGet', 'path')) || '/'}`;
  return faultOf(snapshot, one, {
    code: hook.code,
    tier: 'message',
    severity: snapshot.touchesUsers(workload) === true ? 'critical' : 'high',
    title: `${nameOf(workload)}: the postStart hook of container ${container.name} fails`,
    detail: `The kubelet kills the container each time ${what} fails after its start; the process itself did not fail.`,
    evidence: [
      ...(event === null ? [] : snapshot.cite(event, ['reason'], ['message'])),
      ...citeState(snapshot, one),
      ...snapshot.cite(pod, [...container.specPath, 'lifecycle', 'postStart', 'exec', 'command', 0]),
    ],
    mechanism: 'the kubelet kills it when its hook fails',
    remediations: wayBack(snapshot, workload),
    data: { container: container.name },
  });
}

function ranFor({ startedAt, finishedAt }: Termination): string {
  if (startedAt === null || finishedAt === null) return '';
  const ran = finishedAt - startedAt;
  return ran < 120_000 ? ` after ${Math.round(ran / 1000)} seconds` : ` after ${span(ran)}`;
}
