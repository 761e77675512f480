import { Buffer } from 'node:buffer';

const sshType = 'ssh-ed25519';
/** DER of `SubjectPublicKeyInfo` for Ed25519, up to the key's 32 bytes: RFC 8410, section 4. */
const spkiPrefix = '302a300506032b6570032100';

/**
 * Reads an Ed25519 public key, written as a line of `authorized_keys` or as an SPKI PEM.
 * @returns the 32 bytes of the key as hex, which is the same however it is written; null for anything else.
 */
export function readPublicKey(text: string): string | null {
  const trimmed = text.trim();
  const key = trimmed.startsWith('-----BEGIN') ? fromPem(trimmed) : fromSsh(trimmed);
  return key === null || isWeak(key) ? null : key;
}

function fromPem(text: string): string | null {
  const match = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]{1,200})-----END PUBLIC KEY-----$/.exec(text);
  const der = Buffer.from(match?.[1] ?? '', 'base64').toString('hex');
  return der.startsWith(spkiPrefix) && der.length === spkiPrefix.length + 64 ? der.slice(spkiPrefix.length) : null;
}

/** RFC 8709, section 4: a text and 32 bytes, each behind its length. A comment may follow. */
function fromSsh(text: string): string | null {
  const [type, body = ''] = text.split(/[ \t]+/);
  if (type !== sshType || text.includes('\n') || !/^[A-Za-z0-9+/]{60,80}={0,2}$/.test(body)) return null;
  const bytes = Buffer.from(body, 'base64');
  const head = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from(sshType), Buffer.from([0, 0, 0, 32])]);
  return bytes.length === head.length + 32 && bytes.subarray(0, head.length).equals(head)
    ? bytes.subarray(head.length).toString('hex')
    : null;
}

/** Points of small order, for which anybody can make signatures that verify: https://eprint.iacr.org/2020/823, table 1. */
function isWeak(key: string): boolean {
  const bytes = Buffer.from(key, 'hex');
  bytes.writeUInt8(bytes.readUInt8(31) & 0x7f, 31);
  return weakPoints.includes(bytes.toString('hex'));
}

const weakPoints: readonly string[] = [
  `00${'00'.repeat(31)}`,
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
];
