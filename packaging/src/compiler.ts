import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packagingFolder } from './folders.ts';
import { run } from './run.ts';
import type { Target } from './targets.ts';

/** What a binary is compiled from, besides our own code. */
export interface Compiler {
  /** The runtime's program of the platform: the binary is a copy of it, and on its own platform it compiles too. */
  readonly runtime: string;
  /** The keychain's native code. */
  readonly keyring: string;
  /** Where its packages are. */
  readonly modules: string;
}

/**
 * Installs what binaries of a platform are compiled with, once, in the versions and with the checksums of the lockfile.
 * Runs no script of a package.
 */
export function installCompiler({ name, os, cpu, runtime, keyring }: Target): Compiler {
  const folder = join(packagingFolder, '.tools', name);
  const modules = join(folder, 'node_modules');
  const program = join(modules, runtime, 'bin/bun');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) {
      copyFileSync(join(packagingFolder, 'compiler', file), join(folder, file));
    }
    run('npm', ['ci', `--os=${os}`, `--cpu=${cpu}`, '--libc=glibc', '--ignore-scripts', '--no-audit', '--no-fund'], {
      folder,
    });
  }
  const addon = readdirSync(join(modules, keyring)).find((file) => file.endsWith('.node'));
  if (addon === undefined) throw new Error(`${keyring} holds no native code`);
  return { runtime: program, keyring: join(modules, keyring, addon), modules };
}
