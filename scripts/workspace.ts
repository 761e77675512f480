import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root. */
export const root: string = dirname(dirname(fileURLToPath(import.meta.url)));

/** A workspace package, as its manifest has it. */
export interface WorkspacePackage {
  readonly name: string;
  /** From the root, such as `packages/spec`. */
  readonly folder: string;
  readonly private: boolean;
  readonly dependencies: readonly string[];
}

/** Every package of the workspace, by folder. */
export function listPackages(): readonly WorkspacePackage[] {
  const parents = ['packages', 'apps', 'examples'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name)),
  );
  return [...parents, 'playbooks', 'testbed', 'bench', 'evals', 'site']
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort()
    .map(readPackage);
}

/** The packages that others install, without the application. */
export function listLibraries(): readonly WorkspacePackage[] {
  return listPackages().filter((entry) => !entry.private && entry.name !== 'cloudops');
}

function readPackage(folder: string): WorkspacePackage {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return {
    name: manifest.name,
    folder: relative(root, join(root, folder)),
    private: manifest.private === true,
    dependencies: Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).sort(),
  };
}
