import type { Action, ActionContext, ChangeProtocol, Evidence, Observation } from '@cloudops/spec';
import { observationSchema } from '@cloudops/spec';
import { createTestContext, type TestContext } from '../../__fixtures__/test-bench.ts';
import { createKubernetesProvider } from '../../provider.ts';
import { createFakeCluster, type FakeCluster } from './fake-cluster.ts';

/** A change of one input over a fake cluster, with every call of its protocol. */
export interface ChangeBench {
  readonly cluster: FakeCluster;
  readonly action: Action;
  readonly context: TestContext;
  observe(): Promise<Evidence<Observation>>;
  /** Observes, and fails where there is nothing to see. */
  seen(): Promise<Observation>;
  dryRun(before: Observation): ReturnType<ChangeProtocol['doDryRun']>;
  change(before: Observation): ReturnType<ChangeProtocol['doChange']>;
  look(before: Observation): ReturnType<ChangeProtocol['doLook']>;
  verify(before: Observation): ReturnType<ChangeProtocol['doVerify']>;
  undo(before: Observation): ReturnType<ChangeProtocol['doUndo']>;
}

/** The mark of the changes here. */
export const mark: { readonly id: string; readonly planId: string } = {
  id: 'run_1/change',
  planId: `pln_${'0'.repeat(64)}`,
};

/** Makes a {@link ChangeBench}; the observation goes through JSON between calls, as in a journal. */
export function createChangeBench(
  name: string,
  input: unknown,
  cluster: FakeCluster = createFakeCluster(),
): ChangeBench {
  const provider = createKubernetesProvider({ version: '1', transport: cluster.transport, environment: {} });
  const action = provider.actions.find((candidate) => candidate.name === name);
  const protocol = action?.change;
  if (action === undefined || protocol === undefined) throw new RangeError(`no change ${name}`);
  const parsed = action.input.parse(input);
  action.permissions(parsed);
  const own = createTestContext();
  const context: TestContext & ActionContext = Object.assign(own, { change: mark });
  const again = (before: Observation): Observation => observationSchema.parse(JSON.parse(JSON.stringify(before)));
  const observe = (): Promise<Evidence<Observation>> => protocol.doObserve(parsed, context);
  return {
    cluster,
    action,
    context,
    observe,
    async seen() {
      const evidence = await observe();
      if (evidence.status !== 'present') throw new RangeError(JSON.stringify(evidence));
      return again(evidence.output);
    },
    dryRun: (before) => protocol.doDryRun(parsed, again(before), context),
    change: (before) => protocol.doChange(parsed, again(before), context),
    look: (before) => protocol.doLook(parsed, again(before), context),
    verify: (before) => protocol.doVerify(parsed, again(before), context),
    undo: (before) => protocol.doUndo(parsed, again(before), context),
  };
}
