import type { ActionContext, ChangeVerification, Evidence, UnknownReason } from '@cloudops/spec';
import { unknown } from '../request/unknown.ts';

/** One look at what is waited for. */
export interface Glimpse {
  readonly isDone: boolean;
  /** No waiting will bring it about any more. */
  readonly isHopeless?: boolean;
  /** A clause for a person. */
  readonly message: string;
  /** Must stay the same while it counts as steady, such as the number of restarts. */
  readonly print?: string;
}

/** What to wait for, and how long. */
export interface Waiting {
  readonly context: ActionContext;
  readonly limitSec: number;
  /** How long it must stay done. */
  readonly steadyMs: number;
  look(): Promise<Evidence<Glimpse>>;
}

const pollMs = 2000;

interface Memory {
  glimpse: Glimpse | null;
  reason: UnknownReason | null;
  since: number | null;
  print: string | undefined;
}

/** These do not mend by waiting. */
function isFinal({ kind }: UnknownReason): boolean {
  return kind === 'denied' || kind === 'invalid' || kind === 'interrupted';
}

function ranOut(context: ActionContext): boolean {
  return context.signal.reason instanceof Error && context.signal.reason.name === 'TimeoutError';
}

function isSteady(memory: Memory, glimpse: Glimpse, now: number, steadyMs: number): boolean {
  const isSame = memory.since !== null && memory.print === glimpse.print;
  if (!glimpse.isDone) memory.since = null;
  else if (!isSame) memory.since = now;
  memory.print = glimpse.print;
  return memory.since !== null && now - memory.since >= steadyMs;
}

function inVain({ glimpse, reason }: Memory, limit: string): Evidence<ChangeVerification> {
  if (glimpse === null || reason !== null) {
    return { status: 'unknown', reason: reason ?? { kind: 'timeout', message: `nothing was seen within ${limit}` } };
  }
  const message = `not within ${limit}: ${glimpse.message}${glimpse.isDone ? ', but not for long enough' : ''}`;
  return { status: 'present', output: { outcome: 'not-healed', message } };
}

/** Polls until it is done and stays so; a read that fails is tried again until the time is over. */
export async function waitUntilSteady({
  context,
  limitSec,
  steadyMs,
  look,
}: Waiting): Promise<Evidence<ChangeVerification>> {
  const { clock, signal } = context;
  const end = clock.now() + limitSec * 1000;
  const memory: Memory = { glimpse: null, reason: null, since: null, print: undefined };
  for (;;) {
    const evidence = await look();
    if (evidence.status === 'absent') return unknown('stale', 'it is gone');
    if (signal.aborted) return ranOut(context) ? inVain(memory, "the step's time") : toInterrupted();
    if (evidence.status === 'unknown') {
      if (isFinal(evidence.reason)) return { status: 'unknown', reason: evidence.reason };
      memory.reason = evidence.reason;
      memory.since = null;
    } else {
      const { message, isHopeless } = evidence.output;
      memory.reason = null;
      memory.glimpse = evidence.output;
      if (isHopeless === true) return { status: 'present', output: { outcome: 'not-healed', message } };
      if (isSteady(memory, evidence.output, clock.now(), steadyMs)) {
        return { status: 'present', output: { outcome: 'healed', message } };
      }
      context.notify({ message });
    }
    if (clock.now() + pollMs > end) return inVain(memory, `${limitSec} s`);
    try {
      await clock.sleep(pollMs, signal);
    } catch {
      return ranOut(context) ? inVain(memory, "the step's time") : toInterrupted();
    }
  }
}

function toInterrupted(): Evidence<never> {
  return unknown('interrupted', 'interrupted while waiting for the effect');
}
