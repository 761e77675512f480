import { listAt, textAt, valueAt } from '../../../../evidence/read.ts';
import { nameOf } from '../../../../evidence/subject.ts';
import { quote, someOf } from '../../../../evidence/words.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import { mountOf, objectOf } from '../mounts.ts';
import type { Suffering } from '../suffering.ts';
import type { Of, Story } from './story-of.ts';

/** A file that is not there. */
export function ofFile(
  snapshot: Snapshot,
  { pod, container, workload }: Suffering,
  { path }: Of<'missing-file'>,
): Story {
  const mount = mountOf(pod, container, path);
  const title = `${nameOf(workload)}: container ${container.name} does not find ${quote(path)}`;
  const object = mount === null ? null : objectOf(mount.volume);
  if (mount === null || object === null || object.kind === 'PersistentVolumeClaim') {
    return {
      title,
      detail:
        mount === null
          ? `No volume is mounted there, and image ${quote(container.image)} does not hold it.`
          : `The place belongs to volume ${quote(mount.volumeName)}, which does not hold it.`,
    };
  }
  const paths = [[...mount.volumePath, 'name']];
  const key = keyOfFile(mount.volume, mount.subPath === '' ? mount.rest : mount.subPath);
  const held = snapshot.find('configmaps', pod.namespace, object.name);
  const keys = held === undefined ? null : keysOf(held.raw);
  if (object.kind === 'ConfigMap' && keys !== null && key !== null && !keys.includes(key)) {
    return {
      title: `ConfigMap ${pod.namespace}/${object.name} has no ${quote(key)}, which ${workload.kind} ${workload.name} opens as ${quote(path)}`,
      detail: `The ConfigMap is mounted at ${quote(mount.mountPath)} and holds ${someOf(keys) || 'nothing'}.`,
      subject: { kind: 'ConfigMap', namespace: pod.namespace, name: object.name },
      tier: 'contradiction',
      paths,
    };
  }
  return {
    title,
    detail: `${object.kind} ${object.name} is mounted at ${quote(mount.mountPath)} and does not put the file there.`,
    paths,
  };
}

function keysOf(raw: unknown): readonly string[] {
  return ['data', 'binaryData']
    .flatMap((field) => Object.keys((valueAt(raw, field) as object | undefined) ?? {}))
    .sort();
}

/** The key that becomes a file below the mount; null when the volume's `items` put nothing there. */
function keyOfFile(volume: unknown, rest: string): string | null {
  const items = [...listAt(volume, 'configMap', 'items'), ...listAt(volume, 'secret', 'items')];
  if (items.length === 0) return rest.includes('/') || rest === '' ? null : rest;
  const item = items.find((one) => textAt(one, 'path') === rest);
  return item === undefined ? null : textAt(item, 'key');
}

/** A place that may not be written. */
export function ofReadOnly({ pod, container, workload }: Suffering, { path }: Of<'read-only'>): Story {
  const mount = path === '' ? null : mountOf(pod, container, path);
  const isRootReadOnly = valueAt(container.spec, 'securityContext', 'readOnlyRootFilesystem') === true;
  const where = path === '' ? 'a file system' : quote(path);
  const isProven = mount === null ? isRootReadOnly : mount.isReadOnly;
  return {
    title: `${nameOf(workload)}: container ${container.name} writes to ${where}, which is read-only`,
    detail:
      mount === null
        ? isRootReadOnly
          ? 'Its root file system is read-only (readOnlyRootFilesystem), and no volume is mounted there: an emptyDir would do.'
          : 'No volume that may be written is mounted there.'
        : `Volume ${quote(mount.volumeName)} is mounted at ${quote(mount.mountPath)}${mount.isReadOnly ? ' as readOnly' : ''}; ConfigMaps and Secrets are never writable.`,
    ...(isProven ? { tier: 'contradiction' as const } : {}),
    paths: [
      [...container.specPath, 'securityContext', 'readOnlyRootFilesystem'],
      [...container.specPath, 'volumeMounts'],
    ],
  };
}

/** A file or port that is not permitted. */
export function ofPermission({ pod, container, workload }: Suffering, { path, port }: Of<'permission'>): Story {
  const paths = [
    [...container.specPath, 'securityContext'],
    ['spec', 'securityContext'],
  ];
  if (port !== null) {
    return {
      title: `${nameOf(workload)}: container ${container.name} may not listen on port ${port}`,
      detail:
        port < 1024
          ? 'Ports below 1024 are for root or for NET_BIND_SERVICE: let it listen higher; a Service can still offer the low port.'
          : 'The process is not allowed to bind it.',
      paths,
    };
  }
  const mount = path === '' ? null : mountOf(pod, container, path);
  const claim = mount === null ? null : objectOf(mount.volume);
  const hint =
    claim?.kind === 'PersistentVolumeClaim' && valueAt(pod.raw, 'spec', 'securityContext', 'fsGroup') === undefined
      ? ' The volume belongs to another user, and the pod states no fsGroup.'
      : ' The user that the process runs as has no right to it.';
  return {
    title: `${nameOf(workload)}: container ${container.name} is not permitted ${path === '' ? 'what it does' : `to use ${quote(path)}`}`,
    detail: `${mount === null ? 'The place is in the image.' : `Volume ${quote(mount.volumeName)} is mounted at ${quote(mount.mountPath)}.`}${hint}`,
    paths,
  };
}

/** A place that is full. */
export function ofSpace({ pod, container, workload }: Suffering, { path }: Of<'no-space'>): Story {
  const mounts = listAt(container.spec, 'volumeMounts').map((mount) => textAt(mount, 'mountPath'));
  const claims = mounts.flatMap((mountPath) => {
    const mount = mountOf(pod, container, mountPath);
    const object = mount === null ? null : objectOf(mount.volume);
    return object?.kind === 'PersistentVolumeClaim' ? [{ mountPath, name: object.name }] : [];
  });
  const meant =
    path === ''
      ? claims
      : claims.filter(
          ({ mountPath }) => path === mountPath || path.startsWith(`${mountPath.replace(/(?<!\/)\/+$/, '')}/`),
        );
  const [only] = meant.length === 1 ? meant : [];
  if (only === undefined) {
    return {
      title: `${nameOf(workload)}: container ${container.name} has no space left${path === '' ? '' : ` at ${quote(path)}`}`,
      detail: "What it writes to is full: the container's own file system, an emptyDir, or the node's disk.",
    };
  }
  return {
    title: `Volume claim ${pod.namespace}/${only.name} is full, and ${workload.kind} ${workload.name} cannot write`,
    detail: `It is mounted at ${quote(only.mountPath)}, where the process finds no space left.`,
    subject: { kind: 'PersistentVolumeClaim', namespace: pod.namespace, name: only.name },
    paths: [[...container.specPath, 'volumeMounts']],
  };
}

/** A configuration that is refused. */
export function ofConfig({ pod, container, workload }: Suffering, { path }: Of<'bad-config'>): Story {
  const named = path === '' ? null : mountOf(pod, container, path);
  const mounts = listAt(container.spec, 'volumeMounts').flatMap(
    (mount) => mountOf(pod, container, textAt(mount, 'mountPath')) ?? [],
  );
  const maps = new Set(
    mounts.flatMap(({ volume }) => {
      const object = objectOf(volume);
      return object?.kind === 'ConfigMap' ? [object.name] : [];
    }),
  );
  const object = named === null ? null : objectOf(named.volume);
  const [only] = object?.kind === 'ConfigMap' ? [object.name] : path === '' && maps.size === 1 ? [...maps] : [];
  const title = `${nameOf(workload)}: container ${container.name} refuses its configuration`;
  if (only === undefined)
    return { title, detail: `What it reads${path === '' ? '' : ` (${quote(path)})`} is not what it expects.` };
  return {
    title: `ConfigMap ${pod.namespace}/${only} holds a configuration that ${workload.kind} ${workload.name} refuses`,
    detail: `It is mounted into container ${container.name}${path === '' ? '' : ` and read as ${quote(path)}`}.`,
    subject: { kind: 'ConfigMap', namespace: pod.namespace, name: only },
    paths: [[...container.specPath, 'volumeMounts']],
  };
}
