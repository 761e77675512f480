import type { Clock } from '@cloudops/spec';
import { readCosignature } from '../note/cosignature.ts';
import { type NoteVerifier, parseWitnessKey } from '../note/note-key.ts';
import type { Anchoring, AnchorSubmission, CheckpointAnchor } from './anchor.ts';
import { anchorFailed, anchorInvalid } from './errors.ts';
import { readHeldNote } from './held-note.ts';
import { type RequestPort, request } from './http.ts';
import type { AnchorReceipt } from './receipts.ts';

/** Which witness. */
export interface WitnessAnchorOptions {
  /** Its submission prefix, such as `https://witness.example.org/`. */
  readonly url: string;
  /** Its key as a note's verifier key, of the type that cosigns. */
  readonly verifierKey: string;
  /** Such as those of the log: what the witness cosigned is known from here alone, since it cannot be asked for it. */
  receipts(): Promise<readonly AnchorReceipt[]>;
  readonly fetch: RequestPort;
  readonly clock: Clock;
}

/**
 * Has checkpoints cosigned by a C2SP witness (https://c2sp.org/tlog-witness), which signs only what continues all that
 * it has seen of this log: two versions of one log cannot both be cosigned.
 * @throws CloudOpsError `AUDIT_ANCHOR_INVALID` for an unusable key or address.
 */
export function createWitnessAnchor(options: WitnessAnchorOptions): CheckpointAnchor {
  const name = `witness ${options.url}`;
  const key = parseWitnessKey(options.verifierKey);
  if (key === null) throw anchorInvalid(name, 'has a verifier key that is none of a witness');
  if (!URL.canParse(options.url)) throw anchorInvalid(name, 'has an address that is none');
  const witness: Witness = { name, key, options, url: new URL(`${options.url.replace(/\/+$/, '')}/add-checkpoint`) };
  const recallReceipt = async (): Promise<string | null> =>
    (await options.receipts()).find(({ anchor }) => anchor === name)?.note ?? null;
  return {
    kind: 'witness',
    name,
    recall: async () => {
      const receipt = await recallReceipt();
      return receipt !== null && isCosigned(receipt, key) ? receipt : null;
    },
    publish: async (submission, signal) => {
      const receipt = await recallReceipt();
      const known = receipt === null ? 0 : (readHeldNote(receipt)?.size ?? 0);
      return submit(witness, submission, { old: Math.min(known, submission.checkpoint.size), tries: 2, signal });
    },
  };
}

/** Whether a note carries a good cosignature of this witness. */
function isCosigned(note: string, key: NoteVerifier): boolean {
  const end = note.lastIndexOf('\n\n');
  const lines = note.slice(end + 2, -1).split('\n');
  return end >= 0 && lines.some((line) => readCosignature(note.slice(0, end + 1), line, key) !== null);
}

interface Witness {
  readonly name: string;
  readonly key: NoteVerifier;
  readonly url: URL;
  readonly options: WitnessAnchorOptions;
}

interface Submitting {
  /** The size that the witness is thought to have seen. */
  readonly old: number;
  readonly tries: number;
  readonly signal: AbortSignal | undefined;
}

async function submit(witness: Witness, submission: AnchorSubmission, submitting: Submitting): Promise<Anchoring> {
  const { name, url, options } = witness;
  const { old, tries, signal } = submitting;
  const proof = await submission.proof(old);
  const lines = proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
  const body = `old ${old}\n${lines}\n${submission.note}`;
  const { fetch, clock } = options;
  const prepare = async () => ({ url, method: 'POST', headers: { 'content-type': 'text/plain' }, body });
  const { status, text } = await request({ fetch, clock, signal, name, accepted: [200, 400, 409, 422], prepare });
  if (status === 200) return { kind: 'anchored', note: addCosignatures(witness, submission.note, text) };
  if (status === 422) return refused('it has seen another history of this log');
  // Only 409 names the size that the witness has seen.
  const seen = status === 409 && /^(0|[1-9]\d{0,15})\n?$/.test(text) ? Number(text) : null;
  if (seen !== null && seen > submission.checkpoint.size) {
    return refused(`it has seen ${seen} records; the log has ${submission.checkpoint.size}`);
  }
  if (seen !== null && seen !== old && tries > 1)
    return submit(witness, submission, { old: seen, tries: tries - 1, signal });
  // A conflict at the very size it names: same size, other root.
  if (seen === submission.checkpoint.size) return refused(`it has seen another log of ${seen} records`);
  throw anchorFailed(name, `answered with status ${status}: ${JSON.stringify(text.slice(0, 200))}`);
}

function refused(why: string): Anchoring {
  return { kind: 'refused', why };
}

function addCosignatures({ name, key }: Witness, note: string, answer: string): string {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const good = answer.split('\n').filter((line) => readCosignature(text, line, key) !== null);
  if (good.length === 0) throw anchorFailed(name, 'answered without a good signature under its key');
  return `${note}${good.map((line) => `${line}\n`).join('')}`;
}
