import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { PluginManifest } from '@cloudops/spec';
import { pluginError } from '../errors.ts';

/** More is no plugin, and would take long to look at. */
const mostFiles = 50_000;

interface FoundFile {
  readonly path: string;
  readonly kind: 'file' | 'link';
}

async function listFiles(folder: string, skip: ReadonlySet<string>): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true })) {
      if (skip.has(entry.name)) continue;
      const path = join(next, entry.name);
      if (entry.isSymbolicLink()) found.push({ path, kind: 'link' });
      else if (entry.isFile()) found.push({ path, kind: 'file' });
      else if (entry.isDirectory()) folders.push(path);
    }
    if (found.length <= mostFiles) continue;
    throw pluginError({
      code: 'PLUGIN_MANIFEST_INVALID',
      message: `The plugin in ${folder} has more than ${mostFiles} files.`,
      nextSteps: ['Give the folder of the package itself.'],
    });
  }
  return found;
}

async function digestFile({ path, kind }: FoundFile): Promise<string> {
  const hash = createHash('sha256');
  if (kind === 'link') hash.update(await readlink(path));
  else for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Digest of what a manifest says. */
export function digestManifest(manifest: PluginManifest): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(manifest)).digest('hex')}`;
}

/**
 * Digest of all files below a folder, by their paths and contents: `sha256:` and hex.
 * @param skip names of files and folders that are left out wherever they are.
 */
export async function digestFolder(folder: string, skip: readonly string[] = []): Promise<string> {
  const files = await listFiles(folder, new Set(skip));
  const named = files.map((file) => ({ ...file, name: relative(folder, file.path).split(sep).join('/') }));
  named.sort((left, right) => (left.name < right.name ? -1 : 1));
  const whole = createHash('sha256');
  for (const file of named) whole.update(`${file.kind} ${await digestFile(file)} ${JSON.stringify(file.name)}\n`);
  return `sha256:${whole.digest('hex')}`;
}
