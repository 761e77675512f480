import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type BinaryBundle, bundleForBinary } from '../../apps/cli/build/binary-bundle.ts';
import { type Compiler, installCompiler } from './compiler.ts';
import { applicationFolder, repositoryFolder } from './folders.ts';
import { run } from './run.ts';
import { hostTarget, type Target } from './targets.ts';
import { removeBrokenSignature } from './unsign-macho.ts';

/** A finished binary. */
export interface BuiltBinary {
  readonly target: Target;
  readonly file: string;
}

/** What is in the binaries. */
export interface BuiltBinaries {
  readonly binaries: readonly BuiltBinary[];
  readonly bundle: BinaryBundle;
}

// What the build of the command line makes for Node alone.
const onlyForNode = new Set(['chunks', 'commands', 'main.js', 'policy-worker.js']);

/**
 * Makes a standalone binary for each platform: one file that needs no Node.
 * The command line has been built before: its checked playbooks, policies and worlds are embedded.
 * @param folder where the files come to lie, as `cloudops-<platform>`.
 */
export async function buildBinaries(targets: readonly Target[], folder: string): Promise<BuiltBinaries> {
  const bundle = await bundleForBinary();
  mkdirSync(folder, { recursive: true });
  // Beside the result: it is put in place by renaming.
  const stage = mkdtempSync(join(folder, '.stage-'));
  try {
    writeBundle(bundle, join(stage, 'entry'));
    copyAssets(join(stage, 'assets/lib'));
    const host = installCompiler(hostTarget());
    const binaries = targets.map((target) => {
      const file = join(folder, `cloudops-${target.name}`);
      const compiled = compile({ stage, bundle, target, host });
      if (target.os === 'darwin') settleSignature(compiled);
      renameSync(compiled, file);
      return { target, file };
    });
    return { binaries, bundle };
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function writeBundle({ files }: BinaryBundle, folder: string): void {
  for (const [name, code] of files) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
}

function copyAssets(folder: string): void {
  const lib = join(applicationFolder, 'lib');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(lib).sort()) {
    if (!onlyForNode.has(name)) cpSync(join(lib, name), join(folder, name), { recursive: true });
  }
  const resolve = createRequire(join(repositoryFolder, 'packages/policy/package.json')).resolve;
  const cedar = dirname(resolve('@cedar-policy/cedar-wasm/nodejs'));
  copyFileSync(join(cedar, 'cedar_wasm_bg.wasm'), join(folder, 'cedar_wasm_bg.wasm'));
}

function settleSignature(file: string): void {
  const program = readFileSync(file);
  if (removeBrokenSignature(program)) writeFileSync(file, program);
}

interface Compilation {
  readonly stage: string;
  readonly bundle: BinaryBundle;
  readonly target: Target;
  readonly host: Compiler;
}

function compile({ stage, bundle, target, host }: Compilation): string {
  const { runtime, keyring } = installCompiler(target);
  copyFileSync(keyring, join(stage, 'entry/chunks/keyring.node'));
  const file = join(stage, target.name);
  const options = [
    ...['--compile', '--minify', '--bytecode', '--asset=lib', `--target=${target.compilerTarget}`],
    `--compile-executable-path=${runtime}`,
    // What lies in the folder where somebody runs it is none of its business.
    ...['dotenv', 'bunfig', 'tsconfig'].map((name) => `--no-compile-autoload-${name}`),
    // Without it no package that a plugin depends on is found.
    '--compile-autoload-package-json',
  ];
  const entries = bundle.entries.map((entry) => join('../entry', entry));
  run(host.runtime, ['build', ...options, ...entries, '--outfile', file], { folder: join(stage, 'assets') });
  return file;
}
