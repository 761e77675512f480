import type { ActionContext, ChangeProtocol, Evidence, Observation, Provider } from '@cloudops/spec';
import { createSystemContext } from './system-context.ts';

/** One change on a real cluster, as the executor would make it, call by call. */
export interface LiveChange {
  readonly before: Observation;
  /** The sentence of the dry run. */
  readonly dryRun: string;
  change(): Promise<string>;
  look(): Promise<string>;
  verify(): ReturnType<ChangeProtocol['doVerify']>;
  undo(): Promise<string>;
}

function output<Output>(evidence: Evidence<Output>): Output {
  if (evidence.status === 'present') return evidence.output;
  throw new RangeError(JSON.stringify(evidence));
}

/** A protocol with its checked input and a context whose mark no change had before. */
export function prepare(
  provider: Provider,
  name: string,
  input: unknown,
): { readonly protocol: ChangeProtocol; readonly parsed: unknown; readonly context: ActionContext } {
  const action = provider.actions.find((candidate) => candidate.name === name);
  if (action?.change === undefined) throw new RangeError(`no change ${name}`);
  return { protocol: action.change, parsed: action.input.parse(input), context: createSystemContext() };
}

/** Observes and asks for the dry run; what is not `present` throws. */
export async function begin(provider: Provider, name: string, input: unknown): Promise<LiveChange> {
  const { protocol, parsed, context } = prepare(provider, name, input);
  const before = output(await protocol.doObserve(parsed, context));
  const dryRun = output(await protocol.doDryRun(parsed, before, context));
  return {
    before,
    dryRun,
    change: async () => output(await protocol.doChange(parsed, before, context)),
    look: async () => output(await protocol.doLook(parsed, before, context)).state,
    verify: () => protocol.doVerify(parsed, before, context),
    undo: async () => output(await protocol.doUndo(parsed, before, context)),
  };
}
