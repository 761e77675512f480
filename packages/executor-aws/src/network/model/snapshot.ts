import type { UnknownReason } from '@cloudops/spec';
import type { Place, StepEvidence } from '../../listing/listing.ts';
import { compareText } from '../../text/compare-text.ts';
import { listAt, textAt, valueAt } from '../../value/read.ts';
import type { Item } from './item.ts';

/** One place of a list step that could not be read, or not whole. */
export interface Gap extends Place {
  readonly step: string;
  /** What this place was asked besides the step's input, as JSON; empty when nothing. */
  readonly asked: string;
  readonly reason: UnknownReason;
}

/** The evidence of all steps, to look items up in. */
export interface Snapshot {
  /** `skipped` also for a step that was not handed over. */
  evidence(step: string): StepEvidence;
  /** Items of a list step, also of places that were read in part; in the order of the output. */
  items(step: string): readonly Item[];
  /** Places of a step that could not be read whole. A step that was skipped has none. */
  gaps(step: string): readonly Gap[];
  /**
   * Whether a step was read whole in a place, so that absence from it means something. False for a step that was
   * skipped and for a place that is none of those to look at, such as the owner's of a shared subnet (a step asked by
   * id of nothing is whole).
   */
  isComplete(step: string, place: Place): boolean;
}

const nothing: StepEvidence = { status: 'skipped' };
const unstated: UnknownReason = { kind: 'failed', message: 'It could not be read.' };

/** @returns a view of the evidence; items are indexed once per step, nothing is copied. */
export function createSnapshot(steps: Readonly<Record<string, StepEvidence>>): Snapshot {
  const items = memoize((step: string) => readItems(step, evidenceOf(steps, step).output));
  const gaps = memoize((step: string) => readGaps(step, evidenceOf(steps, step)));
  const asked = memoize((step: string) => readAsked(evidenceOf(steps, 'places'), evidenceOf(steps, step)));
  return {
    evidence: (step) => evidenceOf(steps, step),
    items,
    gaps,
    isComplete(step, place) {
      const { status } = evidenceOf(steps, step);
      if (status === 'skipped' || asked(step)?.has(nameOf(place)) === false) return false;
      return !gaps(step).some((gap) => covers(gap, place));
    },
  };
}

function covers(gap: Gap, { account, region }: Place): boolean {
  return (gap.account === '' || gap.account === account) && (gap.region === '' || gap.region === region);
}

/** Places that a step was to be asked about, or was; null when that is not known. */
function readAsked(places: StepEvidence, own: StepEvidence): ReadonlySet<string> | null {
  if (!Array.isArray(valueAt(places.output, 'regional'))) return null;
  return new Set([...listAt(places.output, 'regional'), ...listAt(own.output, 'places')].map(nameOf));
}

function nameOf(place: unknown): string {
  return `${textAt(place, 'account')} ${textAt(place, 'region')}`;
}

function evidenceOf(steps: Readonly<Record<string, StepEvidence>>, step: string): StepEvidence {
  return Object.hasOwn(steps, step) ? (steps[step] ?? nothing) : nothing;
}

function readItems(step: string, output: unknown): readonly Item[] {
  return listAt(output, 'places').flatMap((place, placeIndex) => {
    const account = textAt(place, 'account');
    const region = textAt(place, 'region');
    return listAt(place, 'items').map((raw, index) => ({ step, account, region, place: placeIndex, index, raw }));
  });
}

function readGaps(step: string, evidence: StepEvidence): readonly Gap[] {
  const unread = listAt(evidence.output, 'places').filter((place) => textAt(place, 'status') === 'unknown');
  const gaps = unread.map((place) => ({
    step,
    account: textAt(place, 'account'),
    region: textAt(place, 'region'),
    asked: askedOf(place),
    reason: reasonOf(valueAt(place, 'reason')),
  }));
  if (gaps.length === 0 && evidence.status === 'unknown') {
    return [{ step, account: '', region: '', asked: '', reason: evidence.reason ?? unstated }];
  }
  return gaps.sort(
    (a, b) => compareText(a.account, b.account) || compareText(a.region, b.region) || compareText(a.asked, b.asked),
  );
}

function askedOf(place: unknown): string {
  const input = valueAt(place, 'input');
  return input === undefined ? '' : JSON.stringify(input);
}

function reasonOf(value: unknown): UnknownReason {
  return typeof value === 'object' && value !== null && textAt(value, 'message') !== ''
    ? (value as UnknownReason)
    : unstated;
}

function memoize<Value>(read: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, Value>();
  return (key) => {
    const found = known.get(key) ?? read(key);
    known.set(key, found);
    return found;
  };
}
