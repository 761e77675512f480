import { fromPoint, type PublicKey, pointOfWire, wireOf } from '../key/public-key.ts';
import { SshReader, sshString, sshUint32 } from '../key/ssh-wire.ts';

// Message numbers: draft-ietf-sshm-ssh-agent, section 6.1.
const failure = 5;
const requestIdentities = 11;
const identitiesAnswer = 12;
const signRequest = 13;
const signResponse = 14;

/** An Ed25519 key that an agent holds. */
export interface AgentKey {
  readonly key: PublicKey;
  /** As the agent tells it: may hold anything. */
  readonly comment: string;
}

/** What an agent answered, or why that cannot be used. */
export type AgentAnswer<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'refused' }
  | { readonly kind: 'invalid'; readonly why: string };

/** Asks which keys there are. */
export const listMessage: Uint8Array = Uint8Array.of(requestIdentities);

/** Asks for a signature over the bytes. */
export function signMessage(key: PublicKey, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(signRequest), sshString(wireOf(key)), sshString(bytes), sshUint32(0)]);
}

/** The Ed25519 keys of a list of keys, in the agent's order; others are left out. */
export function readKeys(answer: Uint8Array): AgentAnswer<readonly AgentKey[]> {
  const reader = new SshReader(answer);
  const type = reader.byte();
  if (type === failure) return { kind: 'refused' };
  const count = reader.uint32();
  if (type !== identitiesAnswer || count === undefined) return { kind: 'invalid', why: 'it is not a list of keys' };
  const keys: AgentKey[] = [];
  for (let at = 0; at < count; at += 1) {
    const wire = reader.string();
    const comment = reader.text();
    if (wire === undefined || comment === undefined) return { kind: 'invalid', why: 'its list of keys is cut off' };
    const point = pointOfWire(wire);
    const key = point === undefined ? undefined : fromPoint(point);
    if (key !== undefined) keys.push({ key, comment });
  }
  return reader.isAtEnd() ? { kind: 'answered', value: keys } : { kind: 'invalid', why: 'something follows its keys' };
}

/** The 64 bytes of an Ed25519 signature. */
export function readSignature(answer: Uint8Array): AgentAnswer<Uint8Array> {
  const reader = new SshReader(answer);
  const type = reader.byte();
  if (type === failure) return { kind: 'refused' };
  const blob = reader.string();
  const inner = new SshReader(blob ?? Buffer.alloc(0));
  const algorithm = inner.text();
  const signature = inner.string();
  const isWhole = type === signResponse && reader.isAtEnd() && inner.isAtEnd() && algorithm === 'ssh-ed25519';
  if (!isWhole || signature?.length !== 64) return { kind: 'invalid', why: 'it is not an Ed25519 signature' };
  return { kind: 'answered', value: signature };
}
