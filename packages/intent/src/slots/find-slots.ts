import type { Json } from '@cloudops/spec';
import { foldCase } from '../local/words.ts';
import { foldText } from '../safety/fold-text.ts';
import { findAwsService } from './aws-services.ts';
import { findImpliedNames } from './implied-names.ts';
import { kindWords } from './kinds.ts';
import { findStatedNames, type NameOptions } from './names.ts';
import { findRegionName } from './places.ts';
import { findQuantities, quantityWords } from './quantities.ts';
import { findShapes } from './shapes.ts';
import { findWindow } from './windows.ts';

/** What slots are found with. */
export interface SlotOptions extends NameOptions {
  /** Milliseconds since the epoch, for dates without a year. */
  readonly now: number | undefined;
  /** Whether the question orders a change; what follows the verb is then what it is to be done to. */
  readonly verb: string | null;
}

/**
 * The slots of a question, of those that a playbook declares. What has a shape of its own comes first, then what the
 * question says outright, then what its position implies; a later one never replaces an earlier one.
 */
export function findSlots(question: string, options: SlotOptions): Readonly<Record<string, Json>> {
  const text = foldText(question);
  const plain = withoutAccents(text);
  const meant = correctKinds(plain, options);
  const lower = foldCase(correctKinds(text, options));
  const shapes = findShapes(text, options.declared);
  const stated = { ...(meant === plain ? {} : findStatedNames(meant, options)), ...findStatedNames(plain, options) };
  const quantities = findQuantities(lower, options.declared);
  const window = options.declared.has('window') || options.declared.has('days') ? findWindow(lower, options.now) : null;
  const place = options.declared.has('region') ? findRegionName(lower) : null;
  const region = place === null ? {} : { region: place };
  const service = isOfAccount(options.declared) ? findAwsService(lower) : null;
  const known = {
    ...region,
    ...(service === null ? {} : { service }),
    ...stated,
    ...shapes,
    ...quantities,
    ...timeSlots(window, quantities, options.declared),
  };
  const implied = findImpliedNames(lower, known, options);
  const found = { ...implied, ...known };
  return Object.fromEntries(Object.entries(found).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Whether a playbook is about an account as a whole, and its services are those of AWS. */
function isOfAccount(declared: ReadonlySet<string>): boolean {
  return declared.has('service') && declared.has('account') && !declared.has('cluster') && !declared.has('workload');
}

function withoutAccents(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
}

/** `fucntion`, `replcas`: typing errors in the words that slots are told by. Nothing else is corrected. */
function correctKinds(text: string, { correct }: SlotOptions): string {
  return text.replace(/(?<![\p{L}\p{N}_./-])[A-Za-z]{5,}(?![\p{L}\p{N}_/-]|\.\w)/gu, (word) => {
    const meant = correct(word.toLowerCase());
    return meant !== word.toLowerCase() && (kindWords.has(meant) || quantityWords.has(meant)) ? meant : word;
  });
}

/** A time goes where a playbook takes one; `in the last two weeks` also as a number of days. */
function timeSlots(
  window: string | null,
  { days }: Readonly<Record<string, Json>>,
  declared: ReadonlySet<string>,
): Readonly<Record<string, Json>> {
  const count = window === null ? undefined : /^P(\d+)D$/.exec(window)?.[1];
  const takesDays = declared.has('days') && !declared.has('window');
  return {
    ...(window === null || !declared.has('window') ? {} : { window }),
    ...(count === undefined || days !== undefined || !takesDays ? {} : { days: Number(count) }),
  };
}
