import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DescriptionCache } from '../isolation/provider-description.ts';
import { parseHostileJson } from '../protocol/hostile-json.ts';
import { writeWhole } from './registry.ts';

/** Keeps descriptions as files. It is a cache: what cannot be read or written is as if it were not there. */
export function createDescriptionFiles(folder: string): DescriptionCache {
  return {
    read: async (key) => {
      const text = await readFile(join(folder, `${key}.json`), 'utf8').catch(() => undefined);
      const parsed = text === undefined ? undefined : parseHostileJson(text);
      return parsed?.kind === 'value' ? parsed.value : undefined;
    },
    write: async (key, description) => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeWhole(folder, `${key}.json`, JSON.stringify(description));
      } catch {
        // The next time it is asked again.
      }
    },
  };
}
