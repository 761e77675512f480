import { sign, verify } from 'node:crypto';
import { decodeBase64, isNoteName, type NoteSigner, type NoteVerifier } from './note-key.ts';

/** What became of opening a note. */
export type OpenedNote =
  | {
      readonly kind: 'opened';
      /** The signed text, with its last newline. */
      readonly text: string;
      /** Names of the given verifiers that signed it, in the note's order. */
      readonly signers: readonly string[];
    }
  | { readonly kind: 'refused'; readonly why: string };

const maximumLength = 1_000_000;
const maximumSignatures = 100;

/** Signs a text (which must end in a newline) as https://c2sp.org/signed-note says. Same text and key, same note. */
export function signNote(text: string, signer: NoteSigner): string {
  const signature = sign(null, Buffer.from(text), signer.privateKey);
  const blob = Buffer.concat([Buffer.from(signer.keyId, 'hex'), signature]).toString('base64');
  return `${text}\n\u2014 ${signer.name} ${blob}\n`;
}

/**
 * Checks a signed note. Signatures of unknown keys are passed over; a wrong one of a known key, or none of a known
 * key, refuses the note.
 */
export function openNote(note: string, verifiers: readonly NoteVerifier[]): OpenedNote {
  if (note.length > maximumLength) return refused('it is too long');
  if (!note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f\u007f]/.test(note))
    return refused('it holds control characters');
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return refused('it has no signature');
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > maximumSignatures) return refused('it has too many signatures');
  return checkSignatures({ text, lines, verifiers });
}

interface SignedText {
  readonly text: string;
  readonly lines: readonly string[];
  readonly verifiers: readonly NoteVerifier[];
}

function checkSignatures({ text, lines, verifiers }: SignedText): OpenedNote {
  const signers = new Set<string>();
  for (const line of lines) {
    const signature = parseSignature(line);
    if (signature === null) return refused('a signature line is malformed');
    const verifier = verifiers.find(({ name, keyId }) => name === signature.name && keyId === signature.keyId);
    if (verifier === undefined) continue;
    if (!verify(null, Buffer.from(text), verifier.publicKey, signature.bytes)) {
      return refused(`the signature of ${verifier.name} is wrong`);
    }
    signers.add(verifier.name);
  }
  return signers.size > 0 ? { kind: 'opened', text, signers: [...signers] } : refused('no known key signed it');
}

/** One signature line of a note; null when malformed. */
export function parseSignature(line: string): { name: string; keyId: string; bytes: Buffer } | null {
  const [, name = '', encoded = ''] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
  const blob = decodeBase64(encoded);
  if (!isNoteName(name) || blob === null || blob.length < 5) return null;
  return { name, keyId: blob.subarray(0, 4).toString('hex'), bytes: blob.subarray(4) };
}

function refused(why: string): OpenedNote {
  return { kind: 'refused', why };
}
