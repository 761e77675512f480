import type { TextPool } from '../projection/text-pool.ts';
import type { FieldPlan, MessagePlan } from './message-plan.ts';
import * as own from './own-forms.ts';
import { lengthWire, varintWire, type WireReader } from './wire-reader.ts';

type Values = unknown[];

/**
 * Makes of a message's bytes the object that its JSON would give, and of no more than a plan keeps. Refuses (see
 * {@link WireReader}) what is no protobuf, and what it would have to leave out of something that is wanted whole.
 */
export class Decoder {
  readonly #reader: WireReader;
  readonly #texts: TextPool;

  constructor(reader: WireReader, texts: TextPool) {
    this.#reader = reader;
    this.#texts = texts;
  }

  /** The message from where the reader is to before `end`; undefined when nothing of it is kept. */
  message(plan: MessagePlan, end: number): Record<string, unknown> | undefined {
    const values: Values = new Array<unknown>(plan.keys.length).fill(undefined);
    this.#fill(plan, end, values);
    for (const place of plan.nulls) values[place] ??= null;
    return build(plan, values);
  }

  #fill(plan: MessagePlan, end: number, values: Values): void {
    const reader = this.#reader;
    while (reader.at < end) {
      const tag = reader.unsigned();
      const field = plan.fields[tag >>> 3];
      if (field === undefined) {
        if (plan.whole) reader.refuse();
        else reader.skip(tag & 7, end);
      } else if ((tag & 7) === varintWire) this.#number(field, values);
      else if ((tag & 7) === lengthWire) this.#long(field, reader.end(end), values);
      else reader.refuse();
    }
    if (reader.at !== end) reader.refuse();
  }

  #number({ form, many, dropsEmpty, place }: FieldPlan, values: Values): void {
    const reader = this.#reader;
    if (form !== 'int' && form !== 'bool') reader.refuse();
    const number = reader.signed();
    const value = form === 'int' ? number : number !== 0;
    if (many === 'list') addTo(values, place, value);
    else if (number !== 0 || !dropsEmpty) values[place] = value;
  }

  #long(field: FieldPlan, end: number, values: Values): void {
    const { below, many } = field;
    if (field.inline && below !== null) this.#fill(below, end, values);
    else if (many === 'map') this.#entry(field, end, values);
    else this.#keep(field, this.#value(field, end), values);
  }

  #keep(field: FieldPlan, value: unknown, values: Values): void {
    const { place, many } = field;
    if (many === 'list') addTo(values, place, value ?? (field.form === 'message' ? {} : null));
    else if (!(field.dropsEmpty && isEmpty(value))) values[place] = value;
  }

  #value({ form, below }: FieldPlan, end: number): unknown {
    const reader = this.#reader;
    if (form === 'message' && below !== null) return this.message(below, end);
    if (form === 'text') return own.readText(reader, end, this.#texts);
    if (form === 'time') return own.readTime(reader, end, this.#texts);
    if (form === 'microtime') return own.readMicroTime(reader, end, this.#texts);
    if (form === 'quantity') return own.readQuantity(reader, end, this.#texts);
    if (form === 'intOrString') return own.readIntOrString(reader, end, this.#texts);
    if (form === 'json') return own.readJson(reader, end, this.#texts);
    if (form === 'bytes') return this.#bytes(end);
    reader.refuse();
    return undefined;
  }

  #bytes(end: number): string {
    const reader = this.#reader;
    if (reader.refused) return '';
    const start = reader.at;
    reader.at = end;
    return reader.bytes.toString('base64', start, end);
  }

  /** A map's entries are messages: 1 is the key, 2 the value. */
  #entry(field: FieldPlan, end: number, values: Values): void {
    const reader = this.#reader;
    let key = '';
    let value: unknown;
    while (reader.at < end) {
      const tag = reader.unsigned();
      const inner = (tag & 7) === lengthWire ? reader.end(end) : reader.at;
      if (tag >>> 3 === 1) key = own.readText(reader, inner, this.#texts);
      else if (tag >>> 3 !== 2 || (tag & 7) !== lengthWire) reader.refuse();
      else if (field.only === null || field.only.includes(key)) value = this.#value(field, inner);
      else reader.at = inner;
    }
    if (reader.at !== end) reader.refuse();
    if (field.only !== null && !field.only.includes(key)) return;
    const map = (values[field.place] ?? {}) as Record<string, unknown>;
    setOn(map, key, value);
    values[field.place] = field.only === null ? map : inOrder(map, field.only);
  }
}

/** What JSON leaves out of a field that it leaves out when empty. */
function isEmpty(value: unknown): boolean {
  return value === '' || value === null || value === undefined;
}

function addTo(values: Values, place: number, value: unknown): void {
  const list = values[place];
  if (Array.isArray(list)) list.push(value);
  else values[place] = [value];
}

function setOn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

function inOrder(map: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  const ordered: Record<string, unknown> = {};
  for (const key of keys) if (Object.hasOwn(map, key)) setOn(ordered, key, map[key]);
  return ordered;
}

function build({ keys, whole }: MessagePlan, values: Values): Record<string, unknown> | undefined {
  const kept: Record<string, unknown> = {};
  let some = whole;
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place];
    const key = keys[place];
    if (value === undefined || key === undefined) continue;
    some = true;
    kept[key] = value;
  }
  return some ? kept : undefined;
}
