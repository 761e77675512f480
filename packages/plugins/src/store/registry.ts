import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { pluginError } from '../errors.ts';
import { parseHostileJson } from '../protocol/hostile-json.ts';

/** One plugin of the registry. */
export interface RegistryEntry {
  readonly name: string;
  readonly version: string;
  readonly origin: 'installed' | 'linked';
  /** Of an installed one below the store's folder; of a linked one absolute. */
  readonly path: string;
  /** Of an installed one its files, as they were accepted; of a linked one, whose files may change, what its manifest said. */
  readonly digest: string;
}

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const entry: z.ZodType<RegistryEntry> = z.discriminatedUnion('origin', [
  z.strictObject({
    ...{ name: z.string(), version: z.string(), origin: z.literal('installed'), digest },
    path: z
      .string()
      .startsWith('packages/')
      .refine((path) => !path.split('/').includes('..'), 'must stay in the store'),
  }),
  z.strictObject({
    ...{ name: z.string(), version: z.string(), origin: z.literal('linked'), digest },
    path: z.string().refine(isAbsolute, 'must be absolute'),
  }),
]);
const registrySchema = z.strictObject({ schema_version: z.literal(1), plugins: z.array(entry) });

function fileOf(folder: string): string {
  return join(folder, 'plugins.json');
}

function invalid(file: string, why: string, ...nextSteps: readonly string[]): Error {
  const message = `The list of plugins ${file} cannot be used: ${why}.`;
  return pluginError({ code: 'PLUGIN_STORE_INVALID', message, nextSteps });
}

/** Who may write this file decides what code runs. */
async function assertOwn(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode, uid } = await stat(file);
  const isOwn = uid === process.getuid?.() && (mode & 0o022) === 0;
  if (!isOwn) throw invalid(file, 'others may write to it', `chmod 600 ${file}, as its owner, when you have read it.`);
}

/** Reads the registry; empty where there is none. @throws CloudOpsError `PLUGIN_STORE_INVALID`. */
export async function readRegistry(folder: string): Promise<readonly RegistryEntry[]> {
  const file = fileOf(folder);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw invalid(file, String(error));
  }
  await assertOwn(file);
  const repair = `Move ${file} away, and install or link your plugins again.`;
  const parsed = parseHostileJson(text);
  if (parsed.kind === 'refused') throw invalid(file, `it is ${parsed.why}`, repair);
  const checked = registrySchema.safeParse(parsed.value);
  if (checked.success) return checked.data.plugins;
  const issue = checked.error.issues[0];
  throw invalid(file, `it is wrong at ${issue?.path.join('.') || 'its root'}: ${issue?.message}`, repair);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a file so that a reader, or who comes after a crash, sees the old or the new one, whole. Mode 0600. */
export async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  const draft = join(folder, `.${name}.${randomBytes(6).toString('hex')}`);
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await rename(draft, join(folder, name));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  if (process.platform !== 'win32') await sync(folder);
}

/** Replaces the registry. Only for who holds the lock. */
export async function writeRegistry(folder: string, entries: readonly RegistryEntry[]): Promise<void> {
  const plugins = entries.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  await writeWhole(folder, 'plugins.json', `${JSON.stringify({ schema_version: 1, plugins }, null, 2)}\n`);
}
