import type { CatalogEntry, Json, PlaybookInput } from '@cloudops/spec';
import type { ModelAnswer } from '../prompt/answer-schema.ts';

/** Slots as taken over, and those that were not. */
export interface SlotReading {
  readonly filters: Readonly<Record<string, Json>>;
  /** Names of slots whose value does not stand in the question or does not fit the input's type; sorted. */
  readonly dropped: readonly string[];
}

const duration = /^P(?!$)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?)$/;
const instant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Takes over what the playbook declares, in its type, when it stands in the question: a name that a model made up
 * would point a run at something that nobody asked about.
 */
export function readSlots(answer: ModelAnswer, entry: CatalogEntry, question: string): SlotReading {
  const inputs = new Map(Object.entries(entry.playbook.inputs).map(([name, input]) => [input.from ?? name, input]));
  const text = fold(question);
  const filters = new Map<string, Json>();
  const dropped = new Set<string>();
  for (const { name, value } of answer.slots) {
    const input = inputs.get(name);
    // The schema lists the slots of all candidates; those of the others are noise.
    if (input === undefined) continue;
    const read = readValue(value.trim(), input, text);
    if (read === null || filters.has(name)) dropped.add(name);
    else filters.set(name, read);
  }
  return { filters: Object.fromEntries([...filters].sort(byName)), dropped: [...dropped].sort() };
}

function byName([left]: readonly [string, Json], [right]: readonly [string, Json]): number {
  return left < right ? -1 : 1;
}

function readValue(value: string, input: PlaybookInput, text: string): Json {
  if (input.type === 'duration') return duration.test(value) ? value : null;
  if (input.type === 'integer' || input.type === 'number') return readNumber(value, input, text);
  if (input.type === 'boolean') return value === 'true' || value === 'false' ? value === 'true' : null;
  if (input.choices !== undefined) return input.choices.includes(value) ? value : null;
  return value !== '' && (isTime(value) || stands(fold(value), text)) ? value : null;
}

/** Times are said in words and answered as ISO 8601, so they cannot be found in the question. */
function isTime(value: string): boolean {
  const parts = value.split('/');
  return parts.length <= 2 && parts.every((part) => instant.test(part) || duration.test(part));
}

function readNumber(value: string, input: PlaybookInput, text: string): Json {
  const number = Number(value);
  if (value === '' || !Number.isFinite(number) || !stands(value, text)) return null;
  if (input.type === 'integer' && !Number.isSafeInteger(number)) return null;
  return number < (input.minimum ?? number) || number > (input.maximum ?? number) ? null : number;
}

/** Whether a value stands in the text by itself, and not as a part of a longer name or number. */
function stands(value: string, text: string): boolean {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const before = text.slice(0, at).at(-1) ?? ' ';
    const after = text.slice(at + value.length).at(0) ?? ' ';
    if (!isPartOfName(before, value.at(0)) && !isPartOfName(after, value.at(-1))) return true;
  }
  return false;
}

/** CJK text has no blanks between words; in it, only Latin letters and digits make names longer. */
function isPartOfName(neighbour: string, edge: string | undefined): boolean {
  return /[a-z0-9_]/.test(neighbour) && /[a-z0-9_]/.test(edge ?? '');
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
