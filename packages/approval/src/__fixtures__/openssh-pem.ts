import { createHash } from 'node:crypto';
import { parsePublicKey, pointOfWire, wireOf } from '../key/public-key.ts';
import { sshString, sshUint32 } from '../key/ssh-wire.ts';
import { signerOf } from './keys.ts';

/** What to write otherwise than `ssh-keygen` would for a plain Ed25519 key. */
export interface OpensshOptions {
  readonly cipher?: string;
  readonly derivation?: string;
  readonly type?: string;
  /** Whose public key is written beside the private one. */
  readonly publicWord?: string;
  /** Whose public key is written before the private part. */
  readonly outerWord?: string;
  /** What stands twice where the private part begins. */
  readonly checks?: readonly [number, number];
  readonly padding?: readonly number[];
}

/** The key that a word stands for, in OpenSSH's own format. */
export function opensshPem(word: string, options: OpensshOptions = {}): string {
  const {
    cipher = 'none',
    derivation = 'none',
    type = 'ssh-ed25519',
    publicWord = word,
    outerWord = publicWord,
    checks = [7, 7],
  } = options;
  const seed = createHash('sha256').update(word).digest();
  const point = pointOf(publicWord);
  const secret = [sshString(type), sshString(point), sshString(Buffer.concat([seed, point])), sshString('test')];
  const plain = Buffer.concat([...checks.map(sshUint32), ...secret]);
  const counted = Array.from({ length: (8 - (plain.length % 8)) % 8 }, (_, at) => at + 1);
  const padding = Buffer.from(options.padding ?? counted);
  const bytes = Buffer.concat([
    ...[Buffer.from('openssh-key-v1\0'), sshString(cipher), sshString(derivation), sshString(''), sshUint32(1)],
    ...[
      sshString(Buffer.concat([sshString(type), sshString(pointOf(outerWord))])),
      sshString(Buffer.concat([plain, padding])),
    ],
  ]);
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}

function pointOf(word: string): Uint8Array {
  return pointOfWire(wireOf(parsePublicKey(signerOf(word).publicKey))) ?? Buffer.alloc(0);
}
