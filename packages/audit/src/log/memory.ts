import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { toAuditError } from '../errors.ts';
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts';
import { isCode, replaceFile } from './atomic-file.ts';
import { assureFolder } from './folder.ts';

const schema = 'cloudops.audit-memory/v1';

/** The last checkpoint that this client found good, kept outside the log. */
export interface RememberedCheckpoint {
  readonly note: string;
  /** What the note says; its signature is for the reader to check. */
  readonly checkpoint: Checkpoint;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** What is remembered; `unreadable` must never be taken for nothing. */
export type Memory =
  | { readonly kind: 'remembered'; readonly remembered: RememberedCheckpoint }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' };

/** The file that remembers an origin: beside the key folder, out of the reach of a copy that replaces the log. */
export function memoryPath(keyFolder: string, origin: string): string {
  const name = `${hash('sha256', origin, 'hex').slice(0, 32)}.json`;
  return join(dirname(resolve(keyFolder)), 'audit-checkpoints', name);
}

/** Reads a memory file. */
export function readMemory(path: string): Memory {
  try {
    const remembered = parseMemory(JSON.parse(readFileSync(path, 'utf8')));
    return remembered === null ? { kind: 'unreadable' } : { kind: 'remembered', remembered };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return { kind: 'none' };
    if (error instanceof SyntaxError) return { kind: 'unreadable' };
    throw toAuditError(error, path);
  }
}

/** Replaces the memory, durably. */
export function writeMemory(path: string, { note, since }: Pick<RememberedCheckpoint, 'note' | 'since'>): void {
  try {
    assureFolder(dirname(path), 0o700);
    replaceFile(path, `${JSON.stringify({ schema, since, note }, null, 2)}\n`);
  } catch (error) {
    throw toAuditError(error, path);
  }
}

function parseMemory(value: unknown): RememberedCheckpoint | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields: Partial<Record<string, unknown>> = { ...value };
  const { since, note } = fields;
  if (fields.schema !== schema || typeof since !== 'string' || typeof note !== 'string') return null;
  const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1));
  return checkpoint === null ? null : { note, checkpoint, since };
}
