import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ReleaseKey, readReleaseKey, verifyMinisign } from './minisign.ts';
import { type FetchLimits, readAll, readUrl } from './open-url.ts';
import { parseReleaseIndex, type ReleaseIndex } from './release-index.ts';
import { updateError } from './update-error.ts';

/** Where releases come from, and whose signature counts. */
export interface ReleaseSource {
  /** The index; its signature is beside it, as `.minisig`. */
  readonly url: string;
  /** Public keys as minisign prints them. */
  readonly keys: readonly string[];
}

/** What reading the index takes. */
export interface FetchIndexOptions {
  readonly source: ReleaseSource;
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Keeps which index was seen last. */
  readonly memory: string;
}

const largestIndex = 1024 * 1024;
const largestSignature = 4096;

/**
 * Reads the list of releases and believes it only when a trusted key signed it, it has not expired and it is not older than
 * one that was seen before.
 * @throws CloudOpsError `UPDATE_UNSIGNED`, `UPDATE_EXPIRED`, `UPDATE_REPLAYED`, `UPDATE_INDEX_INVALID`, `UPDATE_UNREACHABLE`.
 */
export async function fetchIndex(options: FetchIndexOptions): Promise<ReleaseIndex> {
  const { source, limits, signal, now, memory } = options;
  const keys = readKeys(source.keys);
  const signature = await read(`${source.url}.minisig`, largestSignature);
  const content = await read(source.url, largestIndex);
  const verification = verifyMinisign(content, signature.toString('utf8'), keys);
  if (verification.kind === 'bad') {
    throw updateError('UPDATE_UNSIGNED', `The signature of ${source.url} does not count: ${verification.why}.`);
  }
  const index = parseReleaseIndex(content);
  if (index === null) throw updateError('UPDATE_INDEX_INVALID', `${source.url} is signed, but no list of releases.`);
  if (now >= Date.parse(index.expires_at)) {
    throw updateError(
      'UPDATE_EXPIRED',
      `The list of releases expired at ${index.expires_at}; newer ones may be kept from you.`,
    );
  }
  const seen = readSeen(memory, source.url);
  if (seen !== null && Date.parse(index.issued_at) < Date.parse(seen)) {
    throw updateError(
      'UPDATE_REPLAYED',
      `The list of releases is of ${index.issued_at}; one of ${seen} was seen before.`,
    );
  }
  await remember(memory, source.url, index.issued_at);
  return index;

  async function read(url: string, atMost: number): Promise<Buffer> {
    return readUrl(
      () => ({ url, limits, signal }),
      (answer) => readAll(answer, atMost),
    );
  }
}

function readKeys(texts: readonly string[]): readonly ReleaseKey[] {
  const keys = texts.map(readReleaseKey).filter((key) => key !== null);
  if (keys.length === 0) throw updateError('UPDATE_NOT_CONFIGURED', 'No key is trusted to sign releases.');
  return keys;
}

type Memory = Readonly<Record<string, string>>;

function readMemory(file: string): Memory {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    return typeof value === 'object' && value !== null ? (value as Memory) : {};
  } catch {
    return {};
  }
}

function readSeen(file: string, url: string): string | null {
  const memory = readMemory(file);
  const seen = Object.hasOwn(memory, url) ? memory[url] : undefined;
  return typeof seen === 'string' && !Number.isNaN(Date.parse(seen)) ? seen : null;
}

async function remember(file: string, url: string, issuedAt: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  await writeFile(next, `${JSON.stringify({ ...readMemory(file), [url]: issuedAt })}\n`, { mode: 0o600 });
  await rename(next, file);
}
