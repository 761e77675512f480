import type { Json, Remediation, RiskLevel } from '@cloudops/spec';
import type { Item } from './model/item.ts';
import { quote } from './words.ts';

interface Way {
  readonly playbook: string;
  readonly title: string;
  readonly undo: string;
  readonly risk: RiskLevel;
  readonly inputs: Readonly<Record<string, Json>>;
}

/** Makes a remediation for a resource; its place is part of the inputs. */
export function remedy({ place }: Item, { inputs, title, undo, ...way }: Way): Remediation {
  const where = { account: place.account, region: place.region };
  return { ...way, title: quote(title, 300), undo: quote(undo, 300), inputs: { ...where, ...inputs } };
}

/** Stop an instance. */
export function stopInstance(item: Item, id: string): Remediation {
  return remedy(item, {
    playbook: 'aws-ec2-stop',
    title: `Stop instance ${id}`,
    inputs: { instance: id },
    risk: 'write',
    undo: `Start ${id} again. Instance store and a public address without Elastic IP do not come back.`,
  });
}

/** Change an instance's type, which takes a stop and a start. */
export function resizeInstance(
  item: Item,
  id: string,
  change: { readonly from: string; readonly to: string },
): Remediation {
  return remedy(item, {
    playbook: 'aws-ec2-resize',
    title: `Change instance ${id} from ${change.from} to ${change.to} (stops and starts it)`,
    inputs: { instance: id, instance_type: change.to },
    risk: 'write',
    undo: `Change it back to ${change.from} the same way.`,
  });
}

/** Snapshot a volume, then delete it. */
export function deleteVolumes(item: Item, volumes: readonly string[]): Remediation {
  return remedy(item, {
    playbook: 'aws-ebs-cleanup',
    title: `Snapshot, then delete ${volumes.length === 1 ? `volume ${volumes[0]}` : `${volumes.length} volumes`}`,
    inputs: { volumes },
    risk: 'delete',
    undo: 'Make a volume from the snapshot; it gets a new id. The snapshot itself costs until it is deleted.',
  });
}

/** Delete a snapshot. */
export function deleteSnapshot(item: Item, snapshot: string): Remediation {
  return remedy(item, {
    playbook: 'aws-ebs-cleanup',
    title: `Delete snapshot ${snapshot}`,
    inputs: { snapshots: [snapshot] },
    risk: 'delete',
    undo: 'Only where a Recycle Bin rule keeps deleted snapshots can it be restored; else it cannot.',
  });
}

/** Change a volume's type while it is in use. */
export function changeVolume(
  item: Item,
  volume: string,
  change: { readonly from: string; readonly iops: number; readonly throughput: number },
): Remediation {
  return remedy(item, {
    playbook: 'aws-gp2-gp3',
    title: `Change volume ${volume} from ${change.from} to gp3 (${change.iops} IOPS, ${change.throughput} MiB/s), online`,
    inputs: { volume, iops: change.iops, throughput: change.throughput },
    risk: 'write',
    undo: `Change it back to ${change.from}; AWS allows the next change after six hours.`,
  });
}
