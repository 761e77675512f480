import { listAt, numberAt, textAt, valueAt } from '../../../value/read.ts';
import { addSavings, draft, saving, unitOf, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { cite, type Item, placeKey } from '../model/item.ts';
import { isForeign, isManagedBackup, snapshotSaving, snapshotsOf } from '../model/snapshot.ts';
import { ageDays, type WasteWorld } from '../model/world.ts';
import { fine, observe, skipped, unknown, type Verdict } from '../observe.ts';
import { carryOut } from '../remediation.ts';
import { count } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-30',
  title: 'An image is not used',
  role: 'fault',
  severity: 'low',
  decided:
    'An own image created more than 120 days ago and not launched within them (LastLaunchedTime), used by no instance, no $Latest or $Default launch template version and no launch configuration, neither public nor shared, and not made by AWS Backup. Unknown where one of these could not be read, or where an Auto Scaling group pins another template version.',
  thresholds: { days: 120 },
  source: 'Cloud Custodian image-age and unused, 120 days.',
  remedy: 'Deregister it, then delete its snapshots. References in SSM parameters and other accounts cannot be seen.',
};

const leastDays = 120;
const needed: readonly (readonly [step: string, needs: string])[] = [
  ['instances', 'ec2:DescribeInstances'],
  ['launch_templates', 'ec2:DescribeLaunchTemplateVersions'],
  ['launch_configurations', 'autoscaling:DescribeLaunchConfigurations'],
  ['autoscaling_groups', 'autoscaling:DescribeAutoScalingGroups'],
];

/** Whether an Auto Scaling group launches from a template version that was not read. */
function hasPinnedVersion(world: WasteWorld, { place }: Item): boolean {
  const templates = world.itemsIn('launch_templates', place);
  const read = new Set(
    templates.map(({ raw }) => `${textAt(raw, 'LaunchTemplateId')} ${numberAt(raw, 'VersionNumber')}`),
  );
  return world.itemsIn('autoscaling_groups', place).some(({ raw }) => {
    const own = valueAt(raw, 'LaunchTemplate');
    const mixed = valueAt(raw, 'MixedInstancesPolicy', 'LaunchTemplate', 'LaunchTemplateSpecification');
    return [own, mixed].some((one) => {
      const version = textAt(one, 'Version');
      return /^\d+$/.test(version) && !read.has(`${textAt(one, 'LaunchTemplateId')} ${Number(version)}`);
    });
  });
}

function usedImages(world: WasteWorld, { place }: Item): ReadonlySet<string> {
  const of = (step: string, ...path: readonly string[]) =>
    world.itemsIn(step, place).map(({ raw }) => textAt(raw, ...path));
  return new Set([
    ...of('instances', 'ImageId'),
    ...of('launch_templates', 'LaunchTemplateData', 'ImageId'),
    ...of('launch_configurations', 'ImageId'),
  ]);
}

/** Who may launch an image, from the step that asked about it alone: null when it did not. */
function isShared(world: WasteWorld, { place, raw }: Item): boolean | null {
  if (valueAt(raw, 'Public') === true) return true;
  const answer = world.find('image_permissions', place, 'ImageId', textAt(raw, 'ImageId'));
  return answer === undefined ? null : listAt(answer.raw, 'LaunchPermissions').length > 0;
}

/** Whether an image looks unused before anybody asked whom it is shared with. */
export function looksUnused(world: WasteWorld, item: Item, used: ReadonlySet<string>): boolean {
  const age = ageDays(world, item.raw, 'CreationDate');
  const launched = ageDays(world, item.raw, 'LastLaunchedTime');
  if (isForeign(item) || isManagedBackup(item.raw) || valueAt(item.raw, 'Public') === true) return false;
  if (age === null || age <= leastDays || (launched !== null && launched <= leastDays)) return false;
  return !used.has(textAt(item.raw, 'ImageId'));
}

/** Keeps the images in use of each place, so that they are gathered once. */
export function usedImagesByPlace(world: WasteWorld): (item: Item) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (item) => {
    const found = known.get(placeKey(item.place)) ?? usedImages(world, item);
    known.set(placeKey(item.place), found);
    return found;
  };
}

function judge(world: WasteWorld, item: Item, used: ReadonlySet<string>): Verdict {
  if (isForeign(item) || isManagedBackup(item.raw)) return skipped;
  if (!looksUnused(world, item, used)) return fine;
  const id = textAt(item.raw, 'ImageId');
  const subject = 'images';
  const unread = needed.find(([step]) => !world.isComplete(step, item.place));
  if (unread !== undefined)
    return unknown(item, id, { subject, why: `${unread[0].replaceAll('_', ' ')} could not be read`, needs: unread[1] });
  if (hasPinnedVersion(world, item)) {
    const why = 'an Auto Scaling group pins a launch template version that was not read';
    return unknown(item, id, { subject, why, needs: 'a look at that version' });
  }
  const shared = isShared(world, item);
  if (shared === null)
    return unknown(item, id, {
      subject,
      why: 'whom it is shared with is unknown',
      needs: 'ec2:DescribeImageAttribute',
    });
  return shared ? fine : describe(world, item);
}

function describe(world: WasteWorld, item: Item): Verdict {
  const id = textAt(item.raw, 'ImageId');
  const snapshots = snapshotsOf(item.raw);
  const savings = snapshots.map((snapshot) => {
    const found = world.find('snapshots', item.place, 'SnapshotId', snapshot);
    if (found !== undefined) return snapshotSaving(world, found);
    const mapping = listAt(item.raw, 'BlockDeviceMappings').find(
      (one) => textAt(one, 'Ebs', 'SnapshotId') === snapshot,
    );
    const price = world.prices.find(item.place.region, 'snapshot.standard.gb-month');
    const size = numberAt(mapping, 'Ebs', 'VolumeSize') ?? 0;
    const guess = saving(unitOf(item.place, 'Snapshot', snapshot), price, size);
    return guess === null ? null : { ...guess, isAtMost: true };
  });
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'absence',
      place: item.place,
      kind: 'Image',
      name: id,
      title: `Image ${id} (${textAt(item.raw, 'Name')}) is not used`,
      detail: `It is older than ${leastDays} days; no instance, launch template or launch configuration of this account and region names it, and it is shared with nobody. ${count(snapshots.length, 'snapshot')} of it cost${snapshots.length === 1 ? 's' : ''} on.`,
      evidence: [cite(item, 'CreationDate'), cite(item, 'LastLaunchedTime'), cite(item, 'Public')],
      instances: snapshots.map((snapshot) => `Snapshot/${item.place.region}/${snapshot}`),
      saving: snapshots.length === 0 ? null : addSavings(savings),
      confidence: 'low',
      effort: 'medium',
      remediations: [
        carryOut(item, {
          title: `Deregister image ${id} and delete ${count(snapshots.length, 'snapshot')}`,
          risk: 'delete',
          undo: 'Register it again from its snapshots before they are deleted; it gets a new id.',
        }),
      ],
      data: { snapshots },
    }),
  };
}

/** CST-30. */
export const unusedImage: WasteRule = {
  definition,
  inspect(world) {
    const usedOf = usedImagesByPlace(world);
    return observe(world.items('images'), (item) => judge(world, item, usedOf(item)));
  },
};
