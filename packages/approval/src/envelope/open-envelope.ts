import { type Envelope, envelopeSchema } from '@cloudops/spec';
import { decodeBase64 } from '../key/base64.ts';
import { isSignedBy, type PublicKey } from '../key/public-key.ts';
import { sha256 } from '../plan-blob.ts';
import { encodePae, statementType } from './pae.ts';

/** The most bytes of a payload: a statement about 100 targets needs a tenth. */
const maximumPayloadBytes = 256 * 1024;

/** What an envelope holds, and who signed it. */
export type OpenedEnvelope =
  | {
      readonly kind: 'opened';
      readonly payload: Uint8Array;
      /** `sha256:` of the payload. */
      readonly digest: string;
      /** The given keys that signed it, each once, sorted by id; never empty. */
      readonly signedBy: readonly PublicKey[];
    }
  | {
      readonly kind: 'invalid';
      readonly reason: 'malformed' | 'unknown-key' | 'bad-signature';
      readonly why: string;
      /** Ids of the keys that are said to have signed it, as far as they could be read; not to be trusted. */
      readonly keyIds: readonly string[];
      /** The payload as far as it could be read; not to be trusted. */
      readonly payload?: Uint8Array;
    };

/**
 * Checks an envelope (DSSE): its type is that of in-toto statements, and every signature that names one of the given keys
 * is that key's, over the payload's decoded bytes. Ed25519 only. Signatures that name other keys do not count. Whatever
 * is malformed is invalid as a whole. Never throws.
 */
export function openEnvelope(envelope: unknown, keys: readonly PublicKey[]): OpenedEnvelope {
  const parts = readParts(envelope);
  if (typeof parts === 'string') return { kind: 'invalid', reason: 'malformed', why: parts, keyIds: [] };
  const { payload, signatures } = parts;
  const keyIds = [...new Set(signatures.map(({ keyId }) => keyId))].sort();
  const bytes = encodePae(statementType, payload);
  const signedBy = new Map<string, PublicKey>();
  for (const { keyId, signature } of signatures) {
    const key = keys.find((candidate) => candidate.keyId === keyId);
    if (key === undefined) continue;
    if (!isSignedBy(key, bytes, signature)) {
      const why = 'its signature is not that of the key it names, over what it holds: it was altered, or forged';
      return { kind: 'invalid', reason: 'bad-signature', why, keyIds, payload };
    }
    signedBy.set(keyId, key);
  }
  if (signedBy.size === 0) {
    return {
      kind: 'invalid',
      reason: 'unknown-key',
      why: 'it is signed with a key that nobody here has',
      keyIds,
      payload,
    };
  }
  const sorted = keyIds.flatMap((id) => signedBy.get(id) ?? []);
  return { kind: 'opened', payload, digest: `sha256:${sha256(payload)}`, signedBy: sorted };
}

interface Parts {
  readonly payload: Uint8Array;
  readonly signatures: readonly { readonly keyId: string; readonly signature: Uint8Array }[];
}

function readParts(value: unknown): Parts | string {
  const envelope = checkShape(value);
  if (envelope === undefined) return 'it is not a DSSE envelope';
  if (envelope.payloadType !== statementType) return 'what it holds is not said to be an in-toto statement';
  const payload = decodeBase64(envelope.payload);
  if (payload === undefined || payload.length === 0) return 'its payload is not base64';
  if (payload.length > maximumPayloadBytes) return `its payload is larger than ${maximumPayloadBytes} bytes`;
  const signatures: { keyId: string; signature: Uint8Array }[] = [];
  for (const { keyid, sig } of envelope.signatures) {
    const signature = decodeBase64(sig);
    if (signature?.length !== 64) return 'a signature is not 64 bytes in base64';
    if (!/^SHA256:[A-Za-z0-9+/]{43}$/.test(keyid)) return 'a signature does not name its key by its SHA256 fingerprint';
    signatures.push({ keyId: keyid, signature });
  }
  return { payload, signatures };
}

function checkShape(value: unknown): Envelope | undefined {
  try {
    return envelopeSchema.safeParse(value).data;
  } catch {
    // An object whose properties throw when they are read.
    return undefined;
  }
}
