import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from './image.ts';
import { type Ended, quote, run } from './process.ts';

/** The parts of a pod's specification that ours uses. */
export interface PodSpec {
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext: { readonly runAsUser: number; readonly runAsGroup: number; readonly fsGroup: number };
  readonly containers: readonly {
    readonly args: readonly string[];
    readonly securityContext: { readonly readOnlyRootFilesystem: boolean };
    readonly volumeMounts: readonly {
      readonly name: string;
      readonly mountPath: string;
      readonly readOnly?: boolean;
    }[];
  }[];
  readonly volumes: readonly {
    readonly name: string;
    readonly configMap?: { readonly name: string };
    readonly secret?: { readonly secretName: string };
    readonly persistentVolumeClaim?: { readonly claimName: string };
    readonly emptyDir?: object;
  }[];
}

/** What a node gives a pod. */
export interface Node {
  /** Keeps claims between pods. */
  readonly folder: string;
  readonly image: Image;
  /** Files by the name of their ConfigMap or Secret. */
  readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What is mounted where pods find their service account. */
  readonly serviceAccount: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
}

const accountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Runs a pod's one container as a kubelet would: its user and groups, its mounts, a root that cannot be written, the
 * service account at its standard place. The root has the image, the C library and nothing else: no shell.
 * @param args instead of the container's own.
 */
export async function runPod(spec: PodSpec, node: Node, args?: readonly string[]): Promise<Ended> {
  const [container] = spec.containers;
  if (container === undefined) throw new TypeError('The pod has no container');
  const { runAsUser, runAsGroup, fsGroup } = spec.securityContext;
  const root = mkdtempSync(join(node.folder, 'pod-'));
  chmodSync(root, 0o755);
  const lines = ['set -e', `mount --bind ${quote(root)} ${quote(root)}`, ...baseMounts(root, node.image)];
  for (const { name, mountPath, readOnly } of container.volumeMounts) {
    const source = volumeFolder(spec, name, node, fsGroup);
    lines.push(mountLine(root, source, mountPath, readOnly === true || isProjected(spec, name)));
  }
  if (spec.automountServiceAccountToken !== false) {
    const account = fill(mkdtempSync(join(node.folder, 'account-')), node.serviceAccount, fsGroup);
    lines.push(mountLine(root, account, accountFolder, true));
  }
  if (container.securityContext.readOnlyRootFilesystem) lines.push(`mount -o remount,bind,ro ${quote(root)}`);
  const { entrypoint, environment } = node.image.last;
  const variables = Object.entries({ ...environment, ...node.environment }).map(([key, value]) => `${key}=${value}`);
  const command = [...entrypoint, ...(args ?? container.args)];
  const user = `--userspec=${runAsUser}:${runAsGroup}`;
  const enter = [user, `--groups=${fsGroup}`, root, ...command].map(quote).join(' ');
  lines.push(`exec env -i ${variables.map(quote).join(' ')} "$(command -v chroot)" ${enter}`);
  return run('unshare', ['--mount', '/bin/sh', '-c', lines.join('\n')]);
}

/** What a distroless image of Node.js has: the C library, devices, and Node.js itself. */
function baseMounts(root: string, image: Image): readonly string[] {
  const at = (path: string): string => quote(join(root, path));
  mkdirSync(join(root, 'nodejs/bin'), { recursive: true });
  writeFileSync(join(root, 'nodejs/bin/node'), '');
  mkdirSync(join(root, 'etc'));
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/none\nnonroot:x:65532:65532::/home/nonroot:/none\n');
  const libraries = ['lib', 'lib64'].map(
    (name) =>
      `if [ -L /${name} ]; then ln -s "$(readlink /${name})" ${at(name)}; elif [ -d /${name} ]; then mkdir ${at(name)}; mount --rbind /${name} ${at(name)}; fi`,
  );
  return [
    ...libraries,
    `mkdir -p ${at('usr/lib')} ${at('usr/lib64')} ${at('proc')} ${at('dev')} ${at('opt/cloudops')}`,
    `mount --rbind /usr/lib ${at('usr/lib')}; if [ -d /usr/lib64 ]; then mount --rbind /usr/lib64 ${at('usr/lib64')}; fi`,
    `mount --rbind /proc ${at('proc')}; mount --rbind /dev ${at('dev')}`,
    `mount --bind ${quote(realpathSync(process.execPath))} ${at('nodejs/bin/node')}`,
    `mount --bind ${quote(join(image.root, 'opt/cloudops'))} ${at('opt/cloudops')}; mount -o remount,bind,ro ${at('opt/cloudops')}`,
  ];
}

function mountLine(root: string, source: string, path: string, isReadOnly: boolean): string {
  const place = quote(join(root, path));
  const bind = `mkdir -p ${place}; mount --bind ${quote(source)} ${place}`;
  return isReadOnly ? `${bind}; mount -o remount,bind,ro ${place}` : bind;
}

function isProjected(spec: PodSpec, name: string): boolean {
  const volume = spec.volumes.find((one) => one.name === name);
  return volume?.configMap !== undefined || volume?.secret !== undefined;
}

/** A folder with what the volume holds; claims last longer than pods. */
function volumeFolder(spec: PodSpec, name: string, node: Node, group: number): string {
  const volume = spec.volumes.find((one) => one.name === name);
  const claim = volume?.persistentVolumeClaim?.claimName;
  if (claim !== undefined) return share(join(node.folder, 'claims', claim), group);
  const source = volume?.configMap?.name ?? volume?.secret?.secretName;
  if (source === undefined) return share(mkdtempSync(join(node.folder, 'empty-')), group);
  const files = node.files[source];
  if (files === undefined) throw new TypeError(`There is no ${source} to mount`);
  return fill(mkdtempSync(join(node.folder, 'projected-')), files, group);
}

function fill(folder: string, files: Readonly<Record<string, string>>, group: number): string {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o440 });
    chownSync(join(folder, name), 0, group);
  }
  return folder;
}

/** As a kubelet shares a volume with `fsGroup`: root's, writable for the group, which is handed on. */
function share(folder: string, group: number): string {
  mkdirSync(folder, { recursive: true });
  chownSync(folder, 0, group);
  chmodSync(folder, 0o2775);
  return folder;
}
