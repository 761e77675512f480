import type { Action, ActionContext, Clock, Evidence, Json, Provider } from '@cloudops/spec';
import { createTestkitError } from '../errors.ts';
import type { FaultyTransport } from './faulty-transport.ts';

/** A provider as its conformance is checked: over a transport that can be made to fail. */
export interface ProviderUnderTest extends Pick<FaultyTransport, 'fail' | 'requests'> {
  readonly provider: Provider;
  /** For every action, by name, an input that its schema accepts and that the transport has an answer for. */
  readonly inputs: Readonly<Record<string, Json>>;
  /** Names of the actions that send no request, such as analyzers. */
  readonly local?: readonly string[];
  /** A clock that does not wait unless stated. */
  readonly clock?: Clock;
}

/** One thing that every provider must do. */
export interface ConformanceCase {
  /** Such as `actions-are-named`. */
  readonly name: string;
  /** @throws CloudOpsError `CONFORMANCE_FAILED` with what was seen. */
  run(): Promise<void>;
}

/** Fails a case unless `isMet`. @throws CloudOpsError `CONFORMANCE_FAILED`. */
export function assertConforms(isMet: boolean, what: string, cause?: unknown): void {
  if (isMet) return;
  throw createTestkitError({ code: 'CONFORMANCE_FAILED', message: `The provider does not conform: ${what}.`, cause });
}

function createInstantClock(): Clock {
  let now = Date.UTC(2026, 0, 1);
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      now += ms;
    },
  };
}

/** How a call of an action ended, how many requests it counted, and how many the transport saw. */
export interface Observed {
  readonly evidence: Evidence<unknown>;
  readonly counted: number;
  readonly sent: number;
}

/** Makes a context for one call. */
export async function createContext(
  subject: ProviderUnderTest,
  signal: AbortSignal,
  countCall: () => void,
): Promise<ActionContext> {
  const [target] = await subject.provider.targets();
  const none = { provider: subject.provider.name, name: 'none', environment: 'dev' };
  const clock = subject.clock ?? createInstantClock();
  return { signal, clock, target: target ?? none, notify: () => {}, countCall };
}

/** Calls an action with its sample input. @throws CloudOpsError `CONFORMANCE_FAILED` when the action throws. */
export async function observe(
  subject: ProviderUnderTest,
  action: Action,
  options: { readonly signal?: AbortSignal; readonly input?: unknown } = {},
): Promise<Observed> {
  let counted = 0;
  const context = await createContext(subject, options.signal ?? new AbortController().signal, () => {
    counted += 1;
  });
  const before = subject.requests();
  try {
    const evidence = await action.doRun(options.input ?? sampleOf(subject, action), context);
    return { evidence, counted, sent: subject.requests() - before };
  } catch (error) {
    throw createTestkitError({
      code: 'CONFORMANCE_FAILED',
      message: `The provider does not conform: ${action.name} threw instead of returning unknown.`,
      cause: error,
    });
  }
}

/** The sample input of an action, as its schema lets it through. @throws CloudOpsError `CONFORMANCE_FAILED`. */
export function sampleOf(subject: ProviderUnderTest, action: Action): unknown {
  assertConforms(Object.hasOwn(subject.inputs, action.name), `${action.name} has no sample input`);
  const checked = action.input.safeParse(subject.inputs[action.name]);
  assertConforms(checked.success, `${action.name} does not accept its sample input`, checked.error);
  return checked.data;
}

/** The actions that send requests. */
export function listRemote(subject: ProviderUnderTest): readonly Action[] {
  return subject.provider.actions.filter((action) => subject.local?.includes(action.name) !== true);
}
