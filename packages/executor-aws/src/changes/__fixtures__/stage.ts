import type { Action, ActionContext, ChangeProtocol, Observation } from '@cloudops/spec';
import { fakeCredentials } from '../../__fixtures__/fake-aws.ts';
import { type AwsProviderOptions, createAwsProvider } from '../../provider.ts';
import type { FakeEc2 } from './fake-ec2.ts';

/** One change of a provider over a fake, ready to be called. */
export interface StagedChange {
  readonly action: Action;
  readonly change: ChangeProtocol;
  readonly input: unknown;
  readonly context: ActionContext;
  /** @throws RangeError when nothing could be observed. */
  observe(): Promise<Observation>;
}

/** A context whose clock passes while nobody waits. */
export function createContext(overrides: Partial<ActionContext> = {}): ActionContext {
  let now = Date.UTC(2026, 10, 23);
  return {
    signal: new AbortController().signal,
    clock: {
      now: () => now,
      sleep: async (ms, signal) => {
        signal?.throwIfAborted();
        now += ms;
      },
    },
    target: { provider: 'aws', name: 'default', environment: 'dev' },
    change: { id: 'run_1/step', planId: `pln_${'0'.repeat(64)}` },
    notify: () => {},
    countCall: () => {},
    ...overrides,
  };
}

/** Stages a change by its action's name. @throws RangeError for a name or an input that is none. */
export function stage(
  ec2: FakeEc2,
  name: string,
  given: unknown,
  options: Partial<AwsProviderOptions> & { readonly context?: Partial<ActionContext> } = {},
): StagedChange {
  const { context: overrides, ...settings } = options;
  const provider = createAwsProvider({
    version: '1.0.0',
    endpoint: ec2.aws.url,
    baseCredentials: fakeCredentials,
    regions: ['eu-west-1'],
    environment: {},
    ...settings,
  });
  const action = provider.actions.find((one) => one.name === name);
  if (action?.change === undefined) throw new RangeError(`no change ${name}`);
  const { change } = action;
  const input = action.input.parse(given);
  const context = createContext(overrides);
  return {
    ...{ action, change, input, context },
    async observe() {
      const evidence = await change.doObserve(input, context);
      if (evidence.status !== 'present') throw new RangeError(evidence.reason?.message ?? 'absent');
      return evidence.output;
    },
  };
}
