import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toAuditError } from './errors.ts';
import { replaceFile } from './log/atomic-file.ts';
import type { AuditLog, LogSnapshot } from './log/audit-log.ts';
import { tilePath, tileWidth } from './tile-path.ts';

const levelsPerTile = 8;

/** What an export wrote. */
export interface ExportedTiles {
  /** Records covered by the checkpoint; 0 for an empty log, which has none: nothing was written. */
  readonly size: number;
  /** Paths below the folder, sorted. */
  readonly files: readonly string[];
}

/**
 * Writes the log as static files that other people's verifiers read (https://c2sp.org/tlog-tiles): `checkpoint`,
 * `tile/<L>/<N>[.p/<W>]`, `tile/entries/<N>[.p/<W>]`. Keeps files of an earlier export that are right and replaces others; the checkpoint comes last,
 * so that a reader never sees one whose tiles are missing. Checks nothing: see `AuditLog.verify`.
 * @throws CloudOpsError `AUDIT_FULL`, `AUDIT_READ_ONLY`, `AUDIT_IO_FAILED` naming the file, and those of reading the log.
 */
export async function exportTiles(log: Pick<AuditLog, 'snapshot'>, folder: string): Promise<ExportedTiles> {
  return log.snapshot((snapshot) => {
    if (snapshot.checkpoint === null) return { size: 0, files: [] };
    const files: string[] = [];
    for (const { path, content } of tiles(snapshot)) {
      if (!isThere(join(folder, path), content)) writeTile(join(folder, path), content);
      files.push(path);
    }
    writeTile(join(folder, 'checkpoint'), snapshot.checkpoint);
    return { size: snapshot.size, files: [...files, 'checkpoint'].sort() };
  });
}

interface Tile {
  readonly path: string;
  readonly content: Uint8Array;
}

function* tiles({ size, leaves, nodes }: LogSnapshot): Generator<Tile> {
  for (const { number, start, end } of parts(size)) {
    yield {
      path: tilePath({ level: 'entries', number, entries: end - start }),
      content: Buffer.concat(leaves(start, end).map(frame)),
    };
  }
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / tileWidth)) {
    for (const { number, start, end } of parts(count)) {
      const hashes = Array.from({ length: end - start }, (_, offset) => nodes(level * levelsPerTile, start + offset));
      yield { path: tilePath({ level: String(level), number, entries: end - start }), content: Buffer.concat(hashes) };
    }
  }
}

function* parts(count: number): Generator<{ number: number; start: number; end: number }> {
  for (let start = 0; start < count; start += tileWidth) {
    yield { number: start / tileWidth, start, end: Math.min(start + tileWidth, count) };
  }
}

function frame(leaf: Uint8Array): Uint8Array {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(leaf.length);
  return Buffer.concat([length, leaf]);
}

/** Most tiles of a log never change again; what is there need not be made durable again. */
function isThere(path: string, content: Uint8Array): boolean {
  try {
    return Buffer.compare(readFileSync(path), content) === 0;
  } catch {
    return false;
  }
}

function writeTile(path: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, content);
  } catch (error) {
    throw toAuditError(error, path);
  }
}
