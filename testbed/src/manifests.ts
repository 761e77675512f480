import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from './kubernetes-object.ts';
import { packageFolder } from './paths.ts';

/** The objects of a YAML text with any number of documents; empty documents are left out. */
function parseManifest(text: string): readonly KubernetesObject[] {
  return [...parseAllDocuments(text)]
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((o) => o !== null);
}

/** The objects of a YAML file. */
export async function readManifest(file: string): Promise<readonly KubernetesObject[]> {
  return parseManifest(await readFile(file, 'utf8'));
}

/** The objects of one of the files in `manifests/`. */
export async function readOwnManifest(
  name: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<readonly KubernetesObject[]> {
  let text = await readFile(join(packageFolder, 'manifests', name), 'utf8');
  for (const [variable, value] of Object.entries(variables)) text = text.replaceAll(`$${variable}`, value);
  return parseManifest(text);
}
