import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPluginStore } from '../store/open-plugin-store.ts';
import type { PluginStore, PluginStoreOptions } from '../store/plugin-store.ts';
import { createFolder, type PackageFiles, writePackage } from './write-plugin.ts';

/** What a test's plugin states. */
export interface StatedPlugin {
  readonly name?: string;
  readonly version?: string;
  readonly provider?: string;
  readonly command?: string;
  readonly playbooks?: boolean;
  /** Further fields of its package.json. */
  readonly fields?: object;
}

/** A package that says what it delivers; nothing of it is ever run. */
export function statedPackage(stated: StatedPlugin = {}): PackageFiles {
  const { name = 'cloudops-plugin-lamp', version = '1.0.0', provider, command } = stated;
  const code = { module: './index.js', network: 'none' };
  const manifest = {
    specificationVersion: 'v1',
    ...(provider === undefined ? {} : { providers: [{ ...code, name: provider, risk: 'read' }] }),
    ...(command === undefined ? {} : { commands: [{ ...code, name: command, description: 'Does it.' }] }),
    ...(stated.playbooks === true ? { playbooks: './playbooks' } : {}),
  };
  return {
    'package.json': { name, version, type: 'module', cloudops: manifest, ...stated.fields },
    'index.js': `throw new Error('nothing may run me'); // ${version}`,
    ...(stated.playbooks === true ? { 'playbooks/one.yaml': 'metadata: {}' } : {}),
  };
}

/** Writes a package. @returns its folder. */
export function writeStated(stated: StatedPlugin = {}): string {
  return writePackage(statedPackage({ provider: 'lamp', ...stated }));
}

/** Packs a folder with npm. @returns the tarball. */
export function pack(folder: string): string {
  const said = execFileSync('npm', ['pack', '--ignore-scripts', '--silent'], { cwd: folder, encoding: 'utf8' });
  return join(folder, said.trim());
}

/** An environment with an npm that takes the twentieth part of the time: it copies a folder whose package has the usual name. */
export function quickNpm(): Readonly<Record<string, string>> {
  const folder = createFolder();
  const script = `#!/bin/sh
for last; do :; done
mkdir node_modules && cp -r "\${last#file:}" node_modules/cloudops-plugin-lamp
echo '{"dependencies":{"cloudops-plugin-lamp":"1"}}' > package.json
`;
  writeFileSync(join(folder, 'npm'), script, { mode: 0o755 });
  return { PATH: `${folder}:/usr/bin:/bin` };
}

/** A store in a fresh folder, or in one. */
export function openStore(options: Partial<PluginStoreOptions> = {}): {
  readonly folder: string;
  readonly store: PluginStore;
} {
  const folder = options.folder ?? join(createFolder(), 'plugins');
  const reserved = { providers: ['kubernetes'], commands: ['plan'], playbooks: ['cpu'] };
  return { folder, store: openPluginStore({ reserved, variables: process.env, ...options, folder }) };
}

/** Changes a store in another process. @returns the signal that ended it, or null; rejects with what it printed. */
export function changeStore(
  env: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<string | null> {
  const script = fileURLToPath(new URL('./change-store.ts', import.meta.url));
  const { promise, resolve, reject } = Promise.withResolvers<string | null>();
  execFile(process.execPath, ['--conditions=@cloudops/source', script, ...words], { env }, (error, _, stderr) => {
    const signal = (error as { readonly signal?: string } | null)?.signal ?? null;
    if (error === null || signal !== null) resolve(signal);
    else reject(new TypeError(stderr));
  });
  return promise;
}
