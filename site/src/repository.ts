import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that the site is made of; all paths are from its root, with `/`. */
export interface Repository {
  read(path: string): string;
  exists(path: string): boolean;
  /** Names in a folder, sorted; none where there is no such folder. */
  list(folder: string): readonly string[];
}

/** Where the sources of this checkout can be read by everybody. */
export const publicSources = 'https://github.com/cloudops/cloudops';

/** This checkout, or another. */
export function openRepository(root: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))))): Repository {
  return {
    read: (path) => readFileSync(join(root, path), 'utf8'),
    exists: (path) => existsSync(join(root, path)),
    list: (folder) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : []),
  };
}
