import { listAt, type PathPart, textAt, valueAt } from '../../../evidence/read.ts';
import type { Container } from '../../snapshot/container.ts';
import type { Pod } from '../../snapshot/pod.ts';

/** The volume that holds a path inside a container. */
export interface MountedAt {
  readonly volume: unknown;
  readonly volumeName: string;
  readonly volumePath: readonly PathPart[];
  readonly mountPath: string;
  readonly isReadOnly: boolean;
  /** The path below the mount; empty for the mount itself. */
  readonly rest: string;
  readonly subPath: string;
}

/** The deepest mount that contains a path; null when the path lies in the image's own file system. */
export function mountOf(pod: Pod, { spec }: Container, path: string): MountedAt | null {
  const found = listAt(spec, 'volumeMounts')
    .map((mount) => ({ mount, mountPath: textAt(mount, 'mountPath').replace(/(?<!\/)\/+$/, '') }))
    .filter(({ mountPath }) => mountPath !== '' && (path === mountPath || path.startsWith(`${mountPath}/`)))
    .sort((a, b) => b.mountPath.length - a.mountPath.length)[0];
  if (found === undefined) return null;
  const volumeName = textAt(found.mount, 'name');
  const volumes = listAt(pod.raw, 'spec', 'volumes');
  const index = volumes.findIndex((volume) => textAt(volume, 'name') === volumeName);
  if (index < 0) return null;
  return {
    volume: volumes[index],
    volumeName,
    volumePath: ['spec', 'volumes', index],
    mountPath: found.mountPath,
    isReadOnly: valueAt(found.mount, 'readOnly') === true,
    rest: path.slice(found.mountPath.length).replace(/^\/+/, ''),
    subPath: textAt(found.mount, 'subPath'),
  };
}

/** The one object that a volume shows: a ConfigMap, a Secret or a claim; null for any other. */
export function objectOf(
  volume: unknown,
): { readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim'; readonly name: string } | null {
  const map = textAt(volume, 'configMap', 'name');
  if (map !== '') return { kind: 'ConfigMap', name: map };
  const secret = textAt(volume, 'secret', 'secretName');
  if (secret !== '') return { kind: 'Secret', name: secret };
  const claim = textAt(volume, 'persistentVolumeClaim', 'claimName');
  return claim === '' ? null : { kind: 'PersistentVolumeClaim', name: claim };
}
