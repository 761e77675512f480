import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** More is no playbook, and is refused once it is loaded. */
const mostBytes = 256 * 1024;

/**
 * What the playbooks in some files use that is not of certain providers: actions such as `kubernetes.list`, and other playbooks whose
 * steps they take. Runs and checks nothing; what cannot be read is refused when the playbooks are loaded.
 * @param own names of the providers that are the plugin's own.
 * @returns sorted, each once.
 */
export async function listForeignActions(
  folder: string,
  names: readonly string[],
  own: readonly string[],
): Promise<readonly string[]> {
  const used = await Promise.all(names.map(async (name) => collect(await readDocument(join(folder, name)))));
  const foreign = used.flat().filter((action) => !own.includes(action.split('.')[0] ?? ''));
  return [...new Set(foreign)].sort();
}

async function readDocument(file: string): Promise<unknown> {
  try {
    // Not to wait for ever when the name is a pipe.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size } = await handle.stat();
      return size > mostBytes ? null : parse(await handle.readFile('utf8'), { logLevel: 'silent' });
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

interface Stated {
  readonly steps?: unknown;
  readonly extends?: { readonly playbook?: unknown } | null;
}

function collect(document: unknown): readonly string[] {
  if (typeof document !== 'object' || document === null) return [];
  const { steps, extends: base } = document as Stated;
  const actions = (Array.isArray(steps) ? steps : []).map(
    (step) => (step as { readonly action?: unknown } | null)?.action,
  );
  const taken = typeof base?.playbook === 'string' ? [`the steps of ${base.playbook}`] : [];
  return [...actions.filter((action) => typeof action === 'string'), ...taken];
}
