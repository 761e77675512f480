import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pluginError } from '../errors.ts';
import { toVisibleLine } from '../text/visible.ts';

const registered = /^(@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._~-]*(@[\^~]?[A-Za-z0-9][A-Za-z0-9.+_-]*)?$/;
/** What npm takes for more than a part of a path. */
const special = /[%?#\u0000-\u001f\u007f\\]/;

function invalid(spec: string, why: string): Error {
  return pluginError({
    code: 'PLUGIN_SPEC_INVALID',
    message: `"${toVisibleLine(spec, 200)}" names no plugin: ${why}.`,
    nextSteps: [
      'Give a package as NAME or NAME@VERSION, or the path of a .tgz file or a folder, such as ./plugin.tgz.',
    ],
  });
}

/**
 * Turns what a user named into what npm is given: a name of a registry or `file:` and an absolute path, and nothing that npm could take for
 * an option, an address or another tool's.
 * @throws CloudOpsError `PLUGIN_SPEC_INVALID`.
 */
export async function toPackageSpec(spec: string, workingFolder: string = process.cwd()): Promise<string> {
  if (spec === '' || spec.length > 1_000) throw invalid(spec, 'it is empty or too long');
  if (spec.startsWith('-')) throw invalid(spec, 'it looks like an option');
  if (registered.test(spec) && !/\.(tgz|tar\.gz)$/.test(spec)) return spec;
  const isFile = spec.startsWith('file:');
  const path = isFile ? spec.slice('file:'.length) : spec;
  if (!isFile && !/^(\.{0,2}\/|[^:@]+\.(tgz|tar\.gz)$)/.test(spec)) {
    throw invalid(spec, 'it is neither the name of a package nor a path; addresses and repositories are not taken');
  }
  if (path === '') throw invalid(spec, 'it has no path');
  if (special.test(path)) throw invalid(spec, 'its path has characters that npm would read otherwise');
  const absolute = resolve(workingFolder, path.replace(/^\/\/(?=\/)/, ''));
  const found = await stat(absolute).catch(() => undefined);
  if (found === undefined) throw invalid(spec, 'there is no such file or folder');
  return `file:${absolute}`;
}
