import { decodeBase64 } from './base64.ts';
import { pointOfWire } from './public-key.ts';
import { SshReader } from './ssh-wire.ts';

const magic = 'openssh-key-v1\0';
const armour = /^-----BEGIN OPENSSH PRIVATE KEY-----\r?\n([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----$/;

/** What OpenSSH's own key format holds. */
export type OpensshKey =
  | { readonly kind: 'plain'; readonly seed: Buffer; readonly point: Buffer }
  | { readonly kind: 'encrypted' }
  | { readonly kind: 'invalid'; readonly why: string };

/**
 * Reads an Ed25519 private key as `ssh-keygen` writes it. Never throws.
 * Source: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
 */
export function readOpensshKey(pem: string): OpensshKey {
  const bytes = decodeBase64((armour.exec(pem)?.[1] ?? '').replaceAll(/\s/g, ''));
  const reader = new SshReader(bytes ?? Buffer.alloc(0));
  if (reader.bytes(magic.length)?.toString('latin1') !== magic) return damaged;
  const cipher = reader.text();
  const derivation = reader.text();
  const derivationOptions = reader.string();
  if (reader.uint32() !== 1) return damaged;
  const publicWire = reader.string();
  const section = reader.string();
  if (publicWire === undefined || section === undefined || !reader.isAtEnd()) return damaged;
  if (cipher !== 'none' || derivation !== 'none' || derivationOptions?.length !== 0) return { kind: 'encrypted' };
  const point = pointOfWire(publicWire);
  return point === undefined ? { kind: 'invalid', why: 'it is not an Ed25519 key' } : readSection(section, point);
}

const damaged: OpensshKey = { kind: 'invalid', why: 'its OpenSSH format is damaged' };

function readSection(section: Buffer, expected: Uint8Array): OpensshKey {
  const reader = new SshReader(section);
  const check = reader.uint32();
  const isOpen = check !== undefined && check === reader.uint32();
  const type = reader.text();
  const point = reader.string();
  const secret = reader.string();
  const comment = reader.string();
  if (!isOpen || type !== 'ssh-ed25519' || comment === undefined || !isPadding(reader.rest())) return damaged;
  if (point?.equals(expected) !== true || secret?.length !== 64 || !secret.subarray(32).equals(point)) return damaged;
  return { kind: 'plain', seed: secret.subarray(0, 32), point };
}

/** Padding counts 1, 2, 3, … */
function isPadding(bytes: Uint8Array): boolean {
  return bytes.length < 256 && bytes.every((byte, at) => byte === at + 1);
}
