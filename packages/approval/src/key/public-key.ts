import { createHash, createPublicKey, verify } from 'node:crypto';
import { approvalError } from '../errors.ts';
import { decodeBase64 } from './base64.ts';
import { SshReader, sshString } from './ssh-wire.ts';
import { isWeakPoint } from './weak-points.ts';

const sshType = 'ssh-ed25519';
// SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410, section 4).
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Somebody's Ed25519 public key. */
export interface PublicKey {
  /** `SHA256:` and the unpadded base64 SHA-256 of the SSH wire form, as `ssh-keygen -l` prints it. */
  readonly keyId: string;
  /** `ssh-ed25519 AAAA…`, without a comment: what stands in `people.<name>.keys` of the policy's data. */
  readonly line: string;
  /** SPKI PEM, as cosign and OpenSSL read it. */
  readonly pem: string;
}

/**
 * Reads a public key: a line `ssh-ed25519 AAAA… comment`, or SPKI PEM.
 * @throws `APPROVAL_KEY_INVALID` when it is neither, not Ed25519, or a point under which anybody could sign.
 */
export function parsePublicKey(text: string): PublicKey {
  const found = readPublicKey(text);
  if (typeof found !== 'string') return found;
  throw approvalError({
    code: 'APPROVAL_KEY_INVALID',
    message: `The public key cannot be used: ${found}.`,
    nextSteps: [
      'Give the line of an Ed25519 key, `ssh-ed25519 AAAA…`, as `ssh-keygen -t ed25519` writes it to its .pub file.',
    ],
  });
}

/** A public key, or in words why the text is none. Never throws. */
export function readPublicKey(text: string): PublicKey | string {
  if (text.length > 4096) return 'it is too long';
  const trimmed = text.trim();
  const point = trimmed.startsWith('-----BEGIN') ? fromPem(trimmed) : fromLine(trimmed);
  return typeof point === 'string' ? point : (fromPoint(point) ?? 'it is a point under which anybody can sign');
}

/** The key of a point, 32 bytes; undefined for one under which anybody can sign. */
export function fromPoint(point: Uint8Array): PublicKey | undefined {
  if (point.length !== 32 || isWeakPoint(point)) return undefined;
  const wire = Buffer.concat([sshString(sshType), sshString(point)]);
  const keyId = `SHA256:${createHash('sha256').update(wire).digest('base64').replace(/=+$/, '')}`;
  const der = Buffer.concat([spkiPrefix, point]).toString('base64');
  const pem = `-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----\n`;
  return { keyId, line: `${sshType} ${wire.toString('base64')}`, pem };
}

/** The point of a key in the SSH wire form; undefined where that is not Ed25519. */
export function pointOfWire(wire: Uint8Array): Uint8Array | undefined {
  const reader = new SshReader(wire);
  const type = reader.text();
  const point = reader.string();
  return type === sshType && point?.length === 32 && reader.isAtEnd() ? point : undefined;
}

/** The SSH wire form of a key. */
export function wireOf(key: PublicKey): Uint8Array {
  return Buffer.from(key.line.slice(sshType.length + 1), 'base64');
}

/** Whether a signature over the bytes is this key's (RFC 8032); false too for one of the wrong width. */
export function isSignedBy(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && verify(null, bytes, createPublicKey(key.pem), signature);
}

function fromLine(line: string): Uint8Array | string {
  const [type, encoded] = line.split(/[ \t]+/, 2);
  if (/[\r\n]/.test(line)) return 'it is more than one line';
  if (type !== sshType) return `it does not begin with "${sshType}"; only Ed25519 keys count`;
  const wire = decodeBase64(encoded ?? '');
  const point = wire === undefined ? undefined : pointOfWire(wire);
  return point ?? 'what follows "ssh-ed25519" is not such a key';
}

function fromPem(pem: string): Uint8Array | string {
  // Node derives a public key from a private one too, which nobody should put among public keys.
  const body = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----$/.exec(pem)?.[1];
  if (body === undefined) return 'it is PEM, but not of a public key';
  const der = decodeBase64(body.replaceAll(/\s/g, ''));
  const isEd25519 = der?.length === spkiPrefix.length + 32 && der.subarray(0, spkiPrefix.length).equals(spkiPrefix);
  return isEd25519 ? der.subarray(spkiPrefix.length) : 'it is not an Ed25519 key';
}
