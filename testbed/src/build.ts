import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TestbedError } from './errors.ts';
import { findGo, runGo } from './go.ts';
import { binaryFolder, kubernetesVersion, kwokFolder, packageFolder } from './paths.ts';

/** How to build. */
export interface BuildOptions {
  /** Builds although everything is up to date. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
  /** Told what goes on, for a person. */
  notify?(message: string): void;
}

interface GoModule {
  /** Folder under `go/`. */
  readonly folder: string;
  /** Program name to Go package. */
  readonly programs: Readonly<Record<string, string>>;
  readonly linkerFlags?: string;
}

const [, minor = ''] = kubernetesVersion.split('.');
const versionPackage = 'k8s.io/component-base/version';
const stamped = [
  `-X ${versionPackage}.gitVersion=${kubernetesVersion}`,
  `-X ${versionPackage}.gitMajor=1`,
  `-X ${versionPackage}.gitMinor=${minor}`,
].join(' ');

const modules: readonly GoModule[] = [
  {
    folder: 'kube',
    programs: {
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
      'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
      kubectl: 'k8s.io/kubernetes/cmd/kubectl',
    },
    linkerFlags: `-s -w ${stamped}`,
  },
  { folder: 'etcd', programs: { etcd: 'go.etcd.io/etcd/server/v3' } },
  { folder: 'kwok', programs: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' } },
  { folder: 'metrics-server', programs: { 'metrics-server': 'sigs.k8s.io/metrics-server/cmd/metrics-server' } },
];

const kwokManifests = [
  ...['clusterlogs', 'clusterresourceusages', 'logs', 'metrics', 'resourceusages', 'stages'].map(
    (name) => `crd/bases/kwok.x-k8s.io_${name}.yaml`,
  ),
  'stage/node/fast/node-initialize.yaml',
  'stage/node/heartbeat-with-lease/node-heartbeat-with-lease.yaml',
];

/** SHA-256 over everything that decides what the programs are: module files and how they are built. */
async function computeStamp(): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([modules, kwokManifests]));
  for (const { folder } of modules) {
    for (const file of ['go.mod', 'go.sum']) hash.update(await readFile(join(packageFolder, 'go', folder, file)));
  }
  return `${hash.digest('hex')}\n`;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function isUpToDate(stampFile: string, stamp: string): Promise<boolean> {
  const files = [
    ...modules.flatMap(({ programs }) => Object.keys(programs).map((name) => join(binaryFolder(), name))),
    ...kwokManifests.map((name) => join(kwokFolder(), name)),
  ];
  const found = await Promise.all(files.map(exists));
  return found.every(Boolean) && (await readFile(stampFile, 'utf8').catch(() => '')) === stamp;
}

/** Builds beside the final place and renames, so that a program that runs keeps its file. */
async function buildModule(go: string, module: GoModule, options: BuildOptions): Promise<void> {
  const folder = join(packageFolder, 'go', module.folder);
  const flags = module.linkerFlags === undefined ? [] : ['-ldflags', module.linkerFlags];
  for (const [name, goPackage] of Object.entries(module.programs)) {
    options.notify?.(`building ${name}`);
    const fresh = join(binaryFolder(), `.${name}.new`);
    const commandLine = ['build', '-trimpath', '-o', fresh, ...flags, goPackage];
    await runGo({ go, commandLine, folder, signal: options.signal });
    await rename(fresh, join(binaryFolder(), name));
  }
}

/** kwok's CRDs and node stages are part of its Go module, and must be of the same version. */
async function copyKwokManifests(go: string, signal: AbortSignal | undefined): Promise<void> {
  const commandLine = ['list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok'];
  const listed = await runGo({ go, commandLine, folder: join(packageFolder, 'go', 'kwok'), signal });
  for (const name of kwokManifests) {
    const target = join(kwokFolder(), name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await readFile(join(listed.trim(), 'kustomize', name)));
  }
}

/**
 * Builds the control plane into the user's cache folder; about 10 minutes on 2 cores the first time, and nothing at
 * all when it is up to date.
 * @returns the folder of programs, and whether anything was built.
 * @throws TestbedError `GO_MISSING`, `BUILD_FAILED` with Go's last words.
 */
export async function buildTestbed(
  options: BuildOptions = {},
): Promise<{ readonly folder: string; readonly built: boolean }> {
  const folder = binaryFolder();
  const stamp = await computeStamp();
  const stampFile = join(folder, '.stamp');
  if (options.force !== true && (await isUpToDate(stampFile, stamp))) return { folder, built: false };
  const go = await findGo(options.notify ?? (() => undefined), options.signal);
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new TestbedError({
      code: 'BUILD_FAILED',
      message: `The folder for the programs could not be made: ${folder}`,
      nextSteps: ['Set XDG_CACHE_HOME to a folder that you can write to.'],
      cause,
    });
  });
  await rm(stampFile, { force: true });
  for (const module of modules) await buildModule(go, module, options);
  await copyKwokManifests(go, options.signal);
  await writeFile(stampFile, stamp);
  return { folder, built: true };
}
