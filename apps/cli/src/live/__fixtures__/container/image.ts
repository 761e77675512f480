import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from '../../../__fixtures__/run-cli.ts';
import { type Containerfile, parseContainerfile, type Stage } from './containerfile.ts';
import { quote, run, runWell } from './process.ts';

/** What our Containerfile makes, without a container engine: its own commands, run in a root of their own. */
export interface Image {
  /** Holds what the last stage copies from the first. */
  readonly root: string;
  readonly last: Stage;
}

const repository = fileURLToPath(new URL('../../../../../../', import.meta.url));

/** The Containerfile that we ship. */
export function readContainerfile(): Containerfile {
  return parseContainerfile(readFileSync(join(repository, 'deploy/container/Containerfile'), 'utf8'));
}

/** Packs the application as it is published, and installs it by the file's commands. */
export async function buildImage(folder: string): Promise<Image> {
  const [install, last] = readContainerfile().stages;
  if (install === undefined || last === undefined) throw new TypeError('Two stages are expected');
  const root = join(folder, 'installer');
  const build = join(root, install.workFolder);
  for (const path of [build, join(root, 'opt'), join(root, 'tmp')]) mkdirSync(path, { recursive: true });
  copyFileSync(await packApplication(folder), join(build, 'cloudops.tgz'));
  const commands = install.run.map((command) => `cd ${quote(install.workFolder)} && ${command}`);
  await inRoot(root, commands);
  return { root, last };
}

/** The npm package, as `pnpm publish` would send it. */
async function packApplication(folder: string): Promise<string> {
  const given = process.env.CLOUDOPS_TEST_TARBALL;
  if (given !== undefined) return given;
  const args = ['-y', 'pnpm@12.21.0', 'pack', '--pack-destination', folder];
  await runWell('npx', args, { cwd: dirname(dirname(program)) });
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error('Nothing was packed');
  return join(folder, name);
}

/** Runs commands with this machine as the base image, but for /opt, /build and /tmp. */
async function inRoot(root: string, commands: readonly string[]): Promise<void> {
  const own = new Set(readdirSync(root));
  const others = readdirSync('/').filter((name) => !own.has(name));
  const binds = others.map((name) => {
    const place = quote(join(root, name));
    return `if [ -L /${name} ]; then ln -s "$(readlink /${name})" ${place}; elif [ -d /${name} ]; then mkdir ${place}; mount --rbind /${name} ${place}; fi`;
  });
  const inside = commands.map((command) => `chroot ${quote(root)} /bin/sh -c ${quote(command)}`);
  const script = ['set -e', ...binds, ...inside].join('\n');
  const { status, stderr, stdout } = await run('unshare', ['--mount', '/bin/sh', '-c', script]);
  if (status !== 0) throw new Error(`The image was not built (${status}): ${stderr}${stdout}`);
}
