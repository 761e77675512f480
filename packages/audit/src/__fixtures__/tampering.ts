import { DatabaseSync } from 'node:sqlite';
import { insertFacets } from '../log/tables.ts';
import { leafHash } from '../merkle/hash.ts';
import { createTreeNodes } from '../merkle/memory-tree.ts';
import { completedNodes, merkleRoot } from '../merkle/tree.ts';
import { formatCheckpoint } from '../note/checkpoint.ts';
import { signNote } from '../note/note.ts';
import type { NoteSigner } from '../note/note-key.ts';

/** Opens a log's file as somebody who knows its layout: guards off, change, guards on again as they were. */
export function tamper(path: string, change: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(path);
  const guards = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of guards) database.exec(`DROP TRIGGER ${String(name)}`);
  change(database);
  for (const { sql } of guards) database.exec(String(sql));
  database.close();
}

/** The records' bytes, in order. */
export function leavesOf(database: DatabaseSync): Uint8Array[] {
  return database
    .prepare('SELECT leaf FROM entry ORDER BY idx')
    .all()
    .map(({ leaf }) => leaf as Uint8Array);
}

/** Replaces all records and recomputes every hash; with a key also the checkpoint. */
export function rewrite(database: DatabaseSync, leaves: readonly Uint8Array[], signer?: NoteSigner): void {
  database.exec('DELETE FROM entry; DELETE FROM node; DELETE FROM facet');
  const hashes = leaves.map(leafHash);
  const nodes = createTreeNodes(hashes);
  for (const [index, leaf] of leaves.entries()) {
    const { audit_id } = JSON.parse(Buffer.from(leaf).toString());
    database.prepare('INSERT INTO entry VALUES (?, ?, ?)').run(index, audit_id, leaf);
    for (const node of completedNodes(index, leafHash(leaf), nodes)) {
      database.prepare('INSERT INTO node VALUES (?, ?, ?)').run(node.level, node.index, node.hash);
    }
  }
  database.prepare(insertFacets).run(0, leaves.length);
  if (signer === undefined) return;
  const { name, size, root } = { name: signer.name, size: leaves.length, root: merkleRoot(leaves.length, nodes) };
  const note = signNote(formatCheckpoint({ origin: name, size, root }), signer);
  database.prepare('UPDATE checkpoint SET size = ?, note = ?').run(size, note);
}

/** A leaf with another user in it. */
export function forge(leaf: Uint8Array | undefined): Uint8Array {
  return Buffer.from(
    Buffer.from(leaf ?? [])
      .toString()
      .replace('os:alice', 'os:malice'),
  );
}
