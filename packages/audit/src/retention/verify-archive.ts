import { createReadStream } from 'node:fs';
import { auditError } from '../errors.ts';
import { leafHash } from '../merkle/hash.ts';
import { completedNodes, merkleRoot, type TreeNodes } from '../merkle/tree.ts';
import { verifyConsistency } from '../merkle/verify-proof.ts';
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts';
import { openNote } from '../note/note.ts';
import { parseVerifierKey } from '../note/note-key.ts';
import { type ArchiveHead, parseHead, peaksOf } from './archive-format.ts';

/** What checking an archive found. */
export type ArchiveVerification =
  | {
      readonly kind: 'verified';
      readonly origin: string;
      readonly start: number;
      readonly end: number;
      /** The size of the log that the checkpoint is of. */
      readonly tree_size: number;
      /** Whether the key was given; false when it is the one in the file, which shows only that nothing was changed since. */
      readonly pinned: boolean;
    }
  | {
      readonly kind: 'broken';
      /** The first bad record's number in the log; null when the damage cannot be pinned to one. */
      readonly index: number | null;
      /** One sentence without a full stop. */
      readonly why: string;
    };

type Broken = Extract<ArchiveVerification, { kind: 'broken' }>;

const longestLine = 1_000_000;

/**
 * Checks an archive by itself, without the log: every record's hash, their place in the log's tree, the signature.
 * @param verifierKey the log's, from somewhere else than the file.
 * @throws CloudOpsError `AUDIT_ARCHIVE_UNREADABLE`.
 */
export async function verifyArchive(path: string, verifierKey?: string): Promise<ArchiveVerification> {
  const lines = readLines(path);
  const first = await lines.next();
  const head = first.done === true ? null : parseHead(first.value.toString());
  if (head === null) return broken(null, 'its first line is not that of an archive');
  const checkpoint = openCheckpoint(head, verifierKey ?? head.verifier_key);
  if (checkpoint.kind === 'broken') return checkpoint;
  return recompute(lines, head, { checkpoint, pinned: verifierKey !== undefined });
}

function openCheckpoint(
  head: ArchiveHead,
  verifierKey: string,
): ({ readonly kind: 'checkpoint' } & Checkpoint) | Broken {
  const verifier = parseVerifierKey(verifierKey);
  if (verifier === null) return broken(null, 'the verifier key is not one');
  const opened = openNote(head.checkpoint, [verifier]);
  if (opened.kind === 'refused') return broken(null, `its checkpoint cannot be trusted: ${opened.why}`);
  const checkpoint = parseCheckpoint(opened.text);
  if (checkpoint === null || checkpoint.origin !== head.origin) return broken(null, 'its checkpoint is of another log');
  if (checkpoint.size < head.end) return broken(null, `its checkpoint has ${checkpoint.size} records only`);
  return { kind: 'checkpoint', ...checkpoint };
}

interface Trust {
  readonly checkpoint: Checkpoint;
  readonly pinned: boolean;
}

async function recompute(
  lines: AsyncIterable<Buffer>,
  head: ArchiveHead,
  { checkpoint, pinned }: Trust,
): Promise<ArchiveVerification> {
  const { start, end, origin } = head;
  const edge = new Map(peaksOf(start).map(({ level }, peak) => [level, fromBase64(head.peaks[peak] ?? '')]));
  const nodes: TreeNodes = (level) => edge.get(level) ?? new Uint8Array(0);
  const isPart = (first: number, proof: readonly string[]): boolean =>
    verifyConsistency({
      ...{ first, firstRoot: merkleRoot(first, nodes), second: checkpoint.size, secondRoot: checkpoint.root },
      proof: proof.map(fromBase64),
    });
  if (!isPart(start, head.start_proof)) return broken(null, 'what lies before it is not what the checkpoint says');
  let index = start;
  for await (const line of lines) {
    if (index === end) return broken(index, `record ${index} lies beyond its end`);
    for (const { level, hash } of completedNodes(index, leafHash(line), nodes)) edge.set(level, hash);
    index += 1;
  }
  if (index < end) return broken(index, `record ${index} is missing`);
  if (!isPart(end, head.end_proof)) return broken(null, 'its records are not those of the checkpoint');
  return { kind: 'verified', origin, start, end, tree_size: checkpoint.size, pinned };
}

function fromBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}

/** A file's lines as bytes; what follows the last line end counts as a line too. */
async function* readLines(path: string): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(path)) {
      rest = Buffer.concat([rest, chunk as Buffer]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        yield rest.subarray(0, end);
        rest = rest.subarray(end + 1);
      }
      if (rest.length > longestLine) break;
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  if (rest.length > 0) yield rest;
}

function unreadable(path: string, cause: unknown): Error {
  return auditError({
    code: 'AUDIT_ARCHIVE_UNREADABLE',
    message: `The archive ${path} cannot be read.`,
    nextSteps: ['Name a file that `cloudops audit archive` wrote and that this user may read.'],
    cause,
  });
}

function broken(index: number | null, why: string): Broken {
  return { kind: 'broken', index, why };
}
