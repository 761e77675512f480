import type { TextPool } from '../projection/text-pool.ts';
import { lengthWire, varintWire, type WireReader } from './wire-reader.ts';

const secondsTag = (1 << 3) | varintWire;
const nanosTag = (2 << 3) | varintWire;

/** What a message of a fixed form holds, by field number; its few fields are numbers and texts. */
type Parts = readonly [number | string, number | string, number | string];

/** Reads a message whose fields 1 to 3 are numbers or texts; refuses any other. */
function readParts(reader: WireReader, end: number, texts: TextPool): Parts {
  const parts: [number | string, number | string, number | string] = ['', '', ''];
  while (reader.at < end) {
    const tag = reader.unsigned();
    const place = (tag >>> 3) - 1;
    if (place < 0 || place > 2) reader.refuse();
    else if ((tag & 7) === varintWire) parts[place] = reader.signed();
    else if ((tag & 7) === lengthWire) parts[place] = readText(reader, reader.end(end), texts);
    else reader.refuse();
  }
  return parts;
}

/** A text that ends at `end`. */
export function readText(reader: WireReader, end: number, texts: TextPool): string {
  if (reader.refused) return '';
  const start = reader.at;
  reader.at = end;
  return texts.takeText(reader.bytes, start, end);
}

/** The first and the last second of the years that four digits tell; JSON has no others. */
const firstSecond = -62_135_596_800;
const lastSecond = 253_402_300_799;

/** A second, with its nanoseconds; null for Go's zero time, which JSON writes as null. */
function readSecond(reader: WireReader, end: number): readonly [number, number] | null {
  if (reader.at === end) return null;
  let seconds = 0;
  let nanos = 0;
  while (reader.at < end) {
    const tag = reader.unsigned();
    if (tag === secondsTag) seconds = reader.signed();
    else if (tag === nanosTag) nanos = reader.signed();
    else reader.refuse();
  }
  if (seconds < firstSecond || seconds > lastSecond) reader.refuse();
  return reader.refused ? null : [seconds, nanos];
}

/** A `metav1.Time`, as JSON has it: RFC 3339 to the second. */
export function readTime(reader: WireReader, end: number, texts: TextPool): string | null {
  const second = readSecond(reader, end);
  return second === null ? null : `${texts.takeSecond(second[0])}Z`;
}

/** A `metav1.MicroTime`, as JSON has it: RFC 3339 with six decimals. */
export function readMicroTime(reader: WireReader, end: number, texts: TextPool): string | null {
  const second = readSecond(reader, end);
  if (second === null) return null;
  const micros = Math.floor(second[1] / 1000);
  return `${texts.takeSecond(second[0])}.${String(micros).padStart(6, '0')}Z`;
}

/** A `resource.Quantity`. */
export function readQuantity(reader: WireReader, end: number, texts: TextPool): string {
  const [text] = readParts(reader, end, texts);
  return text === '' ? '0' : String(text);
}

/** An `intstr.IntOrString`. */
export function readIntOrString(reader: WireReader, end: number, texts: TextPool): number | string {
  const [type, number, text] = readParts(reader, end, texts);
  return type === 1 ? String(text) : Number(number);
}

/** What holds JSON in its first field, as `FieldsV1` does. */
export function readJson(reader: WireReader, end: number, texts: TextPool): unknown {
  const [text] = readParts(reader, end, texts);
  if (text === '') return null;
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    reader.refuse();
    return null;
  }
}
