import { valueAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { percent, round, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { bytes } from '../pods/bytes.ts';
import { fillsOf, type VolumeFill } from './filling-volume-figures.ts';

const day = 86_400;
const thresholds = { full: 0.03, low: 0.15, days: 4 };
const source =
  'kubernetes-mixin, KubePersistentVolumeFillingUp and KubePersistentVolumeInodesFillingUp; kubelet, stats/summary';
const remedy = 'Expand the claim where its class allows it (a volume never shrinks again), or clean up what it holds.';

const full: TriageFindingDefinition = {
  code: 'VOL-101',
  title: 'Volume is all but full',
  role: 'fault',
  severity: 'critical',
  decided: 'Less than 3 % of the space of a claim’s volume is free, by its kubelet or by Prometheus.',
  thresholds,
  source,
  remedy,
};
const filling: TriageFindingDefinition = {
  code: 'VOL-102',
  title: 'Volume will be full within days',
  role: 'fault',
  severity: 'medium',
  decided:
    'Less than 15 % is free, and at the linear trend of the window the volume is full within 4 days; high within one day. Needs Prometheus.',
  thresholds,
  source,
  remedy,
};
const low: TriageFindingDefinition = {
  code: 'VOL-103',
  title: 'Volume has little space left',
  role: 'hint',
  severity: 'low',
  decided:
    'Less than 15 % is free, and no trend is known: without Prometheus, growth cannot be told from a full archive.',
  thresholds,
  source,
  remedy,
};
const inodes: TriageFindingDefinition = {
  code: 'VOL-104',
  title: 'Volume runs out of inodes',
  role: 'fault',
  severity: 'critical',
  decided:
    'Less than 3 % of the inodes of a claim’s volume are free: no file can be made there, whatever space is left.',
  thresholds,
  source,
  remedy: 'Remove many small files, or move to a file system made with more inodes.',
};

/** Which volumes fill up, and when they will be full. */
export const fillingVolume: Analyzer = {
  name: 'filling-volume',
  topic: 'volumes-filling',
  definitions: [full, filling, low, inodes],
  inspect: (snapshot) => ({ drafts: fillsOf(snapshot).flatMap((fill) => judge(snapshot, fill)) }),
};

/** Free space of all. */
export function freeShare({ available, capacity }: VolumeFill): number {
  return available / capacity;
}

/** Seconds until it is full at the present trend; null where it does not fill. */
function timeToFull({ available, slope }: VolumeFill): number | null {
  return slope === null || slope >= 0 ? null : available / -slope;
}

function judge(snapshot: Snapshot, fill: VolumeFill): readonly Draft[] {
  const share = freeShare(fill);
  const found: Draft[] = [];
  const left = timeToFull(fill);
  if (share < thresholds.full) found.push(tell(snapshot, fill, full, 'critical'));
  else if (share < thresholds.low && left !== null && left < thresholds.days * day)
    found.push(tell(snapshot, fill, filling, left < day ? 'high' : 'medium'));
  else if (share < thresholds.low && fill.slope === null) found.push(tell(snapshot, fill, low, 'low'));
  if (fill.inodesFree !== null && fill.inodesFree < thresholds.full)
    found.push(tell(snapshot, fill, inodes, 'critical'));
  return found;
}

function tell(
  snapshot: Snapshot,
  fill: VolumeFill,
  { code, role }: TriageFindingDefinition,
  severity: Draft['severity'],
): Draft {
  const { claim, pods } = fill;
  const left = timeToFull(fill);
  return draft({
    code,
    role,
    tier: 'figure',
    severity,
    subject: claim,
    instances: [claim.key, ...pods.map(({ key }) => key)],
    title:
      code === inodes.code
        ? `${nameOf(claim)} has ${percentOf(fill.inodesFree ?? 0)} of its inodes free`
        : titleOf(fill),
    detail: `${sizesOf(fill)}${mountedBy(fill)}${expansionOf(snapshot, fill)}`,
    evidence: snapshot.book.citeAll(fill.places.map((place) => [place])),
    data: {
      free_share: round(freeShare(fill)),
      ...(left === null ? {} : { full_in_hours: Math.round(left / 3600) }),
      ...(fill.inodesFree === null ? {} : { inodes_free_share: round(fill.inodesFree) }),
    },
  });
}

function titleOf(fill: VolumeFill): string {
  const left = timeToFull(fill);
  const when = left === null || left > 30 * day ? '' : ` and will be full in ${inWords(left)}`;
  return `${nameOf(fill.claim)} has ${percentOf(freeShare(fill))} free${when}`;
}

function percentOf(share: number): string {
  return share > 0 && share < 0.01 ? 'less than 1 %' : percent(share);
}

function inWords(seconds: number): string {
  const hours = Math.round(seconds / 3600);
  if (hours < 1) return 'less than an hour';
  return hours < 48 ? `${hours} hour${hours === 1 ? '' : 's'}` : `${Math.round(hours / 24)} days`;
}

/** Space, and how it changes. */
export function sizesOf({ available, capacity, slope }: VolumeFill): string {
  const growth = slope === null || slope >= 0 ? '' : ` It fills by ${bytes(-slope * day)} a day.`;
  return `${bytes(available)} of ${bytes(capacity)} are free.${growth}`;
}

/** Who writes to it. */
export function mountedBy({ pods }: VolumeFill): string {
  return pods.length === 0 ? '' : ` Mounted by ${someOf(pods.map(({ name }) => name))}.`;
}

/** Whether the class lets it grow. */
export function expansionOf(snapshot: Snapshot, { claim }: VolumeFill): string {
  const name = valueAt(claim.raw, 'spec', 'storageClassName');
  const found = typeof name === 'string' ? snapshot.find('storageclasses', '', name) : undefined;
  if (found === undefined) return '';
  return valueAt(found.raw, 'allowVolumeExpansion') === true
    ? ` Its class ${found.name} allows expansion, which cannot be taken back.`
    : ` Its class ${found.name} does not allow expansion.`;
}
