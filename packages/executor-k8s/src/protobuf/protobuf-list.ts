import type { ListStart } from '../api/list-start.ts';
import type { ScannedPage } from '../api/scan-list.ts';
import type { TextPool } from '../projection/text-pool.ts';
import { Decoder } from './decode.ts';
import type { ProtobufListPlan } from './list-plan.ts';
import type { MessagePlan } from './message-plan.ts';
import { lengthWire, WireReader } from './wire-reader.ts';

/** What every answer in protobuf begins with: k8s.io/apimachinery, `runtime/serializer/protobuf`. */
const magic: Buffer = Buffer.from('k8s\0', 'latin1');
/** In `runtime.Unknown`: where the message itself is. */
const rawField = 2;
/** In every list: its metadata, its items. */
const metadataField = 1;
const itemsField = 2;

/** Whether an answer is protobuf; JSON never begins so. */
export function isProtobuf(body: Buffer): boolean {
  return body.subarray(0, magic.length).equals(magic);
}

/** A reader at the beginning of the answer's own message, and where that ends; its end may not have come yet. */
function openEnvelope(body: Buffer): { readonly reader: WireReader; readonly end: number } {
  const reader = new WireReader(body);
  reader.at = magic.length;
  while (reader.at < body.length) {
    const tag = reader.unsigned();
    if (tag === ((rawField << 3) | lengthWire)) return { reader, end: reader.unsigned() + reader.at };
    reader.skip(tag & 7, body.length);
  }
  reader.refuse();
  return { reader, end: 0 };
}

/**
 * Reads one message out of an answer.
 * @returns null for what is no such message.
 */
export function readProtobufObject(body: Buffer, plan: MessagePlan, texts: TextPool): Record<string, unknown> | null {
  const { reader, end } = openEnvelope(body);
  if (end > body.length) return null;
  const object = new Decoder(reader, texts).message(plan, end);
  return reader.refused ? null : (object ?? {});
}

/**
 * The metadata of a list whose beginning has come, as `readListStart` reads it out of JSON.
 * @returns null when the beginning does not (yet) tell.
 */
export function readProtobufListStart(start: Buffer, metadata: MessagePlan, texts: TextPool): ListStart | null {
  const { reader } = openEnvelope(start);
  if (reader.unsigned() !== ((metadataField << 3) | lengthWire)) return null;
  const found = new Decoder(reader, texts).message(metadata, reader.end(start.length));
  if (reader.refused) return null;
  const token = found?.continue;
  return { next: typeof token === 'string' && token !== '' ? token : null };
}

/**
 * Reads a page of a list, as `scanList` reads it out of JSON.
 * @returns null for what is no list, or says more than the plan knows of what is wanted whole.
 */
export function scanProtobufList<Item>(
  body: Buffer,
  plan: ProtobufListPlan,
  { texts, take }: { readonly texts: TextPool; take(kept: unknown): Item },
): ScannedPage<Item> | null {
  const { reader, end } = openEnvelope(body);
  if (end > body.length) return null;
  const decoder = new Decoder(reader, texts);
  const items: Item[] = [];
  let metadata: unknown;
  while (reader.at < end) {
    const tag = reader.unsigned();
    const itemEnd = reader.end(end);
    const begin = reader.at;
    if (tag === ((itemsField << 3) | lengthWire)) {
      let kept: unknown = decoder.message(plan.item, itemEnd);
      if (plan.again?.applies(kept) && !reader.refused) {
        reader.at = begin;
        kept = decoder.message(plan.again.item, itemEnd);
      }
      if (!reader.refused) items.push(take(kept));
    } else if (tag === ((metadataField << 3) | lengthWire)) metadata = decoder.message(plan.metadata, itemEnd);
    else reader.refuse();
  }
  return reader.refused || reader.at !== end ? null : { metadata, items };
}
