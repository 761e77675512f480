import { type Action, type ChangeVerification, defineChange, type Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { objectName } from '../../actions/inputs.ts';
import { valueAt } from '../../evidence/read.ts';
import type { ChangeServices } from '../change-services.ts';
import { standingOf } from '../fields/field-change.ts';
import { createObjectProtocol, type ObjectPlan, type VerifyReach } from '../object-change.ts';
import { type ObjectState, titleOf } from '../object-state.ts';
import { getObject, type Reach } from '../request/read-kind.ts';
import { type Glimpse, waitUntilSteady } from '../rollout/wait.ts';
import { findNode } from '../subject/find-node.ts';

/** Input of `kubernetes.cordon`. */
export interface CordonInput {
  readonly node: string;
  /** True: let new pods land on it again. */
  readonly uncordon: boolean;
}

const input: z.ZodType<CordonInput> = z.strictObject({
  node: objectName,
  uncordon: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
});

async function plan({ node, uncordon }: CordonInput, reach: Reach): Promise<Evidence<ObjectPlan>> {
  const evidence = await findNode(reach, node);
  if (evidence.status !== 'present') return evidence as Evidence<never>;
  const { name, object } = evidence.output;
  const isClosed = valueAt(object, 'spec', 'unschedulable') === true;
  const title = titleOf(name);
  return {
    status: 'present',
    output: {
      name,
      object,
      // The API server leaves `false` out: closed is true, open is no field at all.
      fields: [
        {
          path: ['spec', 'unschedulable'],
          ...(isClosed ? { before: true } : {}),
          ...(uncordon ? {} : { after: true }),
          likeness: 'same',
        },
      ],
      effects: [uncordon ? 'new pods may land on it again' : 'no new pod lands on it; what runs there stays'],
      pods: 0,
      undo: `${uncordon ? 'Cordon' : 'Uncordon'} ${title}.`,
    },
  };
}

async function look(reach: Reach, state: ObjectState): Promise<Evidence<Glimpse>> {
  const evidence = await getObject(reach, state.object);
  if (evidence.status !== 'present') return evidence as Evidence<never>;
  const isDone = standingOf(evidence.output, state.fields) === 'after';
  const isClosed = valueAt(evidence.output, 'spec', 'unschedulable') === true;
  const message = `${titleOf(state.object)} ${isClosed ? 'takes no new pods' : 'takes new pods'}`;
  return { status: 'present', output: { isDone, message } };
}

function verify(state: ObjectState, reach: VerifyReach): Promise<Evidence<ChangeVerification>> {
  return waitUntilSteady({ context: reach.context, limitSec: 20, steadyMs: 0, look: () => look(reach, state) });
}

const rights = [{ verb: 'patch', resource: 'nodes' }];

/** `kubernetes.cordon`: keeps new pods off a node, or lets them on again. */
export function createCordonChange(services: ChangeServices): Action {
  return defineChange<CordonInput>({
    name: 'cordon',
    description: 'Keeps new pods off a node, or with uncordon lets them on again; what runs there stays.',
    risk: 'write',
    input,
    estimatedSec: 2,
    estimatedCostUsd: 0,
    permissions: () => [{ verb: 'get', resource: 'nodes' }, ...rights],
    change: createObjectProtocol<CordonInput>(services, {
      plan,
      relied: (object) => valueAt(object, 'spec', 'unschedulable') === true,
      rights: () => rights,
      verify: (_input, state, reach) => verify(state, reach),
    }),
  });
}
