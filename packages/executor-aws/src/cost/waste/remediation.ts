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

/** The playbook that carries a saving out by the finding's code and resource, which drafts fill in. */
const savingPlaybook = 'aws-waste-apply';

/** Makes a remediation for a resource; its place is part of the inputs. */
function remedy({ place }: Item, { inputs, title, undo, ...way }: Way): Remediation {
  const where = { account: place.account, region: place.region };
  return { ...way, title: quote(title, 300), undo: quote(undo, 300), inputs: { ...where, ...inputs } };
}

/** Carries out what a finding proposes, where no playbook is for that alone. */
export function carryOut(item: Item, way: Omit<Way, 'playbook' | 'inputs'>): Remediation {
  return remedy(item, { ...way, playbook: savingPlaybook, inputs: {} });
}

/** A remediation with the finding that it carries out. */
export function ofFinding(way: Remediation, finding: { readonly code: string; readonly name: string }): Remediation {
  if (way.playbook !== savingPlaybook) return way;
  return { ...way, inputs: { ...way.inputs, code: finding.code, resource: finding.name } };
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
export function deleteVolume(item: Item, volume: string): Remediation {
  return carryOut(item, {
    title: `Snapshot, then delete volume ${volume}`,
    risk: 'delete',
    undo: 'Make a volume from the snapshot; it gets a new id. The snapshot itself costs until it is deleted.',
  });
}

/** Delete a snapshot. */
export function deleteSnapshot(item: Item, snapshot: string): Remediation {
  return carryOut(item, {
    title: `Delete snapshot ${snapshot}`,
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
  return carryOut(item, {
    title: `Change volume ${volume} from ${change.from} to gp3 (${change.iops} IOPS, ${change.throughput} MiB/s), online`,
    risk: 'write',
    undo: `Change it back to ${change.from}; AWS allows the next change after six hours.`,
  });
}
