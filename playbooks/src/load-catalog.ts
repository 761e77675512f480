import { constants, type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findTies } from '@cloudops/planner';
import { type Catalog, type CatalogEntry, CloudOpsError } from '@cloudops/spec';
import { type LocatedCheck, locatedCheck, type PlaybookSurroundings } from './check/check-playbook.ts';
import type { PlaybooksErrorCode } from './errors.ts';
import { extend } from './extend.ts';
import { compareProblems, formatProblem, type PlaybookProblem } from './problem.ts';
import { maximumBytes } from './source/decode.ts';

/** Where playbooks lie. */
export interface PlaybookFolder {
  /** Whose they are; those of a plugin name its package. */
  readonly origin: 'shipped' | 'project' | 'user' | `plugin ${string}`;
  readonly folder: string;
  /** Whether it may be missing. Default false. */
  readonly optional?: boolean;
}

/** What a catalog is loaded from and checked against. */
export interface LoadCatalogOptions extends PlaybookSurroundings {
  /** In order; the same name in two files is an error, wherever they lie. */
  readonly folders: readonly PlaybookFolder[];
  /** Playbooks that are loaded already, to which those of the folders are added. */
  readonly base?: Catalog;
}

interface Loaded {
  readonly entry: CatalogEntry;
  readonly file: string;
  readonly problemAt: Extract<LocatedCheck, { kind: 'valid' }>['problemAt'];
  /** Whether it was loaded before. */
  readonly isKnown?: true;
}

/** A playbook that was checked when it was loaded: what is wrong beside it is wrong in another. */
function toKnown(entry: CatalogEntry): Loaded {
  const file = entry.playbook.metadata.name;
  return { entry, file, isKnown: true, problemAt: (_, message, hint) => ({ file, line: 1, column: 1, message, hint }) };
}

type Reading =
  | { readonly kind: 'loaded'; readonly loaded: Loaded }
  | { readonly kind: 'broken'; readonly problems: readonly PlaybookProblem[] };

/**
 * Reads and checks every playbook of some folders. Files whose names begin with a dot are left alone; any other file
 * that is no `.yaml` or `.yml` is a problem, so that none is overlooked.
 * @returns entries sorted by name.
 * @throws CloudOpsError `PLAYBOOK_INVALID` with every problem as a line of its message; `PLAYBOOK_FOLDER_UNREADABLE`.
 */
export async function loadCatalog(options: LoadCatalogOptions): Promise<Catalog> {
  const readings = (await Promise.all(options.folders.map((folder) => readFolder(folder, options)))).flat();
  const loaded = readings.flatMap((reading) => (reading.kind === 'loaded' ? [reading.loaded] : []));
  const problems = readings.flatMap((reading) => (reading.kind === 'broken' ? reading.problems : []));
  const base = (options.base?.entries ?? []).map(toKnown);
  const extended = loaded.map((one) => extend(one, [...base, ...loaded]));
  const unextended = extended.flatMap((one) => (one.kind === 'broken' ? [one.problem] : []));
  const catalog: Catalog = {
    entries: [
      ...base.map(({ entry }) => entry),
      ...extended.flatMap((one) => (one.kind === 'entry' ? [one.entry] : [])),
    ].sort(byName),
  };
  const everything = [...base, ...loaded];
  const all = [...problems, ...unextended, ...sameNames(everything), ...ties(everything, catalog)];
  if (all.length > 0) throw invalid(all.sort(compareProblems));
  return catalog;
}

async function readFolder(folder: PlaybookFolder, options: LoadCatalogOptions): Promise<readonly Reading[]> {
  const names = await listFolder(folder);
  return Promise.all(names.map((name) => readPlaybook(join(folder.folder, name), folder, options)));
}

async function listFolder({ folder, optional }: PlaybookFolder): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => !name.startsWith('.')).sort();
  } catch (error) {
    if (optional === true && codeOf(error) === 'ENOENT') return [];
    const code: PlaybooksErrorCode = 'PLAYBOOK_FOLDER_UNREADABLE';
    throw new CloudOpsError({
      code,
      message: `The playbook folder ${folder} cannot be read: ${codeOf(error)}`,
      nextSteps: ['Check that the folder exists and that you may read it.'],
      cause: error,
    });
  }
}

async function readPlaybook(file: string, folder: PlaybookFolder, options: LoadCatalogOptions): Promise<Reading> {
  if (!/\.ya?ml$/.test(file)) return broken(file, 'is no .yaml or .yml file', 'move it out of the playbook folder');
  const content = await readBounded(file);
  if (content.kind === 'unreadable') return broken(file, content.message, 'put a readable playbook there');
  const check = locatedCheck(content.bytes, file, options);
  if (check.kind === 'invalid') return { kind: 'broken', problems: check.problems };
  const { playbook, digest, problemAt } = check;
  return { kind: 'loaded', loaded: { entry: { playbook, digest, origin: folder.origin }, file, problemAt } };
}

type Content =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly message: string };

async function readBounded(file: string): Promise<Content> {
  let handle: FileHandle | undefined;
  try {
    // Not to wait for ever when the name is a pipe.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const status = await handle.stat();
    if (!status.isFile()) return { kind: 'unreadable', message: 'is no file' };
    if (status.size > maximumBytes) {
      return { kind: 'unreadable', message: `has ${status.size} bytes; a playbook may have ${maximumBytes}` };
    }
    return { kind: 'bytes', bytes: await handle.readFile() };
  } catch (error) {
    return { kind: 'unreadable', message: `cannot be read: ${codeOf(error)}` };
  } finally {
    await handle?.close();
  }
}

function sameNames(loaded: readonly Loaded[]): readonly PlaybookProblem[] {
  return loaded.flatMap(({ entry, file, problemAt }, index) => {
    const { name } = entry.playbook.metadata;
    const first = loaded.slice(0, index).find((other) => other.entry.playbook.metadata.name === name);
    if (first === undefined) return [];
    const message = `the name "${name}" is taken by the ${first.entry.origin} playbook ${first.file}`;
    return [problemAt(['metadata', 'name'], message, `rename the playbook in ${file}`)];
  });
}

function ties(loaded: readonly Loaded[], catalog: Catalog): readonly PlaybookProblem[] {
  return findTies(catalog).flatMap(({ playbooks, triggers, message }) => {
    const [first, second] = playbooks.map((name) => loaded.find(({ entry }) => entry.playbook.metadata.name === name));
    // Two files of one name are reported as that; their triggers tie of course.
    if (first === undefined || second === undefined || first === second) return [];
    // What was loaded before is right: the newcomer has to give way.
    const [own, other, index] = second.isKnown === true ? [first, second, 0] : [second, first, 1];
    const hint = `make this trigger or that of ${other.file} more specific`;
    return [own.problemAt(['triggers', triggers[index] ?? 0], message, hint)];
  });
}

function broken(file: string, message: string, hint: string): Reading {
  return { kind: 'broken', problems: [{ file, line: 1, column: 1, message, hint }] };
}

function invalid(problems: readonly PlaybookProblem[]): CloudOpsError {
  const code: PlaybooksErrorCode = 'PLAYBOOK_INVALID';
  return new CloudOpsError({
    code,
    message: problems.map(formatProblem).join('\n'),
    nextSteps: ['Correct the files; `cloudops playbooks validate <file>` checks one alone.'],
  });
}

function byName(left: CatalogEntry, right: CatalogEntry): number {
  return left.playbook.metadata.name < right.playbook.metadata.name ? -1 : 1;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
}
