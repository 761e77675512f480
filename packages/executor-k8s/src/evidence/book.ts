import type { EvidenceRef, Json } from '@cloudops/spec';
import { compareText, listAt, type PathPart, textAt, timeAt, valueAt } from './read.ts';
import type { StepEvidence } from './step-evidence.ts';

/** Where a value stands: a step and the path into its output. */
export interface Place {
  readonly step: string;
  readonly path: readonly PathPart[];
}

/** One object out of a list step. */
export interface Item {
  readonly place: Place;
  readonly raw: unknown;
}

/** The evidence of all steps, to look things up in and to cite from. */
export interface Book {
  /** `skipped` also for a step that was not handed over. */
  status(step: string): StepEvidence['status'];
  evidence(step: string): StepEvidence;
  /** Objects of a list step that was read at least in part, in order of namespace and name. */
  items(step: string): readonly Item[];
  /** Whether a list was read whole, so that absence from it means something. */
  isComplete(step: string): boolean;
  /** The value at a place, as a citation; null when nothing is there. */
  cite(place: Place, ...path: readonly PathPart[]): EvidenceRef | null;
  /** Citations of all places that exist. */
  citeAll(places: readonly (readonly [Place, ...PathPart[]])[]): EvidenceRef[];
  /** The cluster's latest time in the evidence, milliseconds; null when no step tells. */
  readonly now: number | null;
}

const nothing: StepEvidence = { status: 'skipped' };
const longestValue = 240;

/** @returns a view of the evidence; nothing is copied. */
export function createBook(steps: Readonly<Record<string, StepEvidence>>): Book {
  const evidence = (step: string): StepEvidence => (Object.hasOwn(steps, step) ? (steps[step] ?? nothing) : nothing);
  const cite = (place: Place, ...path: readonly PathPart[]): EvidenceRef | null => {
    const full = [...place.path, ...path];
    const found = valueAt(evidence(place.step).output, ...full);
    return found === undefined ? null : { step: place.step, pointer: toPointer(full), value: shorten(found) };
  };
  const lists = new Map<string, readonly Item[]>();
  const items = (step: string): readonly Item[] => {
    const known = lists.get(step) ?? toItems(step, evidence(step).output);
    lists.set(step, known);
    return known;
  };
  return {
    evidence,
    status: (step) => evidence(step).status,
    items,
    isComplete: (step) => evidence(step).status === 'present' && valueAt(evidence(step).output, 'complete') !== false,
    cite,
    citeAll: (places) => places.flatMap(([place, ...path]) => cite(place, ...path) ?? []),
    now: latestTime(steps),
  };
}

function toItems(step: string, output: unknown): readonly Item[] {
  const items = listAt(output, 'items').map((raw, index) => ({ place: { step, path: ['items', index] }, raw }));
  return isInOrder(items) ? items : items.sort((a, b) => compareItems(a.raw, b.raw));
}

function isInOrder(items: readonly Item[]): boolean {
  return items.every(({ raw }, index) => index === 0 || compareItems(items[index - 1]?.raw, raw) <= 0);
}

function compareItems(one: unknown, other: unknown): number {
  return compareText(namespaceOf(one), namespaceOf(other)) || compareText(itemNameOf(one), itemNameOf(other));
}

function namespaceOf(raw: unknown): string {
  return textAt(raw, 'metadata', 'namespace');
}

function itemNameOf(raw: unknown): string {
  return textAt(raw, 'metadata', 'name');
}

/** RFC 6901. */
function toPointer(path: readonly PathPart[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function shorten(value: unknown): Json {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'string') return value.length > longestValue ? `${value.slice(0, longestValue)}…` : value;
  if (Array.isArray(value)) return `${value.length} items`;
  const text = JSON.stringify(value, sortKeys) ?? '';
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

/** The order in which a server writes keys must not show. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)));
}

function latestTime(steps: Readonly<Record<string, StepEvidence>>): number | null {
  let latest: number | null = null;
  for (const { output } of Object.values(steps)) {
    const samples = listAt(output, 'samples').map((sample) => timeAt(sample, 'at'));
    for (const time of [timeAt(output, 'server_time'), ...samples]) {
      if (time !== null && (latest === null || time > latest)) latest = time;
    }
  }
  return latest;
}
