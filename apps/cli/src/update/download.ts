import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type FetchLimits, readUrl, type UrlAnswer } from './open-url.ts';
import type { ReleaseArtifact } from './release-index.ts';
import { updateError } from './update-error.ts';

/** What downloading takes. */
export interface DownloadOptions {
  readonly url: string;
  readonly artifact: ReleaseArtifact;
  /** Where the download goes; what an earlier try left there is continued. */
  readonly part: string;
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
}

/**
 * Downloads an artifact and checks size and checksum. A broken connection is taken up where it broke, also by a later run.
 * @throws CloudOpsError `UPDATE_TAMPERED`, and nothing of it is kept; `UPDATE_UNREACHABLE`.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { url, artifact, part, limits, signal } = options;
  let have = await sizeOf(part);
  const isContinued = have > 0;
  if (have < artifact.size) {
    await readUrl(
      () => ({ url, limits, signal, headers: have > 0 ? { range: `bytes=${have}-` } : {} }),
      async (answer) => {
        have = continuesAt(answer, have) ? have : 0;
        await append(answer, part, have, artifact.size).finally(async () => {
          have = await sizeOf(part);
        });
        if (have < artifact.size) throw new Error(`it ended after ${have} of ${artifact.size} bytes`);
      },
    );
  }
  if ((await sizeOf(part)) === artifact.size && (await digestOf(part)) === artifact.sha256) return;
  await rm(part, { force: true });
  // What was continued may have been another file; what came in one piece was wrong.
  if (isContinued) return download(options);
  throw updateError('UPDATE_TAMPERED', `${url} is not what was signed: its checksum differs.`);
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}

/** RFC 9110, section 14.4: an answer may be of another range than was asked for, or be the whole. */
function continuesAt({ status, headers }: UrlAnswer, from: number): boolean {
  return status === 206 && (headers.get('content-range') ?? '').startsWith(`bytes ${from}-`);
}

async function append(answer: UrlAnswer, part: string, from: number, atMost: number): Promise<void> {
  if (answer.status === 206 && from === 0) throw new Error('the server sent another range');
  const file = await open(part, from === 0 ? 'w' : 'a', 0o600);
  try {
    let size = from;
    for await (const chunk of answer.body) {
      size += chunk.byteLength;
      if (size > atMost)
        throw updateError('UPDATE_TAMPERED', `The server sends more than the ${atMost} bytes that were signed.`);
      await file.write(chunk);
    }
    await file.sync();
  } catch (error) {
    if ((error as { code?: string }).code === 'UPDATE_TAMPERED') await rm(part, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/**
 * Unpacks a checked download into a file that can be run, and checks that too; it is on the disk when this returns.
 * @throws CloudOpsError `UPDATE_TAMPERED`.
 */
export async function unpack(part: string, artifact: ReleaseArtifact, file: string): Promise<void> {
  const hash = createHash('sha256');
  try {
    const target = createWriteStream(file, { mode: 0o755, flush: true });
    await pipeline(createReadStream(part), createGunzip(), bounded(hash, artifact.binary_size), target);
  } catch (error) {
    if (!(error as { code?: string }).code?.startsWith('Z_')) throw error;
    throw updateError('UPDATE_TAMPERED', `The download cannot be unpacked: ${(error as Error).message}`);
  }
  if ((await sizeOf(file)) === artifact.binary_size && hash.digest('hex') === artifact.binary_sha256) return;
  throw updateError('UPDATE_TAMPERED', 'The unpacked binary is not what was signed: its checksum differs.');
}

/** Lets no more through than there may be: a small file can unpack to a full disk. */
function bounded(hash: Hash, atMost: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length;
      if (size > atMost)
        return done(updateError('UPDATE_TAMPERED', `The download unpacks to more than ${atMost} bytes.`));
      hash.update(chunk);
      done(null, chunk);
    },
  });
}
