import { type Action, defineChange } from '@cloudops/spec';
import type { ChangeServices } from '../change-services.ts';
import { resourceOfKind } from '../request/object-kind.ts';
import { templateKinds } from '../rollout/template-change.ts';
import { kindsMeant, rightsToFind } from '../subject/find-workload.ts';
import { inNamespace } from '../subject/inputs.ts';
import { type RestartInput, restartInput } from './input.ts';
import { createWorkloadRestart } from './restart-workload.ts';

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
    permissions({ namespace, workload }) {
      const question = { namespace: namespace ?? '', workload: workload ?? '', kinds: templateKinds };
      return inNamespace(namespace, [
        ...rightsToFind(question),
        ...kindsMeant(question).map((kind) => ({ verb: 'patch', resource: resourceOfKind(kind) })),
        { verb: 'list', resource: 'pods' },
      ]);
    },
    change: createWorkloadRestart(services),
  });
}
