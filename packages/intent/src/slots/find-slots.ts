import type { Json } from '@cloudops/spec';
import { foldCase } from '../local/words.ts';
import { foldText } from '../safety/fold-text.ts';
import { findImpliedNames } from './implied-names.ts';
import { findStatedNames, type NameOptions } from './names.ts';
import { findQuantities } from './quantities.ts';
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
  const lower = foldCase(text);
  const shapes = findShapes(text, options.declared);
  const stated = findStatedNames(
    text
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .normalize('NFC'),
    options,
  );
  const quantities = findQuantities(lower, options.declared);
  const window = options.declared.has('window') ? findWindow(lower, options.now) : null;
  const known = { ...stated, ...shapes, ...quantities, ...(window === null ? {} : { window }) };
  const implied = findImpliedNames(lower, known, options);
  const found = { ...implied, ...known };
  return Object.fromEntries(Object.entries(found).sort(([left], [right]) => (left < right ? -1 : 1)));
}
