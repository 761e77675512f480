import { type Envelope, envelopeSchema } from '@cloudops/spec';
import { parseStrictJson } from '../json/parse-strict-json.ts';

/** The most characters of an envelope's text. */
const maximumLength = 1024 * 1024;

/** An envelope as it is in a file, or why it is none. Nothing about its signatures is known yet. */
export type ParsedEnvelope =
  | { readonly kind: 'parsed'; readonly envelope: Envelope }
  | { readonly kind: 'invalid'; readonly why: string };

/** Reads an envelope's JSON, strictly: at most 1 MiB, no key twice, no unknown key. Never throws. */
export function parseEnvelope(text: string): ParsedEnvelope {
  const json = parseStrictJson(text, { length: maximumLength, depth: 4 });
  if (json.kind === 'invalid') return { kind: 'invalid', why: `it is not strict JSON: ${json.why}` };
  const envelope = envelopeSchema.safeParse(json.value);
  if (!envelope.success) return { kind: 'invalid', why: 'it is not a DSSE envelope' };
  return { kind: 'parsed', envelope: envelope.data };
}
