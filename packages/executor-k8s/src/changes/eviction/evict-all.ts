import type { Evidence, UnknownReason } from '@cloudops/spec';
import type { Fields } from '../../api/object-fields.ts';
import { count, someOf } from '../../evidence/words.ts';
import { uidOf } from '../object-state.ts';
import type { ChangeAnswer } from '../request/send-change.ts';
import { isEnding } from '../rollout/pod-trouble.ts';
import { type EvictionSettings, evict } from './evict.ts';
import { type EvictablePod, keyOf } from './evictable.ts';

/** Pods to evict, and how to see which are left. */
export interface EvictionRound {
  readonly settings: EvictionSettings;
  readonly pods: readonly EvictablePod[];
  readonly limitSec: number;
  /** The pods that are there now, among which those to evict. */
  list(): Promise<Evidence<readonly Fields[]>>;
}

const pollMs = 2000;

interface Left {
  /** Neither gone nor ending. */
  readonly staying: readonly EvictablePod[];
  readonly ending: readonly EvictablePod[];
}

function sortOut(pods: readonly EvictablePod[], found: readonly Fields[]): Left {
  const byUid = new Map(found.map((pod) => [uidOf(pod), pod]));
  const there = pods.filter(({ uid }) => byUid.has(uid));
  const isGoing = ({ uid }: EvictablePod): boolean => isEnding(byUid.get(uid) ?? {});
  return { staying: there.filter((pod) => !isGoing(pod)), ending: there.filter(isGoing) };
}

function names(pods: readonly EvictablePod[]): string {
  return someOf(pods.map(keyOf));
}

/** How far it came, for a person: never silent about the part that was done. */
function describe(pods: readonly EvictablePod[], left: Left | null): string {
  if (left === null) return 'how many pods went is not known';
  const gone = pods.length - left.staying.length - left.ending.length;
  const parts = [`${gone} of ${count(pods.length, 'pod')} gone`];
  if (left.ending.length > 0) parts.push(`still ending: ${names(left.ending)}`);
  if (left.staying.length > 0) parts.push(`still there: ${names(left.staying)}`);
  return parts.join('; ');
}

function stopped(reason: UnknownReason, pods: readonly EvictablePod[], left: Left | null): Evidence<never> {
  return { status: 'unknown', reason: { ...reason, message: `${reason.message}; ${describe(pods, left)}` } };
}

function endOfTime(
  context: EvictionSettings['context'],
  limitSec: number,
  held: UnknownReason | null,
): UnknownReason | null {
  const { signal } = context;
  if (!signal.aborted) {
    const why = held === null ? '' : ` (${held.message})`;
    return { kind: 'timeout', message: `not all pods went within ${limitSec} s${why}` };
  }
  const isLate = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return isLate
    ? { kind: 'timeout', message: "the step's time ran out" }
    : { kind: 'interrupted', message: 'interrupted' };
}

const unlisted: UnknownReason = { kind: 'failed', message: 'the cluster lists no pods' };

function reasonOf(answers: readonly ChangeAnswer[], kinds: readonly ChangeAnswer['kind'][]): UnknownReason | null {
  for (const answer of answers) if ('reason' in answer && kinds.includes(answer.kind)) return answer.reason;
  return null;
}

/**
 * Evicts pods and waits until they are gone. What a budget holds back is asked for again while there is time; so is an
 * eviction whose answer was lost, once a look shows that the pod stays: the same pod goes only once.
 */
export async function evictAll({ settings, pods, limitSec, list }: EvictionRound): Promise<Evidence<string>> {
  const { clock, signal } = settings.context;
  const end = clock.now() + limitSec * 1000;
  let left: Left = { staying: pods, ending: [] };
  let held: UnknownReason | null = null;
  for (;;) {
    const answers = await Promise.all(left.staying.map((pod) => evict(settings, pod)));
    const refused = reasonOf(answers, ['refused']);
    held = reasonOf(answers, ['later', 'lost']);
    const found = await list();
    if (found.status !== 'present') return stopped(refused ?? found.reason ?? unlisted, pods, null);
    left = sortOut(pods, found.output);
    if (refused !== null) return stopped(refused, pods, left);
    if (left.staying.length + left.ending.length === 0) {
      return { status: 'present', output: `${count(pods.length, 'pod')} evicted and gone` };
    }
    settings.context.notify({ message: describe(pods, left) });
    const isOver = clock.now() + pollMs > end;
    try {
      if (!isOver) await clock.sleep(pollMs, signal);
    } catch {
      // The signal says why, below.
    }
    const reason = isOver || signal.aborted ? endOfTime(settings.context, limitSec, held) : null;
    if (reason !== null) return stopped(reason, pods, left);
  }
}
