import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listPackages, root, type WorkspacePackage } from './workspace.ts';

const everything = listPackages().map(({ name }) => name);

/** The arrows of docs/architecture.md: who may import whom, among our own. Applications may import everything. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  '@cloudops/spec': [],
  '@cloudops/engine': ['approval', 'audit', 'executor', 'intent', 'planner', 'policy', 'report', 'spec'].map(
    (name) => `@cloudops/${name}`,
  ),
  '@cloudops/playbooks': ['@cloudops/planner', '@cloudops/spec'],
  '@cloudops/bench': ['@cloudops/executor-aws', '@cloudops/executor-k8s', '@cloudops/spec', '@cloudops/testbed'],
  '@cloudops/testbed': [],
  '@cloudops/evals': ['@cloudops/intent', '@cloudops/playbooks', '@cloudops/spec'],
  // Programs of their own, as somebody else's would be.
  '@cloudops/example-embedding': everything,
  '@cloudops/site': everything,
};
const required = ['package.json', 'tsconfig.json', 'README.md', 'CHANGELOG.md', 'src/index.ts'];
const maximumLines = 300;

/** Everything that breaks the layout's rules, one sentence each; empty when nothing does. */
export function findViolations(): readonly string[] {
  return listPackages().flatMap((entry) => [
    ...(entry.private || entry.name === 'cloudops' ? [] : missingFiles(entry)),
    ...listSources(join(root, entry.folder, 'src')).flatMap((file) => [
      ...(entry.name === 'cloudops' ? [] : forbiddenImports(entry, file)),
      ...tooLong(file),
    ]),
  ]);
}

function missingFiles(entry: WorkspacePackage): readonly string[] {
  return required
    .filter((file) => !existsSync(join(root, entry.folder, file)))
    .map((file) => `${entry.folder} has no ${file}`);
}

function forbiddenImports(entry: WorkspacePackage, file: string): readonly string[] {
  if (/\.(live\.)?test\.ts$|\/__fixtures__\//.test(file)) return [];
  const may = allowed[entry.name] ?? ['@cloudops/spec'];
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(@cloudops\/[a-z0-9-]+)/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => name !== entry.name && !may.includes(name))
    .map((name) => `${file.slice(root.length + 1)} imports ${name}, which ${entry.name} may not`);
}

function tooLong(file: string): readonly string[] {
  const lines = readFileSync(file, 'utf8').split('\n').length - 1;
  if (lines <= maximumLines || /\.test\.ts$/.test(file)) return [];
  return [`${file.slice(root.length + 1)} has ${lines} lines; ${maximumLines} is the most`];
}

/** All TypeScript sources under a folder, sorted. */
function listSources(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? listSources(path) : path.endsWith('.ts') ? [path] : []))
    .sort();
}
