import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { compileAssets } from './compile-assets.ts';
import { lazyOclif } from './lazy-oclif.ts';

const application = dirname(dirname(fileURLToPath(import.meta.url)));
const repository = dirname(dirname(application));
const lib = join(application, 'lib');

function listCommands(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => [`commands/${name.slice(0, -3)}`, join(folder, name)]),
  );
}

async function bundle(): Promise<void> {
  const build = await rolldown({
    input: {
      main: join(application, 'src/main.ts'),
      'policy-worker': join(repository, 'packages/policy/src/worker.ts'),
      ...listCommands(join(application, 'src/commands')),
    },
    platform: 'node',
    // The AWS SDK gains nothing from a bundle, and its clients are found by name at run time; the keychain is native code.
    external: ['typescript', 'ts-node', 'tsx', /^@cedar-policy\//, /^@aws-sdk\//, /^@smithy\//, /^@napi-rs\//],
    resolve: {
      conditionNames: ['@cloudops/source', 'node', 'import', 'require', 'default'],
      alias: { 'wsl-utils': join(application, 'build/no-wsl.js') },
    },
    plugins: [lazyOclif],
    logLevel: 'silent',
  });
  await build.write({
    dir: lib,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  });
}

/** One file without chunks: a plugin's process may read this file, and no other of the application's. */
async function bundleRunner(): Promise<void> {
  const build = await rolldown({
    input: join(repository, 'packages/plugins/src/runner/main.ts'),
    platform: 'node',
    resolve: { conditionNames: ['@cloudops/source', 'node', 'import', 'require', 'default'] },
    logLevel: 'silent',
  });
  await build.write({ file: join(lib, 'plugin-runner.js'), format: 'esm', minify: true, codeSplitting: false });
}

function copyAssets(): void {
  cpSync(join(repository, 'playbooks/library'), join(lib, 'playbooks'), { recursive: true });
  cpSync(join(repository, 'playbooks/worlds'), join(lib, 'worlds'), { recursive: true });
  cpSync(join(repository, 'packages/policy/defaults'), join(lib, 'policies'), { recursive: true });
  cpSync(join(repository, 'templates/plugin'), join(lib, 'templates/plugin'), { recursive: true });
}

/** oclif's own tool lists the commands and flags, so that a start reads one file instead of all commands. */
function writeManifest(): void {
  const oclif = join(application, 'node_modules/.bin/oclif');
  const result = spawnSync(oclif, ['manifest'], { cwd: application, encoding: 'utf8' });
  if (result.status !== 0) {
    process.stderr.write(`oclif manifest (${relative(repository, application)}): ${result.stderr}${result.stdout}\n`);
    process.exitCode = 1;
  }
}

rmSync(lib, { recursive: true, force: true });
await bundle();
await bundleRunner();
copyAssets();
await compileAssets(lib);
writeManifest();
