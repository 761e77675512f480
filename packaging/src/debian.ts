import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from './run.ts';
import type { BundledPackage } from './sbom.ts';
import type { Target } from './targets.ts';

/** What a Debian package is made of. */
export interface DebianOptions {
  readonly target: Target;
  readonly version: string;
  readonly binary: string;
  readonly manPage: string;
  readonly completions: Readonly<Record<'bash' | 'zsh' | 'fish', string>>;
  readonly packages: readonly BundledPackage[];
  /** Our own licence. */
  readonly license: string;
  /** Seconds since 1970 that all files get: the same sources give the same bytes. */
  readonly epoch: number;
  /** Where the package comes to lie. */
  readonly folder: string;
}

const architectures = { x64: 'amd64', arm64: 'arm64' } as const;

/** Makes a Debian package with the binary, its manual page, completions and licences. @returns its file. */
export function buildDebianPackage(options: DebianOptions): string {
  const { target, version, folder, epoch } = options;
  const architecture = architectures[target.cpu];
  const tree = join(folder, `.deb-${architecture}`);
  rmSync(tree, { recursive: true, force: true });
  writeTree(options, tree);
  writeControl(options, tree, architecture);
  settle(tree, epoch);
  const file = join(folder, `cloudops_${version}_${architecture}.deb`);
  try {
    // Root owns everything; threads and clock leave no trace.
    run(
      'dpkg-deb',
      ['--root-owner-group', '--uniform-compression', '-Zxz', '-z1', '--threads-max=1', '--build', tree, file],
      {
        environment: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) },
      },
    );
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
  return file;
}

function writeTree(
  { binary, manPage, completions, packages, license, version, epoch }: DebianOptions,
  tree: string,
): void {
  const put = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  };
  mkdirSync(join(tree, 'usr/bin'), { recursive: true });
  copyFileSync(binary, join(tree, 'usr/bin/cloudops'));
  put('usr/share/man/man1/cloudops.1.gz', gzipSync(manPage, { level: 9 }));
  put('usr/share/bash-completion/completions/cloudops', completions.bash);
  put('usr/share/zsh/vendor-completions/_cloudops', completions.zsh);
  put('usr/share/fish/vendor_completions.d/cloudops.fish', completions.fish);
  put('usr/share/doc/cloudops/copyright', toCopyright(packages, license));
  const date = new Date(epoch * 1000).toUTCString().replace('GMT', '+0000');
  const entry = `cloudops (${version}) stable; urgency=medium\n\n  * Release ${version}.\n\n -- CloudOps <cloudops@users.noreply.github.com>  ${date}\n`;
  put('usr/share/doc/cloudops/changelog.gz', gzipSync(entry, { level: 9 }));
}

function writeControl({ version }: DebianOptions, tree: string, architecture: string): void {
  const files = listFiles(tree);
  const size = files.reduce((sum, file) => sum + Math.ceil(statSync(join(tree, file)).size / 1024), 0);
  const sums = files.map(
    (file) =>
      `${createHash('md5')
        .update(readFileSync(join(tree, file)))
        .digest('hex')}  ${file}\n`,
  );
  mkdirSync(join(tree, 'DEBIAN'));
  writeFileSync(join(tree, 'DEBIAN/md5sums'), sums.join(''));
  const control = `Package: cloudops
Version: ${version.replace('-', '~')}
Section: admin
Priority: optional
Architecture: ${architecture}
Depends: libc6 (>= 2.28), ca-certificates
Installed-Size: ${size}
Maintainer: CloudOps <cloudops@users.noreply.github.com>
Homepage: https://github.com/cloudops/cloudops
Description: ask your cloud a question in plain words
 Plans what answers a question about Kubernetes or AWS, has a policy decide each
 step, runs what only reads, and shows what it found with its evidence. All of it
 is recorded in a log that cannot be rewritten unnoticed. Works without a model,
 a key or a network on recorded worlds.
`;
  writeFileSync(join(tree, 'DEBIAN/control'), control);
}

/** https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/ */
function toCopyright(packages: readonly BundledPackage[], license: string): string {
  const indent = (text: string): string =>
    text
      .split('\n')
      .map((line) => (line.trim() === '' ? ' .' : ` ${line.trimEnd()}`))
      .join('\n');
  const others = packages.filter((entry) => !entry.isOwn);
  const texts = others.map(
    ({ name, version, license: id, licenseTexts }) =>
      `${name} ${version} (${id ?? 'no licence stated'})\n\n${licenseTexts.join('\n\n')}`,
  );
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: cloudops
Source: https://github.com/cloudops/cloudops

Files: *
Copyright: CloudOps contributors
License: Apache-2.0
${indent(license)}
Comment: The binary holds code of ${others.length} other packages, under their own licences:
 .
${indent(texts.join('\n\n'))}
`;
}

/** All files, relative and sorted. */
function listFiles(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => statSync(join(folder, name)).isFile()).sort();
}

/** The same rights and times, whoever builds it and when. */
function settle(tree: string, epoch: number): void {
  const all = ['.', ...readdirSync(tree, { recursive: true, encoding: 'utf8' })];
  for (const name of all) {
    const path = join(tree, name);
    chmodSync(path, statSync(path).isDirectory() || name === 'usr/bin/cloudops' ? 0o755 : 0o644);
  }
  for (const name of all) lutimesSync(join(tree, name), epoch, epoch);
}
