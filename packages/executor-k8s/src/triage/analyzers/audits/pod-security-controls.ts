import type { Severity } from '@cloudops/spec';
import { listAt, numberAt, type PathPart, textAt, valueAt } from '../../../evidence/read.ts';

/** Where a specification breaks a control. */
export interface Violation {
  readonly what: string;
  /** From the pod specification. */
  readonly path: readonly PathPart[];
}

/** One control of the Pod Security Standards. */
export interface Control {
  readonly code: string;
  readonly title: string;
  readonly level: 'baseline' | 'restricted';
  readonly severity: Severity;
  readonly rule: string;
  readonly remedy: string;
  /** Pure; where a pod specification breaks it. */
  violations(spec: unknown): readonly Violation[];
}

interface Part {
  readonly name: string;
  readonly raw: unknown;
  readonly path: readonly PathPart[];
}

function containersOf(spec: unknown): readonly Part[] {
  return ['initContainers', 'containers'].flatMap((list) =>
    listAt(spec, list).map((raw, index) => ({ name: textAt(raw, 'name'), raw, path: [list, index] })),
  );
}

function inContainers(
  isBroken: (raw: unknown, spec: unknown) => boolean,
  ...path: readonly PathPart[]
): Control['violations'] {
  return (spec) =>
    containersOf(spec)
      .filter(({ raw }) => isBroken(raw, spec))
      .map((part) => ({ what: `container ${part.name}`, path: [...part.path, ...path] }));
}

function fields(...names: readonly string[]): Control['violations'] {
  return (spec) => names.filter((name) => valueAt(spec, name) === true).map((name) => ({ what: name, path: [name] }));
}

/** Source: Pod Security Standards, baseline, "Capabilities". */
const baselineCapabilities: ReadonlySet<unknown> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);
/** Source: Pod Security Standards, restricted, "Volume Types". */
const restrictedVolumes: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

/** A container's own setting wins over the pod's. */
function setting(raw: unknown, spec: unknown, name: string): unknown {
  return valueAt(raw, 'securityContext', name) ?? valueAt(spec, 'securityContext', name);
}

const onHost = 'Leave it out; what needs the host belongs into a namespace of its own with few writers.';

/** The controls, baseline first. Windows pods are not judged. */
export const controls: readonly Control[] = [
  {
    code: 'SEC-101',
    title: 'Privileged container',
    level: 'baseline',
    severity: 'high',
    rule: 'A privileged container is root on its node.',
    remedy: 'Set privileged to false and add the one capability that is needed.',
    violations: inContainers(
      (raw) => valueAt(raw, 'securityContext', 'privileged') === true,
      'securityContext',
      'privileged',
    ),
  },
  {
    code: 'SEC-102',
    title: 'Shares a namespace of the host',
    level: 'baseline',
    severity: 'high',
    rule: 'hostNetwork, hostPID and hostIPC take down the wall to the node.',
    remedy: onHost,
    violations: fields('hostNetwork', 'hostPID', 'hostIPC'),
  },
  {
    code: 'SEC-103',
    title: 'Mounts a path of the host',
    level: 'baseline',
    severity: 'high',
    rule: 'A hostPath volume reads, and often writes, the node itself.',
    remedy: onHost,
    violations: (spec) =>
      listAt(spec, 'volumes').flatMap((volume, index) =>
        valueAt(volume, 'hostPath') === undefined
          ? []
          : [{ what: `hostPath ${textAt(volume, 'hostPath', 'path')}`, path: ['volumes', index, 'hostPath'] }],
      ),
  },
  {
    code: 'SEC-104',
    title: 'Takes a port of the host',
    level: 'baseline',
    severity: 'medium',
    rule: 'hostPort opens the node and keeps a second replica from it.',
    remedy: 'Use a Service.',
    violations: (spec) =>
      containersOf(spec).flatMap(({ name, raw, path }) =>
        listAt(raw, 'ports').flatMap((port, index) =>
          (numberAt(port, 'hostPort') ?? 0) === 0
            ? []
            : [
                {
                  what: `hostPort ${numberAt(port, 'hostPort')} of container ${name}`,
                  path: [...path, 'ports', index],
                },
              ],
        ),
      ),
  },
  {
    code: 'SEC-105',
    title: 'Adds capabilities beyond the default',
    level: 'baseline',
    severity: 'high',
    rule: 'Capabilities beyond the baseline list, such as SYS_ADMIN or NET_ADMIN, lead to the node.',
    remedy: 'Drop ALL and add what is needed.',
    violations: inContainers(
      (raw) => listAt(raw, 'securityContext', 'capabilities', 'add').some((one) => !baselineCapabilities.has(one)),
      'securityContext',
      'capabilities',
    ),
  },
  {
    code: 'SEC-106',
    title: 'Runs without seccomp by request',
    level: 'baseline',
    severity: 'medium',
    rule: 'seccompProfile Unconfined takes away the filter of system calls.',
    remedy: 'Set seccompProfile.type to RuntimeDefault.',
    violations: inContainers(
      (raw, spec) => valueAt(setting(raw, spec, 'seccompProfile'), 'type') === 'Unconfined',
      'securityContext',
    ),
  },
  {
    code: 'SEC-110',
    title: 'May run as root',
    level: 'restricted',
    severity: 'medium',
    rule: 'Neither container nor pod states runAsNonRoot, or runAsUser is 0.',
    remedy: 'Set runAsNonRoot to true and runAsUser to a user of the image.',
    violations: inContainers(
      (raw, spec) => setting(raw, spec, 'runAsUser') === 0 || setting(raw, spec, 'runAsNonRoot') !== true,
      'securityContext',
    ),
  },
  {
    code: 'SEC-111',
    title: 'May gain privileges',
    level: 'restricted',
    severity: 'low',
    rule: 'allowPrivilegeEscalation is not false, so a setuid program can become root.',
    remedy: 'Set allowPrivilegeEscalation to false.',
    violations: inContainers(
      (raw) => valueAt(raw, 'securityContext', 'allowPrivilegeEscalation') !== false,
      'securityContext',
    ),
  },
  {
    code: 'SEC-112',
    title: 'Keeps capabilities',
    level: 'restricted',
    severity: 'low',
    rule: 'Capabilities are not dropped (ALL), or others than NET_BIND_SERVICE are added.',
    remedy: 'Drop ALL; add NET_BIND_SERVICE where a low port is needed.',
    violations: inContainers(
      (raw) =>
        !listAt(raw, 'securityContext', 'capabilities', 'drop').includes('ALL') ||
        listAt(raw, 'securityContext', 'capabilities', 'add').some((one) => one !== 'NET_BIND_SERVICE'),
      'securityContext',
    ),
  },
  {
    code: 'SEC-113',
    title: 'States no seccomp profile',
    level: 'restricted',
    severity: 'low',
    rule: 'Neither container nor pod states seccompProfile RuntimeDefault or Localhost.',
    remedy: 'Set seccompProfile.type to RuntimeDefault on the pod.',
    violations: inContainers(
      (raw, spec) => !['RuntimeDefault', 'Localhost'].includes(textAt(setting(raw, spec, 'seccompProfile'), 'type')),
      'securityContext',
    ),
  },
  {
    code: 'SEC-114',
    title: 'Uses a volume type beyond the restricted list',
    level: 'restricted',
    severity: 'low',
    rule: 'Volumes that lead outside the pod, such as nfs or an old cloud type, are not on the list.',
    remedy: 'Use a claim.',
    violations: (spec) =>
      listAt(spec, 'volumes').flatMap((volume, index) => {
        const types = Object.keys((volume ?? {}) as object).filter((key) => key !== 'name' && key !== 'hostPath');
        const odd = types.find((type) => !restrictedVolumes.has(type));
        return odd === undefined ? [] : [{ what: `${odd} volume ${textAt(volume, 'name')}`, path: ['volumes', index] }];
      }),
  },
];
