import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type BuiltBinary, buildBinaries } from './build-binary.ts';
import { installCompiler } from './compiler.ts';
import { buildDebianPackage } from './debian.ts';
import { packagingFolder, repositoryFolder } from './folders.ts';
import { type FormulaArchive, toFormula } from './homebrew.ts';
import { toManPage } from './man-page.ts';
import { readManifest } from './manifest.ts';
import { run } from './run.ts';
import { type BundledPackage, findPackages, readPackage, toCycloneDx } from './sbom.ts';
import { readSigningKey, type SigningKey, signMinisign } from './sign.ts';
import { hostTarget, type Target } from './targets.ts';

/** What a release is made with. */
export interface ReleaseOptions {
  readonly targets: readonly Target[];
  readonly folder: string;
  /** PEM of the Ed25519 key that signs. */
  readonly key: string;
  /** Where the files will be: the folder of `releases.json`, without a slash at the end. */
  readonly url: string;
  /** Seconds since 1970: of all files, and of the list of releases. */
  readonly epoch: number;
  /** Days until the list has to be signed anew. */
  readonly days: number;
  /** The list of releases before this one. */
  readonly previous?: string;
}

interface Artifact {
  readonly platform: string;
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
  readonly binary_size: number;
  readonly binary_sha256: string;
}

/** Makes everything that a release consists of. @returns the files, sorted. */
export async function makeRelease(options: ReleaseOptions): Promise<readonly string[]> {
  const { targets, folder, epoch, url } = options;
  const key = readSigningKey(options.key);
  const { version } = readManifest();
  // The binaries look for newer ones there, and believe this key alone.
  process.env.CLOUDOPS_RELEASE_URL = `${url}/releases.json`;
  process.env.CLOUDOPS_RELEASE_KEYS = key.publicKey;
  mkdirSync(folder, { recursive: true });
  const { binaries, bundle } = await buildBinaries(targets, folder);
  const packages = findPackages(bundle.modules);
  const timestamp = new Date(epoch * 1000).toISOString();
  const put = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return name;
  };
  const manPage = toManPage(readManifest(), { date: timestamp.slice(0, 10) });
  const files: string[] = [put('cloudops.1', manPage), put('cloudops.pub', toPublicKeyFile(key))];
  const artifacts: Artifact[] = [];
  const archives: FormulaArchive[] = [];
  const completions = readCompletions(binaries, folder);
  for (const { target, file } of binaries) {
    const artifact = await packBinary(file, version, target.name);
    artifacts.push(artifact);
    const archive = packArchive({ file, version, target, folder, epoch });
    archives.push({ platform: target.name, url: `${url}/${archive}`, sha256: digestOf(join(folder, archive)) });
    const runtime = runtimePackages(target);
    const bill = toCycloneDx({ packages, runtime, timestamp });
    files.push(artifact.file, archive, put(`cloudops-${version}-${target.name}.cdx.json`, toJson(bill)));
    if (target.os === 'linux') {
      const license = readFileSync(join(repositoryFolder, 'LICENSE'), 'utf8');
      const all = [...packages, ...runtime];
      const deb = buildDebianPackage({
        target,
        version,
        binary: file,
        manPage,
        completions,
        packages: all,
        license,
        epoch,
        folder,
      });
      files.push(basename(deb));
    }
  }
  if (archives.length === 4) files.push(put('cloudops.rb', toFormula(version, archives)));
  files.push(put('releases.json', toJson(toIndex(options, version, artifacts))));
  files.push(
    put(
      'SHA256SUMS',
      [...files]
        .sort()
        .map((name) => `${digestOf(join(folder, name))}  ${name}\n`)
        .join(''),
    ),
  );
  for (const name of ['releases.json', 'SHA256SUMS']) {
    files.push(
      put(`${name}.minisig`, signMinisign(readFileSync(join(folder, name)), key, `timestamp:${epoch} file:${name}`)),
    );
  }
  return files.sort();
}

const toJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** What `minisign -V -p cloudops.pub` reads. */
function toPublicKeyFile({ publicKey }: SigningKey): string {
  return `untrusted comment: public key of CloudOps releases\n${publicKey}\n`;
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** The binary tells what it can complete; the one of this machine tells it for all. */
function readCompletions(
  binaries: readonly BuiltBinary[],
  folder: string,
): Readonly<Record<'bash' | 'zsh' | 'fish', string>> {
  const own = binaries.find(({ target }) => target.name === hostTarget().name);
  if (own === undefined) throw new Error(`A release needs the binary of this machine as well: ${hostTarget().name}`);
  const environment = { HOME: folder, PATH: process.env.PATH };
  const complete = (shell: string): string => run(own.file, ['completion', shell], { environment });
  return { bash: complete('bash'), zsh: complete('zsh'), fish: complete('fish') };
}

async function packBinary(file: string, version: string, platform: string): Promise<Artifact> {
  const name = `cloudops-${version}-${platform}.gz`;
  const packed = join(file, '..', name);
  await pipeline(createReadStream(file), createGzip({ level: 6 }), createWriteStream(packed));
  return {
    ...{ platform, file: name, size: statSync(packed).size, sha256: digestOf(packed) },
    ...{ binary_size: statSync(file).size, binary_sha256: digestOf(file) },
  };
}

interface ArchiveOptions {
  readonly file: string;
  readonly version: string;
  readonly target: Target;
  readonly folder: string;
  readonly epoch: number;
}

/** The binary with its manual page and licence, as people and Homebrew unpack it. @returns the archive's name. */
function packArchive({ file, version, target, folder, epoch }: ArchiveOptions): string {
  const name = `cloudops-${version}-${target.name}.tar.gz`;
  copyFileSync(join(repositoryFolder, 'LICENSE'), join(folder, 'LICENSE'));
  const same = ['--sort=name', `--mtime=@${epoch}`, '--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX'];
  const members = [basename(file), 'LICENSE', 'cloudops.1'];
  run('tar', [...same, '--use-compress-program=gzip -n -6', '-cf', join(folder, name), '-C', folder, ...members]);
  rmSync(join(folder, 'LICENSE'));
  return name;
}

/** What is in a binary besides JavaScript. */
function runtimePackages(target: Target): readonly BundledPackage[] {
  const { modules } = installCompiler(target);
  const runtime = readPackage(join(modules, target.runtime));
  const words = readFileSync(join(packagingFolder, 'compiler/RUNTIME.md'), 'utf8').trim();
  return [{ ...runtime, licenseTexts: [words] }, readPackage(join(modules, target.keyring))];
}

function toIndex({ epoch, days, previous }: ReleaseOptions, version: string, artifacts: readonly Artifact[]): object {
  const time = (seconds: number): string => new Date(seconds * 1000).toISOString();
  const { releases } = (previous === undefined ? { releases: [] } : JSON.parse(readFileSync(previous, 'utf8'))) as {
    readonly releases: readonly { readonly version: string }[];
  };
  return {
    ...{ schema_version: 1, product: 'cloudops', issued_at: time(epoch), expires_at: time(epoch + days * 86_400) },
    releases: [{ version, artifacts }, ...releases.filter((release) => release.version !== version)],
  };
}
