import { type Action, type ChangeProtocol, defineChange, type Permission } from '@cloudops/spec';
import type { ChangeServices } from '../change-services.ts';
import { changeDrain, dryRunDrain, lookAtDrain, observeDrain, undoDrain, verifyDrain } from './drain-protocol.ts';
import { type DrainInput, drainInput } from './input.ts';

const rights: readonly Permission[] = [
  { verb: 'get', resource: 'nodes' },
  { verb: 'list', resource: 'pods' },
  { verb: 'list', resource: 'policy/poddisruptionbudgets' },
  { verb: 'create', resource: 'pods/eviction' },
];

function createProtocol({ session }: ChangeServices): ChangeProtocol<DrainInput> {
  return {
    doObserve: (input, context) => observeDrain({ session, context }, input),
    doDryRun: (input, before, context) => dryRunDrain({ session, context }, input, before, rights),
    doChange: (input, before, context) => changeDrain({ session, context }, input, before),
    doLook: (_input, before, context) => lookAtDrain({ session, context }, before),
    doVerify: (input, before, context) => verifyDrain({ session, context }, input, before),
    doUndo: async () => undoDrain(),
  };
}

/** `kubernetes.drain`: moves the pods of a cordoned node elsewhere, by evictions within their disruption budgets. */
export function createDrainChange(services: ChangeServices): Action {
  return defineChange<DrainInput>({
    name: 'drain',
    description:
      'Evicts the pods of a cordoned node within their disruption budgets, and waits until they run elsewhere.',
    risk: 'write',
    input: drainInput,
    estimatedSec: 300,
    estimatedCostUsd: 0,
    permissions: () => rights,
    change: createProtocol(services),
  });
}
