import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JsonObject, PluginProvider } from '@cloudops/spec';

/** Files of a package, by path; what is no text is written as JSON. */
export type PackageFiles = Readonly<Record<string, string | object>>;

const folders: string[] = [];

/** A fresh folder, which goes with this process; a test file says when, since the processes of tests just stop. */
export function createFolder(): string {
  if (folders.length === 0) process.once('exit', removeFolders);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cloudops-plugins-')));
  folders.push(folder);
  return folder;
}

/** Removes the folders that were made. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Writes a package. @returns its folder. */
export function writePackage(files: PackageFiles, folder: string = createFolder()): string {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** What a test's provider does; each is the source of JavaScript. */
export interface ProviderSource {
  /** Before all else in the module. */
  readonly top?: string;
  /** In `createProvider`, before it returns. */
  readonly create?: string;
  /** Body of the action `get`. It sees `input`, `context`, `transport`, `settings`. */
  readonly run?: string;
  /** Further members of the provider. */
  readonly members?: string;
  /** Further actions. */
  readonly actions?: string;
  /** Further members of the action `get`. */
  readonly action?: string;
}

/** The module of a provider named `lamp` with the action `get`. */
function providerModule(source: ProviderSource = {}): string {
  return `
import { defineAction, defineChange, analysisSchema } from '@cloudops/spec';
import { z } from 'zod';
console.error('pid', process.pid);
${source.top ?? ''}
export async function createProvider({ version, environment, settings, transport }) {
  ${source.create ?? ''}
  const get = defineAction({
    name: 'get', description: 'Reads a lamp', risk: 'read',
    input: z.strictObject({ name: z.string() }), output: z.strictObject({ lit: z.boolean() }),
    estimatedSec: 1, estimatedCostUsd: 0, permissions: () => [],
    doRun: async (input, context) => { ${source.run ?? "return { status: 'present', output: { lit: true } };"} },
    ${source.action ?? ''}
  });
  return {
    specificationVersion: 'v1', name: 'lamp', version,
    actions: [get, ${source.actions ?? ''}],
    findings: [{ code: 'LAMP-1', title: 'Dark', role: 'fault', severity: 'low', decided: 'By looking.', remedy: 'Light it.' }],
    targets: async () => [{ provider: 'lamp', name: 'hall', environment }],
    doIdentify: async () => ({ status: 'unknown', reason: { kind: 'unavailable', message: 'nobody asks' } }),
    close: async () => {},
    ${source.members ?? ''}
  };
}
`;
}

/** The package of a provider. */
export function providerPackage(
  source: ProviderSource | string = {},
  provider: Partial<PluginProvider> = {},
): PackageFiles {
  const stated = { name: 'lamp', module: './provider.js', network: 'none', risk: 'read', ...provider };
  return {
    'package.json': {
      ...{ name: 'cloudops-plugin-lamp', version: '1.2.3', type: 'module' },
      cloudops: { specificationVersion: 'v1', providers: [stated] } as unknown as JsonObject,
    },
    'provider.js': typeof source === 'string' ? source : providerModule(source),
  };
}
