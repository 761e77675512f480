import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CloudOpsError, type World } from '@cloudops/spec';
import { parseWorld } from '@cloudops/testkit';
import { closest } from 'fastest-levenshtein';

const extension = '.world.json';

/** A recorded world that can be named. */
export interface ListedWorld {
  readonly name: string;
  readonly file: string;
}

/** The worlds in some folders, by name; a folder that is not there holds none. */
export async function listWorlds(folders: readonly string[]): Promise<readonly ListedWorld[]> {
  const found = await Promise.all(folders.map(listFolder));
  return found.flat().sort((left, right) => (left.name < right.name ? -1 : 1));
}

async function listFolder(folder: string): Promise<readonly ListedWorld[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(extension))
    .map((name) => ({ name: basename(name, extension), file: join(folder, name) }));
}

/**
 * Opens a recorded world by name, or by path when the name holds a `/` or ends in `.json`.
 * @throws CloudOpsError `WORLD_NOT_FOUND` with the nearest name, `WORLD_INVALID`.
 */
export async function openWorld(name: string, folders: readonly string[]): Promise<World> {
  const isPath = name.includes('/') || name.endsWith('.json');
  const worlds = isPath ? [] : await listWorlds(folders);
  const file = isPath ? name : worlds.find((world) => world.name === name)?.file;
  if (file === undefined) throw notFound(name, worlds);
  return parseWorld(await readWorldFile(file, name), file);
}

async function readWorldFile(file: string, name: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CloudOpsError({
      code: 'WORLD_NOT_FOUND',
      message: `The recorded world "${name}" cannot be read: ${(cause as Error).message}`,
      nextSteps: ['Check the path, or see the shipped worlds: cloudops demo --list'],
      cause,
    });
  }
}

function notFound(name: string, worlds: readonly ListedWorld[]): CloudOpsError {
  const names = worlds.map((world) => world.name);
  const nearest = names.length === 0 ? '' : ` Did you mean "${closest(name, names)}"?`;
  return new CloudOpsError({
    code: 'WORLD_NOT_FOUND',
    message: `There is no recorded world named "${name}".${nearest}`,
    nextSteps: [
      `Known worlds: ${names.join(', ') || 'none'}`,
      'A path to a world file works too: --world ./my.world.json',
    ],
  });
}
