import type {
  ActionContext,
  ChangeProtocol,
  ChangeSighting,
  ChangeVerification,
  Evidence,
  Observation,
} from '@cloudops/spec';
import type { z } from 'zod';
import { refused } from './reason.ts';

/** What the parts of a change are given: the state before, checked, and the rest of what was observed. */
export interface Scene<Input, State> {
  readonly input: Input;
  readonly state: State;
  readonly before: Observation;
  readonly context: ActionContext;
}

/** The parts of a {@link ChangeProtocol}, written against the state that the change itself saved. */
export interface ChangeParts<Input, State> {
  readonly state: z.ZodType<State>;
  observe(input: Input, context: ActionContext): Promise<Evidence<Observation>>;
  dryRun(scene: Scene<Input, State>): Promise<Evidence<string>>;
  change(scene: Scene<Input, State>): Promise<Evidence<string>>;
  look(scene: Scene<Input, State>): Promise<Evidence<ChangeSighting>>;
  verify(scene: Scene<Input, State>): Promise<Evidence<ChangeVerification>>;
  undo(scene: Scene<Input, State>): Promise<Evidence<string>>;
}

/** Makes a protocol whose saved state is checked before anything rests on it: it comes back from a file. */
export function createProtocol<Input, State>(parts: ChangeParts<Input, State>): ChangeProtocol<Input> {
  type Part<Output> = (scene: Scene<Input, State>) => Promise<Evidence<Output>>;
  const withState =
    <Output>(part: Part<Output>) =>
    async (input: Input, before: Observation, context: ActionContext): Promise<Evidence<Output>> => {
      const checked = parts.state.safeParse(before.state);
      if (!checked.success) return refused('what was saved before the change is not what this change saves');
      return part({ input, state: checked.data, before, context });
    };
  return {
    doObserve: parts.observe,
    doDryRun: withState(parts.dryRun),
    doChange: withState(parts.change),
    doLook: withState(parts.look),
    doVerify: withState(parts.verify),
    doUndo: withState(parts.undo),
  };
}
