import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json, JsonObject } from '@cloudops/spec';
import { fieldOf, listOf } from './cost-table.ts';

/** Where answers of Cost Explorer are kept, by name. */
export interface CostCacheStore {
  /** The text, or null when there is none or it cannot be read. */
  read(name: string): Promise<string | null>;
  /** Keeps a text; a failure to keep it must not fail the caller. */
  write(name: string, text: string): Promise<void>;
}

/** What names an answer. */
export interface CostQuestion {
  readonly account: string;
  readonly operation: string;
  readonly input: JsonObject;
}

/** Pages of one answer as they came. */
export interface CachedAnswer {
  /** When they came; milliseconds since the Unix epoch. */
  readonly storedAt: number;
  readonly pages: readonly Json[];
}

const format = 'cloudops.cost-cache/v1';

/** The file name of an answer: a digest, so that no text from a cloud reaches a path. */
export function cacheName({ account, operation, input }: CostQuestion): string {
  const text = JSON.stringify([format, account, operation, canonical(input)]);
  return `${createHash('sha256').update(text).digest('hex')}.json`;
}

/** Writes an answer as the cache keeps it. */
export function writeAnswer(answer: CachedAnswer): string {
  return JSON.stringify({ format, stored_at: answer.storedAt, pages: answer.pages });
}

/** Reads an answer; null for anything that this version did not write whole. */
export function readAnswer(text: string): CachedAnswer | null {
  try {
    const value: unknown = JSON.parse(text);
    const storedAt = fieldOf(value, 'stored_at');
    const pages = listOf(fieldOf(value, 'pages'));
    if (fieldOf(value, 'format') !== format || typeof storedAt !== 'number' || pages.length === 0) return null;
    return { storedAt, pages: pages as readonly Json[] };
  } catch {
    return null;
  }
}

/** A cache in a folder: one file per answer, mode 0600, replaced atomically. */
export function createFolderCostCache(folder: string): CostCacheStore {
  return {
    async read(name) {
      try {
        return await readFile(join(folder, name), 'utf8');
      } catch {
        return null;
      }
    },
    async write(name, text) {
      const partial = join(folder, `.${name}.${process.pid}`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(partial, text, { mode: 0o600 });
        await chmod(partial, 0o600);
        await rename(partial, join(folder, name));
      } catch {
        // A cache that cannot be written costs a cent next time and nothing else.
      }
    },
  };
}

function canonical(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => canonical(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, canonical(item)]),
  );
}
