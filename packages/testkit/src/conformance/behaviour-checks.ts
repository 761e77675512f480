import type { Action } from '@cloudops/spec';
import type { TransportFailure } from './faulty-transport.ts';
import {
  assertConforms,
  createContext,
  listRemote,
  type Observed,
  observe,
  type ProviderUnderTest,
} from './provider-under-test.ts';

/** Makes a provider that nothing was asked of yet. */
export type CreateProvider = () => Promise<ProviderUnderTest>;

const promptMs = 1000;
const failures: readonly TransportFailure[] = [
  'refused',
  'timeout',
  'denied',
  'unauthorized',
  'throttled',
  'broken',
  'garbled',
];
const badInputs: readonly unknown[] = [
  null,
  undefined,
  true,
  42,
  Number.NaN,
  '',
  '../../etc/passwd',
  '\u001b[2J',
  [],
  {},
  { limit: -1, namespace: 7, name: null },
];

/** A bad input is refused by the schema or answered; neither may throw. */
export async function checkBadInput(subject: ProviderUnderTest): Promise<void> {
  for (const action of subject.provider.actions) {
    for (const input of badInputs) {
      let accepted: unknown;
      try {
        const checked = action.input.safeParse(input);
        accepted = checked.success ? checked.data : undefined;
      } catch (error) {
        assertConforms(false, `the input schema of ${action.name} throws`, error);
      }
      // The transport may have no answer for this; what counts is that the action returns.
      if (accepted !== undefined) await observe(subject, action, { input: accepted });
    }
  }
}

/** What an action returns is what its schema says. */
export async function checkOutput(subject: ProviderUnderTest): Promise<void> {
  for (const action of subject.provider.actions) {
    const { evidence } = await observe(subject, action);
    assertConforms(
      ['present', 'absent', 'unknown'].includes(evidence?.status),
      `${action.name} returned ${String(evidence?.status)} as its status`,
    );
    const hasOutput = evidence.output !== undefined;
    assertConforms(evidence.status !== 'present' || hasOutput, `${action.name} is present without an output`);
    const checked = hasOutput ? action.output.safeParse(evidence.output) : undefined;
    assertConforms(checked?.success !== false, `the output of ${action.name} breaks its schema`, checked?.error);
  }
}

/** The same answers give the same bytes. */
export async function checkDeterminism(createProvider: CreateProvider): Promise<void> {
  const [first, second] = [await createProvider(), await createProvider()];
  for (const action of first.provider.actions) {
    const again = second.provider.actions.find((candidate) => candidate.name === action.name);
    assertConforms(again !== undefined, `${action.name} is not there every time`);
    const left = JSON.stringify((await observe(first, action)).evidence);
    const right = JSON.stringify((await observe(second, again as Action)).evidence);
    assertConforms(left === right, `${action.name} returns other bytes for the same answers`);
  }
}

/** Every request is counted, and nothing else. */
export async function checkCounting(subject: ProviderUnderTest): Promise<void> {
  for (const action of subject.provider.actions) {
    const { counted, sent } = await observe(subject, action);
    assertConforms(counted === sent, `${action.name} sent ${sent} requests and counted ${counted}`);
    const isRemote = listRemote(subject).includes(action);
    assertConforms(isRemote === sent > 0, `${action.name} sent ${sent} requests, against what was declared`);
  }
}

/** What could not be read is unknown, never absent or empty. */
export async function checkUnknown(createProvider: CreateProvider): Promise<void> {
  for (const failure of failures) {
    const subject = await createProvider();
    subject.fail(failure);
    for (const action of listRemote(subject)) {
      const { status } = (await observe(subject, action)).evidence;
      assertConforms(status === 'unknown', `${action.name} reads ${status} when the transport is ${failure}`);
    }
    const context = await createContext(subject, new AbortController().signal, () => {});
    const identity = await subject.provider.doIdentify(context).catch(() => undefined);
    assertConforms(identity?.status === 'unknown', `doIdentify does not read unknown when the transport is ${failure}`);
  }
}

async function isPrompt(work: Promise<Observed>): Promise<Observed | undefined> {
  const timer = Promise.withResolvers<undefined>();
  const timeout = setTimeout(() => timer.resolve(undefined), promptMs);
  try {
    return await Promise.race([work, timer.promise]);
  } finally {
    clearTimeout(timeout);
  }
}

/** An abort ends an action within a second, as unknown. */
export async function checkAbort(createProvider: CreateProvider): Promise<void> {
  const { provider } = await createProvider();
  for (const { name } of provider.actions) {
    const subject = await createProvider();
    const action = listRemote(subject).find((candidate) => candidate.name === name);
    if (action === undefined) continue;
    subject.fail('hanging');
    const controller = new AbortController();
    const work = observe(subject, action, { signal: controller.signal });
    // The case ends at the first fault; a late one of an abandoned call has nobody left to tell.
    work.catch(() => {});
    setImmediate(() => controller.abort());
    const observed = await isPrompt(work);
    assertConforms(observed !== undefined, `${name} goes on for more than a second after its signal aborted`);
    const status = observed?.evidence.status;
    assertConforms(status === 'unknown', `${name} reads ${String(status)} after its signal aborted`);
  }
}
