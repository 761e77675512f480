import type { ScanMask } from '../projection/scan-mask.ts';
import type { MessageField, MessageTypes, ValueForm } from './message-type.ts';

/** What to do with one field. */
export interface FieldPlan {
  /** Where its value stands among the message's; the places of inlined messages are their holder's. */
  readonly place: number;
  readonly form: ValueForm;
  readonly many: MessageField['many'];
  readonly dropsEmpty: boolean;
  readonly inline: boolean;
  /** How to read the message; null for other forms. */
  readonly below: MessagePlan | null;
  /** The only keys of a map that are kept; null = all. */
  readonly only: readonly string[] | null;
}

/** What to keep of a message. */
export interface MessagePlan {
  /** By field number; undefined = not kept. */
  readonly fields: readonly (FieldPlan | undefined)[];
  /** Names of what is kept, by place. */
  readonly keys: readonly string[];
  /** Places that hold null when nothing was written for them. */
  readonly nulls: readonly number[];
  /** Everything is kept: a field that the plan does not know would be lost. */
  readonly whole: boolean;
}

/** Keeps all of a message. */
export const wholeMask: ScanMask = { whole: true, keys: [], each: null };

interface Draft {
  readonly fields: (FieldPlan | undefined)[];
  readonly keys: string[];
  readonly nulls: number[];
  whole: boolean;
}

/** Makes plans of masks; what cannot be told from the table is null: JSON can tell. */
export class MessagePlanner {
  readonly #types: MessageTypes;
  readonly #whole = new Map<string, Draft>();

  constructor(types: MessageTypes) {
    this.#types = types;
  }

  /** A plan that keeps of a message what a mask keeps of its JSON; null when the mask names what is not in the table. */
  plan(message: string, mask: ScanMask): MessagePlan | null {
    if (mask.whole) return this.#all(message);
    const draft: Draft = { fields: [], keys: mask.keys.map(({ key }) => key), nulls: [], whole: false };
    const found = this.#mask(message, mask, draft, draft.fields);
    return found === mask.keys.length && mask.keys.length > 0 ? draft : null;
  }

  /** @returns how many of the mask's keys the message has; NaN when one cannot be read so. */
  #mask(message: string, mask: ScanMask, draft: Draft, fields: (FieldPlan | undefined)[]): number {
    let found = 0;
    for (const field of this.#types.get(message) ?? []) {
      if (field.inline) {
        const own: (FieldPlan | undefined)[] = [];
        const inlined = this.#mask(field.message, mask, draft, own);
        found += inlined;
        if (inlined !== 0) fields[field.number] = inlinePlan({ ...draft, fields: own });
        continue;
      }
      const place = mask.keys.findIndex(({ key }) => key === field.key);
      const below = mask.keys[place]?.below;
      if (below === undefined) continue;
      const plan = this.#field(field, place, below);
      found += plan === null ? Number.NaN : 1;
      fields[field.number] = plan ?? undefined;
      if (field.nullWhenEmpty && below.whole) draft.nulls.push(place);
    }
    return found;
  }

  #field(field: MessageField, place: number, mask: ScanMask): FieldPlan | null {
    const { form, many, dropsEmpty, inline, message } = field;
    const base = { place, form, many, dropsEmpty, inline, below: null, only: null };
    if (mask.whole) return form === 'message' ? { ...base, below: this.#all(message) } : base;
    if (many === 'map') {
      const plain = mask.each === null && mask.keys.every(({ below }) => below.whole);
      return plain && form !== 'message' ? { ...base, only: mask.keys.map(({ key }) => key) } : null;
    }
    const inner = many === 'list' ? mask.each : mask;
    if (inner === null || (many === 'list' && mask.keys.length > 0)) return null;
    if (form !== 'message') return inner.whole ? base : null;
    const below = this.plan(message, inner);
    return below === null ? null : { ...base, below };
  }

  #all(message: string): MessagePlan {
    const known = this.#whole.get(message);
    if (known !== undefined) return known;
    const draft: Draft = { fields: [], keys: [], nulls: [], whole: true };
    // Before its fields: a message may hold itself.
    this.#whole.set(message, draft);
    this.#addAll(message, draft, draft.fields);
    return draft;
  }

  #addAll(message: string, draft: Draft, fields: (FieldPlan | undefined)[]): void {
    for (const field of this.#types.get(message) ?? []) {
      if (field.inline) {
        const own: (FieldPlan | undefined)[] = [];
        this.#addAll(field.message, draft, own);
        fields[field.number] = inlinePlan({ ...draft, fields: own });
        continue;
      }
      const place = draft.keys.push(field.key) - 1;
      fields[field.number] = this.#field(field, place, wholeMask) ?? undefined;
      if (field.nullWhenEmpty) draft.nulls.push(place);
    }
  }
}

function inlinePlan(below: MessagePlan): FieldPlan {
  return { place: -1, form: 'message', many: 'one', dropsEmpty: false, inline: true, below, only: null };
}
