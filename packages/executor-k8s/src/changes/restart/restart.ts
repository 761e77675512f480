import { type Action, type ChangeProtocol, defineChange, type Permission } from '@cloudops/spec';
import type { ChangeServices } from '../change-services.ts';
import { unknown } from '../request/unknown.ts';
import { rightsToRollOut, templateKinds } from '../rollout/template-change.ts';
import { kindsMeant, rightsToFind } from '../subject/find-workload.ts';
import { inNamespace } from '../subject/inputs.ts';
import { type RestartInput, restartInput } from './input.ts';
import { createPodRestart, podRestartRights } from './restart-pod.ts';
import { createWorkloadRestart } from './restart-workload.ts';

function createProtocol(services: ChangeServices): ChangeProtocol<RestartInput> {
  const ofWorkload = createWorkloadRestart(services);
  const ofPod = createPodRestart(services);
  const choose = ({ pod }: RestartInput): ChangeProtocol<RestartInput> => (pod === null ? ofWorkload : ofPod);
  return {
    async doObserve(input, context) {
      if (input.pod !== null || input.workload !== null) return choose(input).doObserve(input, context);
      return unknown('invalid', 'nothing to restart is named', 'workload or pod');
    },
    doDryRun: (input, before, context) => choose(input).doDryRun(input, before, context),
    doChange: (input, before, context) => choose(input).doChange(input, before, context),
    doLook: (input, before, context) => choose(input).doLook(input, before, context),
    doVerify: (input, before, context) => choose(input).doVerify(input, before, context),
    doUndo: (input, before, context) => choose(input).doUndo(input, before, context),
  };
}

function rightsFor({ namespace, workload, pod }: RestartInput): readonly Permission[] {
  const question = { namespace: namespace ?? '', workload: workload ?? '', kinds: templateKinds };
  const toFind = workload === null ? [] : rightsToFind(question);
  if (pod !== null) return inNamespace(namespace, [...toFind, ...podRestartRights]);
  return inNamespace(namespace, [...toFind, ...rightsToRollOut(kindsMeant(question))]);
}

/** `kubernetes.restart`: replaces all pods of a workload, or one pod, by others of the same template. */
export function createRestartChange(services: ChangeServices): Action {
  return defineChange<RestartInput>({
    name: 'restart',
    description:
      'Replaces all pods of a Deployment, StatefulSet or DaemonSet, or one pod, by others of the same template.',
    risk: 'write',
    input: restartInput,
    estimatedSec: 120,
    estimatedCostUsd: 0,
    permissions: rightsFor,
    change: createProtocol(services),
  });
}
