import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCatalog, shippedPlaybooksFolder } from '@cloudops/playbooks';
import type { ActionDescriptor, Catalog } from '@cloudops/spec';

/**
 * The shipped playbooks. Whether their actions and codes exist is the providers' matter and checked with them; to
 * read questions none is needed, so whatever the files mention is taken for known.
 * @throws CloudOpsError as `loadCatalog` does.
 */
export async function loadShippedCatalog(): Promise<Catalog> {
  const folder = shippedPlaybooksFolder();
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name));
  const text = (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
  return loadCatalog({
    folders: [{ origin: 'shipped', folder }],
    actions: [...new Set([...text.matchAll(/\baction:\s*([a-z0-9.-]+)/g)].map(([, name = '']) => name))].map(toAction),
    findings: [...new Set(text.match(/\b[A-Z][A-Z0-9]*-\d+\b/g) ?? [])],
  });
}

/** `sha256:` over the digests of all playbooks: two runs with the same one were asked to choose from the same. */
export function digestCatalog(catalog: Catalog): string {
  const lines = catalog.entries.map(({ playbook, digest }) => `${playbook.metadata.name} ${digest}\n`);
  return `sha256:${hash('sha256', lines.join(''))}`;
}

function toAction(name: string): ActionDescriptor {
  const provider = name.split('.')[0] ?? name;
  return { name, provider, risk: 'read', description: name, estimated_sec: 0, estimated_cost_usd: 0 };
}
