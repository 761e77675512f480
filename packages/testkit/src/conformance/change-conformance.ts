import {
  type Action,
  type ActionContext,
  type ChangeProtocol,
  changeSightingSchema,
  type Evidence,
  type Json,
  type Observation,
  observationSchema,
} from '@cloudops/spec';
import type { FaultyTransport, TransportFailure } from './faulty-transport.ts';
import { assertConforms, type ConformanceCase } from './provider-under-test.ts';

/** A change as its conformance is checked: over a world in which it can be made. */
export interface ChangeUnderTest extends Pick<FaultyTransport, 'fail'> {
  /** With a protocol. */
  readonly action: Action;
  /** An input for which there is something to change. */
  readonly input: Json;
  /** A context whose clock does not wait, for a change of its own. */
  readonly context: ActionContext;
  /** All that the change could touch, without what every write moves; equal texts mean that nothing changed. */
  world(): string;
  /** Set where a change that is made again does it again, as a restart does. */
  readonly isRepeatable?: boolean;
}

/** Makes a world in which nothing was changed yet. */
export type CreateChange = () => Promise<ChangeUnderTest>;

const failures: readonly TransportFailure[] = [
  'refused',
  'timeout',
  'denied',
  'unauthorized',
  'throttled',
  'broken',
  'garbled',
];

function protocolOf({ action }: ChangeUnderTest): ChangeProtocol {
  assertConforms(action.change !== undefined, `${action.name} has no protocol`);
  return action.change as ChangeProtocol;
}

function inputOf({ action, input }: ChangeUnderTest): unknown {
  const checked = action.input.safeParse(input);
  assertConforms(checked.success, `${action.name} does not accept its sample input`, checked.error);
  return checked.data;
}

function present<Output>(subject: ChangeUnderTest, call: string, evidence: Evidence<Output>): Output {
  const why = JSON.stringify(evidence);
  assertConforms(evidence.status === 'present', `${call} of ${subject.action.name} is not present: ${why}`);
  return evidence.output as Output;
}

async function observe(subject: ChangeUnderTest): Promise<Observation> {
  const seen = present(subject, 'doObserve', await protocolOf(subject).doObserve(inputOf(subject), subject.context));
  // A journal keeps it as JSON.
  const checked = observationSchema.safeParse(JSON.parse(JSON.stringify(seen)));
  assertConforms(checked.success, `the observation of ${subject.action.name} breaks its schema`, checked.error);
  return checked.data as Observation;
}

async function assertState(subject: ChangeUnderTest, before: Observation, state: string): Promise<void> {
  const sighting = present(
    subject,
    'doLook',
    await protocolOf(subject).doLook(inputOf(subject), before, subject.context),
  );
  const checked = changeSightingSchema.safeParse(sighting);
  assertConforms(checked.success, `the sighting of ${subject.action.name} breaks its schema`, checked.error);
  assertConforms(
    sighting.versions.length === before.objects.length,
    `${subject.action.name} sees other objects than before`,
  );
  assertConforms(sighting.state === state, `${subject.action.name} reads ${sighting.state} and not ${state}`);
}

/** Running it as an action does nothing. */
async function checkRun(subject: ChangeUnderTest): Promise<void> {
  const { action, context } = subject;
  const world = subject.world();
  assertConforms(action.risk !== 'read', `${action.name} changes something and has the risk read`);
  const evidence = await action.doRun(inputOf(subject), context);
  assertConforms(
    evidence.status === 'unknown' && subject.world() === world,
    `${action.name} is run without its protocol`,
  );
}

/** Looking and asking change nothing, however often. */
async function checkLooking(subject: ChangeUnderTest): Promise<void> {
  const world = subject.world();
  const before = await observe(subject);
  const again = await observe(subject);
  assertConforms(
    JSON.stringify(before.objects) === JSON.stringify(again.objects),
    `${subject.action.name} observes something else the second time`,
  );
  present(subject, 'doDryRun', await protocolOf(subject).doDryRun(inputOf(subject), before, subject.context));
  await assertState(subject, before, 'before');
  assertConforms(subject.world() === world, `${subject.action.name} changes something by looking or by a dry run`);
}

async function change(subject: ChangeUnderTest): Promise<Observation> {
  const before = await observe(subject);
  assertConforms(!before.in_place, `${subject.action.name} has nothing to change with its sample input`);
  present(subject, 'doChange', await protocolOf(subject).doChange(inputOf(subject), before, subject.context));
  return before;
}

/** What was changed is seen, and is in place from then on. */
async function checkChange(subject: ChangeUnderTest): Promise<void> {
  const world = subject.world();
  const before = await change(subject);
  assertConforms(subject.world() !== world, `${subject.action.name} changes nothing`);
  await assertState(subject, before, 'after');
  if (subject.isRepeatable === true) return;
  const again = await observe(subject);
  assertConforms(again.in_place, `${subject.action.name} is not in place after it was made`);
}

/** What was observed before a change does not allow a second one. */
async function checkPrecondition(subject: ChangeUnderTest): Promise<void> {
  const before = await change(subject);
  const world = subject.world();
  const evidence = await protocolOf(subject).doChange(inputOf(subject), before, subject.context);
  const isStale = evidence.status === 'unknown' && evidence.reason.kind === 'stale';
  assertConforms(isStale && subject.world() === world, `${subject.action.name} is made twice by one observation`);
}

/** Undo puts back what was there, or says that it cannot. */
async function checkUndo(subject: ChangeUnderTest): Promise<void> {
  const world = subject.world();
  const before = await change(subject);
  const changed = subject.world();
  const evidence = await protocolOf(subject).doUndo(inputOf(subject), before, subject.context);
  if (before.undo === null) {
    const isRefused = evidence.status === 'unknown' && evidence.reason.kind === 'invalid';
    assertConforms(isRefused && subject.world() === changed, `${subject.action.name} promises no undo and does one`);
    return;
  }
  present(subject, 'doUndo', evidence);
  await assertState(subject, before, 'before');
  assertConforms(subject.world() === world, `${subject.action.name} does not put back what was there`);
}

/** What could not be read or done is unknown, and nothing throws. */
async function checkUnknown(createChange: CreateChange): Promise<void> {
  for (const failure of failures) {
    const subject = await createChange();
    const before = await observe(subject);
    const world = subject.world();
    const [protocol, input, { context }] = [protocolOf(subject), inputOf(subject), subject];
    subject.fail(failure);
    const calls: Readonly<Record<string, () => Promise<Evidence<unknown>>>> = {
      doObserve: () => protocol.doObserve(input, context),
      doDryRun: () => protocol.doDryRun(input, before, context),
      doChange: () => protocol.doChange(input, before, context),
      doLook: () => protocol.doLook(input, before, context),
      doVerify: () => protocol.doVerify(input, before, context),
      doUndo: () => protocol.doUndo(input, before, context),
    };
    for (const [name, call] of Object.entries(calls)) {
      const status = await call().then(
        (evidence) => evidence.status,
        (error: unknown) => `thrown ${String(error)}`,
      );
      const what = `${name} of ${subject.action.name} reads ${status} when the transport is ${failure}`;
      assertConforms(status === 'unknown', what);
    }
    assertConforms(
      subject.world() === world,
      `${subject.action.name} changes something though the transport is ${failure}`,
    );
  }
}

const singles: Readonly<Record<string, (subject: ChangeUnderTest) => Promise<void>>> = {
  'run-does-nothing': checkRun,
  'looking-changes-nothing': checkLooking,
  'change-is-seen': checkChange,
  'observation-allows-one-change': checkPrecondition,
  'undo-restores': checkUndo,
};

/**
 * What every change must do, one case for each rule of its protocol. For any test runner, as `providerConformance`.
 * @param createChange makes a fresh world; called once or more a case.
 */
export function changeConformance(createChange: CreateChange): readonly ConformanceCase[] {
  return [
    ...Object.entries(singles).map(([name, check]) => ({ name, run: async () => check(await createChange()) })),
    { name: 'failure-reads-as-unknown', run: () => checkUnknown(createChange) },
  ];
}
