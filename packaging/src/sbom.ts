import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { applicationFolder, repositoryFolder } from './folders.ts';

/** A package that something of is in the binary. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, as the package states it; null where it states none. */
  readonly license: string | null;
  /** What its licence files say, sorted by name. */
  readonly licenseTexts: readonly string[];
  /** Whether it is one of ours. */
  readonly isOwn: boolean;
}

/** The packages that files belong to, sorted by name and version. */
export function findPackages(files: readonly string[]): readonly BundledPackage[] {
  const folders = new Set(files.map(packageFolder).filter((folder) => folder !== null));
  const packages = [...folders].map(readPackage);
  const unique = new Map(packages.map((entry) => [`${entry.name}@${entry.version}`, entry]));
  return [...unique.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, entry]) => entry);
}

/** The nearest folder with a package.json that names a package: some only say which module format is in a folder. */
function packageFolder(file: string): string | null {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string; version?: string };
    if (name !== undefined && version !== undefined) return folder;
  }
  return null;
}

/** Reads a package's own words about itself. */
export function readPackage(folder: string): BundledPackage {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  const { name, version, license } = JSON.parse(text) as { name: string; version: string; license?: unknown };
  const isOwn = folder.startsWith(repositoryFolder) && !folder.includes('node_modules');
  const names = [
    'LICENSE',
    'LICENSE.md',
    'LICENSE.txt',
    'LICENSE.third-party.md',
    'LICENCE',
    'license',
    'License',
    'license.md',
    'NOTICE',
    'NOTICE.txt',
  ];
  const found = names.map((file) => join(folder, file)).filter(existsSync);
  const licenseTexts = [...new Set(found.map((file) => readFileSync(file, 'utf8').trim()))];
  return { name, version, license: typeof license === 'string' ? license : null, licenseTexts, isOwn };
}

/** What a bill of materials is about. */
export interface SbomOptions {
  readonly packages: readonly BundledPackage[];
  /** Parts that are no npm packages of the bundle: the runtime and native code. */
  readonly runtime: readonly BundledPackage[];
  /** ISO 8601, UTC; the release's, so that the same release gives the same bytes. */
  readonly timestamp: string;
}

/** A bill of materials of the binary: CycloneDX 1.6 in JSON. */
export function toCycloneDx({ packages, runtime, timestamp }: SbomOptions): object {
  const own = JSON.parse(readFileSync(join(applicationFolder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const root = purl(own.name, own.version);
  const parts = [...packages, ...runtime].filter(({ name }) => name !== own.name);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp,
      component: {
        type: 'application',
        'bom-ref': root,
        name: own.name,
        version: own.version,
        purl: root,
        licenses: licenses('Apache-2.0'),
      },
    },
    components: parts.map(({ name, version, license }) => ({
      type: 'library',
      'bom-ref': purl(name, version),
      ...splitName(name),
      version,
      scope: 'required',
      purl: purl(name, version),
      ...(license === null ? {} : { licenses: licenses(license) }),
    })),
    dependencies: [{ ref: root, dependsOn: parts.map(({ name, version }) => purl(name, version)) }],
  };
}

function splitName(name: string): { readonly group?: string; readonly name: string } {
  const [group, rest] = name.split('/');
  return rest === undefined || group === undefined ? { name } : { group, name: rest };
}

/** https://github.com/package-url/purl-spec */
function purl(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function licenses(license: string): readonly object[] {
  return /^[A-Za-z0-9.+-]+$/.test(license) ? [{ license: { id: license } }] : [{ expression: license }];
}
