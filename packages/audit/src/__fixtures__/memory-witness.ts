import { generateKeyPairSync, hash, sign } from 'node:crypto';
import type { RequestPort } from '../anchors/http.ts';
import { isSameHash } from '../merkle/hash.ts';
import { verifyConsistency } from '../merkle/verify-proof.ts';
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts';
import { openNote } from '../note/note.ts';
import { parseVerifierKey } from '../note/note-key.ts';

/** A C2SP witness in memory (https://c2sp.org/tlog-witness), for logs of one key. */
export interface MemoryWitness {
  readonly fetch: RequestPort;
  readonly verifierKey: string;
  /** Status codes it answered with. */
  readonly answers: readonly number[];
  /** Learns the log's key. */
  trust(logKey: string): void;
}

export function createMemoryWitness(name = 'witness.test/w1'): MemoryWitness {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const typed = Buffer.concat([Buffer.of(4), publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)]);
  const keyId = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'buffer').subarray(0, 4);
  const answers: number[] = [];
  let [logKey, seen]: [string, Checkpoint | null] = ['', null];
  const cosign = (text: string): string => {
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(1_767_225_600n);
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime 1767225600\n${text}`), privateKey);
    return `\u2014 ${name} ${Buffer.concat([keyId, time, signature]).toString('base64')}\n`;
  };
  const judge = (body: string): readonly [number, string] => {
    const [head = '', note = ''] = [body.slice(0, body.indexOf('\n\n')), body.slice(body.indexOf('\n\n') + 2)];
    const [first = '', ...proof] = head.split('\n');
    const verifier = parseVerifierKey(logKey);
    const opened = openNote(note, verifier === null ? [] : [verifier]);
    const next = opened.kind === 'opened' ? parseCheckpoint(opened.text) : null;
    if (opened.kind !== 'opened' || next === null) return [403, 'unknown key'];
    const old = Number(first.slice('old '.length));
    if (old > next.size) return [400, 'old is above new'];
    if (old !== (seen?.size ?? 0)) return [409, `${seen?.size ?? 0}\n`];
    if (seen !== null && old === next.size && !isSameHash(seen.root, next.root)) return [409, `${old}\n`];
    const claim = { first: old, firstRoot: seen?.root ?? next.root, second: next.size, secondRoot: next.root };
    const isGood =
      seen === null || verifyConsistency({ ...claim, proof: proof.map((line) => Buffer.from(line, 'base64')) });
    if (!isGood) return [422, 'bad proof'];
    seen = next;
    return [200, cosign(opened.text)];
  };
  return {
    verifierKey: `${name}+${keyId.toString('hex')}+${typed.toString('base64')}`,
    answers,
    trust: (key) => {
      logKey = key;
    },
    fetch: async (_, { body }) => {
      const [status, text] = judge(String(body));
      answers.push(status);
      return new Response(text, { status });
    },
  };
}
