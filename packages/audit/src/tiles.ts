import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { toAuditError } from './errors.ts';
import { replaceFile } from './log/atomic-file.ts';
import type { AuditLog, LogSnapshot } from './log/audit-log.ts';
import { assureFolder } from './log/folder.ts';
import { tilePath, tileWidth } from './tile-path.ts';

const levelsPerTile = 8;

/** How many files are written at a stretch, while the log waits. */
const tilesAtOnce = 32;

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
 * so that a reader never sees one whose tiles are missing. Checks nothing: see `AuditLog.verify`. Other calls may be
 * made meanwhile. Of what was cut from the log there are hashes only, besides what an earlier export left there.
 * @throws CloudOpsError `AUDIT_FULL`, `AUDIT_READ_ONLY`, `AUDIT_IO_FAILED` naming the file, and those of reading the log.
 */
export async function exportTiles(log: Pick<AuditLog, 'snapshot'>, folder: string): Promise<ExportedTiles> {
  const { size, checkpoint } = await log.snapshot((snapshot) => snapshot);
  if (checkpoint === null) return { size: 0, files: [] };
  const files: string[] = [];
  // Records and hashes never change, so that each piece may be read from a later state of the log.
  for (const piece of pieces(tiles(size))) {
    files.push(...(await log.snapshot((snapshot) => writePiece(piece, snapshot, folder))));
    await setImmediate();
  }
  writeTile(join(folder, 'checkpoint'), checkpoint);
  return { size, files: [...files, 'checkpoint'].sort() };
}

/** One file of an export: the records, or the hashes, from `start` up to, without, `end`. */
interface Tile {
  /** Null for records. */
  readonly level: number | null;
  readonly start: number;
  readonly end: number;
}

function* tiles(size: number): Generator<Tile> {
  for (const part of parts(size)) yield { level: null, ...part };
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / tileWidth)) {
    for (const part of parts(count)) yield { level, ...part };
  }
}

function* parts(count: number): Generator<{ start: number; end: number }> {
  for (let start = 0; start < count; start += tileWidth) yield { start, end: Math.min(start + tileWidth, count) };
}

function* pieces(all: Iterable<Tile>): Generator<readonly Tile[]> {
  let piece: Tile[] = [];
  for (const tile of all) {
    piece.push(tile);
    if (piece.length < tilesAtOnce) continue;
    yield piece;
    piece = [];
  }
  yield piece;
}

/** @returns the paths that are there now. */
function writePiece(piece: readonly Tile[], snapshot: LogSnapshot, folder: string): readonly string[] {
  return piece.flatMap((tile) => {
    if (tile.level === null && tile.start < snapshot.first) return [];
    const path = pathOf(tile);
    const content = contentOf(tile, snapshot);
    if (!isThere(join(folder, path), content)) writeTile(join(folder, path), content);
    return [path];
  });
}

function pathOf({ level, start, end }: Tile): string {
  const name = level === null ? 'entries' : String(level);
  return tilePath({ level: name, number: start / tileWidth, entries: end - start });
}

function contentOf({ level, start, end }: Tile, { leaves, nodes }: LogSnapshot): Uint8Array {
  if (level === null) return Buffer.concat(leaves(start, end).map(frame));
  const hashes = Array.from({ length: end - start }, (_, offset) => nodes(level * levelsPerTile, start + offset));
  return Buffer.concat(hashes);
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
    assureFolder(dirname(path));
    replaceFile(path, content);
  } catch (error) {
    throw toAuditError(error, path);
  }
}
