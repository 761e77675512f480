import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, createZstdCompress, gunzip, zstdDecompress } from 'node:zlib';
import type { Json } from '@cloudops/spec';
import { createExecutorError } from '../errors.ts';
import type { SerializedOutput } from '../step/output.ts';

/** Outputs at and above this many bytes are kept compressed. */
const compressFrom = 64 * 1024;
const digestForm = /^sha256:([0-9a-f]{2})([0-9a-f]{62})$/;

/** Keeps outputs by the digest of their bytes, so that equal ones are kept once. */
export interface EvidenceStore {
  /**
   * Keeps an output. Idempotent. A large output's bytes are gone once they are kept: their memory is given back.
   * @throws what the file system throws; the bytes are still there then.
   */
  put(output: SerializedOutput): Promise<void>;
  /** Whether an output is there; its bytes are not looked at. */
  has(digest: string): boolean;
  /** @throws CloudOpsError `EVIDENCE_CORRUPT` when it is gone or not what its digest says. */
  get(digest: string): Promise<Json>;
}

function corrupt(digest: string, what: string, cause?: unknown): Error {
  return createExecutorError({
    code: 'EVIDENCE_CORRUPT',
    message: `The evidence ${digest} ${what}.`,
    nextSteps: ['Restore the evidence folder from a backup, or run the plan again.'],
    cause,
  });
}

async function readBytes(path: string, digest: string): Promise<Buffer> {
  try {
    if (existsSync(path)) return await readFile(path);
    if (existsSync(`${path}.zst`)) return await promisify(zstdDecompress)(await readFile(`${path}.zst`));
    // As earlier versions kept it.
    return await promisify(gunzip)(await readFile(`${path}.gz`));
  } catch (error) {
    throw corrupt(digest, 'is gone or cannot be read', error);
  }
}

/** Several outputs are compressed at once: with its usual window of 2 MiB each of them takes 4 MiB, for no fewer bytes. */
const lean = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_windowLog]: 18 } };

async function compress(pieces: readonly Uint8Array[]): Promise<Buffer> {
  const compressed: Buffer[] = [];
  // Half the time and a third of the bytes of gzip at its fastest.
  for await (const chunk of Readable.from(pieces).pipe(createZstdCompress(lean))) compressed.push(chunk);
  return Buffer.concat(compressed);
}

/** Gives the memory of pieces back at once; collected as garbage, tens of megabytes would wait for the end of the run. */
function free(pieces: readonly Uint8Array[]): void {
  for (const { buffer, byteLength } of pieces) {
    // Short pieces share their memory with others.
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
  }
}

/** A rename is durable once its folder is; Windows cannot open folders and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a file whole or not at all, readable by its owner only, and durable. */
async function writeWhole(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  if (!existsSync(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes a store in a folder, which is made on first use. */
export function createEvidenceStore(evidenceFolder: string): EvidenceStore {
  const locate = (digest: string): { readonly folder: string; readonly path: string } => {
    const [, first, rest] = digestForm.exec(digest) ?? [];
    // A digest read back from a damaged database must never become a path.
    if (first === undefined) throw corrupt(digest, 'has no digest of the known form');
    const folder = join(evidenceFolder, first);
    return { folder, path: join(folder, `${rest}.json`) };
  };
  const has = (digest: string): boolean => {
    const { path } = locate(digest);
    return ['', '.zst', '.gz'].some((ending) => existsSync(`${path}${ending}`));
  };
  return {
    has,
    put: async ({ pieces, byteLength, digest }) => {
      if (has(digest)) return;
      const { folder, path } = locate(digest);
      if (byteLength < compressFrom) return writeWhole(folder, path, Buffer.concat(pieces));
      await writeWhole(folder, `${path}.zst`, await compress(pieces));
      free(pieces);
    },
    get: async (digest) => {
      const bytes = await readBytes(locate(digest).path, digest);
      const actual = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      if (actual !== digest) throw corrupt(digest, 'was changed after it was kept');
      return JSON.parse(bytes.toString('utf8')) as Json;
    },
  };
}
