import { Buffer } from 'node:buffer';
import { type MessageField, type MessageTypes, readMessageTypes } from '../message-type.ts';

type Fields = Readonly<Record<string, unknown>>;

const types: MessageTypes = readMessageTypes();

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

/** A field of a number. */
export function numberField(number: number, value: number | bigint): Buffer {
  return Buffer.from([...varint(BigInt(number << 3)), ...varint(BigInt(value))]);
}

/** A field of bytes. */
export function bytesField(number: number, value: Buffer | string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([...varint(BigInt((number << 3) | 2)), ...varint(BigInt(bytes.length))]), bytes]);
}

function encodeTime(text: string): Buffer {
  const ms = Date.parse(text);
  const micros = Number(/\.\d{3}(\d{3})Z$/.exec(text)?.[1] ?? 0) + (ms % 1000) * 1000;
  return Buffer.concat([numberField(1, Math.floor(ms / 1000)), numberField(2, micros * 1000)]);
}

function encodeIntOrString(value: unknown): Buffer {
  const isText = typeof value === 'string';
  return Buffer.concat([
    numberField(1, isText ? 1 : 0),
    numberField(2, isText ? 0 : Number(value)),
    bytesField(3, isText ? value : ''),
  ]);
}

function encodeOne({ number, form, message }: MessageField, value: unknown): Buffer {
  if (form === 'int' || form === 'bool') return numberField(number, Number(value));
  if (form === 'text') return bytesField(number, String(value));
  if (form === 'bytes') return bytesField(number, Buffer.from(String(value), 'base64'));
  if (form === 'quantity') return bytesField(number, bytesField(1, String(value)));
  if (form === 'json') return bytesField(number, bytesField(1, JSON.stringify(value)));
  if (form === 'time' || form === 'microtime')
    return bytesField(number, value === null ? Buffer.alloc(0) : encodeTime(String(value)));
  if (form === 'intOrString') return bytesField(number, encodeIntOrString(value));
  return bytesField(number, encodeMessage(message, value as Fields));
}

function encodeField(field: MessageField, value: unknown): Buffer {
  if (field.many === 'list') return Buffer.concat((value as unknown[]).map((one) => encodeOne(field, one)));
  if (field.many === 'one') return encodeOne(field, value);
  const entries = Object.entries(value as Fields).map(([key, one]) =>
    bytesField(field.number, Buffer.concat([bytesField(1, key), encodeOne({ ...field, number: 2, many: 'one' }, one)])),
  );
  return Buffer.concat(entries);
}

/** A message as an API server writes it, from the object that its JSON is. */
export function encodeMessage(message: string, object: Fields): Buffer {
  const parts = (types.get(message) ?? []).map((field) => {
    if (field.inline) return bytesField(field.number, encodeMessage(field.message, object));
    const value = object[field.key];
    return value === undefined || (value === null && field.many !== 'one')
      ? Buffer.alloc(0)
      : encodeField(field, value);
  });
  return Buffer.concat(parts);
}

/** An answer: the message in the envelope that all answers have. */
export function encodeAnswer(kind: string, message: Buffer): Buffer {
  const type = Buffer.concat([bytesField(1, 'v1'), bytesField(2, kind)]);
  const envelope = [bytesField(1, type), bytesField(2, message), bytesField(3, ''), bytesField(4, '')];
  return Buffer.concat([Buffer.from('k8s\0'), ...envelope]);
}

/** A page of a list. */
export function encodeList(kind: string, metadata: Fields, items: readonly Fields[]): Buffer {
  const parts = [bytesField(1, encodeMessage('ListMeta', metadata))];
  for (const item of items) parts.push(bytesField(2, encodeMessage(kind, item)));
  return encodeAnswer(`${kind}List`, Buffer.concat(parts));
}
