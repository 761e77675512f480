import { createPublicKey, hash, type KeyObject } from 'node:crypto';

/** A name and a public key that signed notes are checked with (https://c2sp.org/signed-note). */
export interface NoteVerifier {
  readonly name: string;
  /** The first four bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ public key), as 8 lower-case hex digits. */
  readonly keyId: string;
  readonly publicKey: KeyObject;
  /** `<name>+<key id>+<base64>`: what to hand to whoever shall check the notes. */
  readonly verifierKey: string;
}

/** A {@link NoteVerifier} that can also sign. */
export interface NoteSigner extends NoteVerifier {
  readonly privateKey: KeyObject;
}

const ed25519 = 1;
/** Type of the keys that witnesses cosign with (https://c2sp.org/tlog-cosignature). */
const cosignature = 4;
/** SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether a text can name a key: not empty, well-formed, at most 255 characters, without space or `+`. */
export function isNoteName(name: string): boolean {
  return name.length <= 255 && name.isWellFormed() && /^[^\s+\p{Cc}]+$/u.test(name);
}

/** Decodes base64 that is written in exactly one way; null for anything else. */
export function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

function createVerifier(name: string, publicKey: KeyObject, type: number = ed25519): NoteVerifier {
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const typed = Buffer.concat([Uint8Array.of(type), raw]);
  const digest = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'buffer');
  const keyId = digest.subarray(0, 4).toString('hex');
  return { name, keyId, publicKey, verifierKey: `${name}+${keyId}+${typed.toString('base64')}` };
}

/** Gives an Ed25519 private key the name it signs under. The name must satisfy {@link isNoteName}. */
export function createNoteSigner(name: string, privateKey: KeyObject): NoteSigner {
  return { ...createVerifier(name, createPublicKey(privateKey)), privateKey };
}

/** Reads a verifier key such as `name+c74f20a3+ARpc…`. @returns null unless it is a well-formed Ed25519 one. */
export function parseVerifierKey(text: string): NoteVerifier | null {
  return parseTypedKey(text, ed25519);
}

/** Reads a witness's key such as `name+c74f20a3+BJpc…`. @returns null unless it is a well-formed Ed25519 cosigner's. */
export function parseWitnessKey(text: string): NoteVerifier | null {
  return parseTypedKey(text, cosignature);
}

function parseTypedKey(text: string, type: number): NoteVerifier | null {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{1,64})$/.exec(text);
  const [, name = '', , encoded = ''] = match ?? [];
  const typed = decodeBase64(encoded);
  if (!isNoteName(name) || typed === null || typed.length !== 33 || typed[0] !== type) return null;
  const key = Buffer.concat([spkiPrefix, typed.subarray(1)]);
  const verifier = createVerifier(name, createPublicKey({ key, format: 'der', type: 'spki' }), type);
  return verifier.verifierKey === text ? verifier : null;
}
