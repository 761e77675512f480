import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { toAuditError } from '../errors.ts';
import { isCode, replaceFile } from '../log/atomic-file.ts';
import { assureFolder } from '../log/folder.ts';
import type { CheckpointAnchor } from './anchor.ts';
import { readHeldNote } from './held-note.ts';

const schema = 'cloudops.audit-anchors/v1';

/** What this client knows to be kept outside. A hint that saves asking, but for the cosignatures in it no proof. */
export interface AnchorReceipt {
  /** The anchor's name. */
  readonly anchor: string;
  readonly kind: CheckpointAnchor['kind'];
  /** Records that the checkpoint covers. */
  readonly size: number;
  /** When it was anchored: ISO 8601, UTC. */
  readonly at: string;
  /** The note as it is kept, with the cosignatures that it got. */
  readonly note: string;
}

/** The file of a log's receipts: beside the remembered checkpoints. */
export function receiptsPath(keyFolder: string, origin: string): string {
  const name = `${hash('sha256', origin, 'hex').slice(0, 32)}.json`;
  return join(dirname(resolve(keyFolder)), 'audit-anchors', name);
}

/** Reads receipts; none where the file is missing or unreadable, since then nothing is known to be anchored. */
export function readReceipts(path: string): readonly AnchorReceipt[] {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const { receipts } = fieldsOf(value).schema === schema ? fieldsOf(value) : { receipts: [] };
    return Array.isArray(receipts) ? receipts.flatMap(toReceipt) : [];
  } catch (error) {
    if (isCode(error, 'ENOENT') || error instanceof SyntaxError) return [];
    throw toAuditError(error, path);
  }
}

/** Adds receipts in the place of older ones of the same anchors, durably. */
export function writeReceipts(path: string, added: readonly AnchorReceipt[]): void {
  const names = new Set(added.map(({ anchor }) => anchor));
  const kept = readReceipts(path).filter(({ anchor }) => !names.has(anchor));
  const receipts = [...kept, ...added].sort((left, right) => (left.anchor < right.anchor ? -1 : 1));
  try {
    assureFolder(dirname(path), 0o700);
    replaceFile(path, `${JSON.stringify({ schema, receipts }, null, 2)}\n`);
  } catch (error) {
    throw toAuditError(error, path);
  }
}

const kinds: readonly CheckpointAnchor['kind'][] = ['file', 'git', 'object-store', 'witness'];

function toReceipt(value: unknown): readonly AnchorReceipt[] {
  const { anchor, kind, at, note } = fieldsOf(value);
  const known = kinds.find((each) => each === kind);
  if (typeof anchor !== 'string' || typeof at !== 'string' || typeof note !== 'string' || known === undefined)
    return [];
  const size = readHeldNote(note)?.size;
  return size === undefined ? [] : [{ anchor, kind: known, size, at, note }];
}

function fieldsOf(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
