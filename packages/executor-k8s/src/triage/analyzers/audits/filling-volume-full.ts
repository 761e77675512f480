import { instanceOf, nameOf } from '../../../evidence/subject.ts';
import { percent, round } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { lastWords } from '../pods/words/last-words-analyzer.ts';
import { expansionOf, freeShare, mountedBy, sizesOf } from './filling-volume.ts';
import { fillsOf, type VolumeFill } from './filling-volume-figures.ts';

const definition: TriageFindingDefinition = {
  code: 'STO-150',
  title: 'Volume is all but full',
  role: 'fault',
  severity: 'high',
  decided:
    'With Prometheus: less than 3 % of the space or of the inodes of a claim’s volume is free. Where a process that mounts it said that no space is left, the figure is told there as second proof.',
  thresholds: { free: 0.03 },
  source: 'kubernetes-mixin, KubePersistentVolumeFillingUp; kubelet_volume_stats_*',
  remedy: 'Expand the claim where its class allows it (a volume never shrinks again), or clean up what it holds.',
};

/** Volumes that are full now, for triage. */
export const fullVolume: Analyzer = {
  name: 'filling-volume-full',
  topic: 'health',
  definitions: [definition],
  inspect(snapshot) {
    const full = fillsOf(snapshot).filter((fill) => freeShare(fill) < 0.03 || (fill.inodesFree ?? 1) < 0.03);
    if (full.length === 0) return { drafts: [] };
    const said = Map.groupBy(lastWords.inspect(snapshot).drafts, ({ subject }) => instanceOf(subject));
    return { drafts: full.map((fill) => tell(snapshot, fill, said.get(fill.claim.key)?.[0])) };
  },
};

function tell(snapshot: Snapshot, fill: VolumeFill, words: Draft | undefined): Draft {
  const evidence = snapshot.book.citeAll(fill.places.map((place) => [place]));
  const isSpace = freeShare(fill) < 0.03;
  const what = isSpace ? sizesOf(fill) : `${percent(fill.inodesFree ?? 0)} of its inodes are free.`;
  // Same code and subject as the process's own words: joining makes one cause of both, with both proofs.
  if (words !== undefined) return { ...words, tier: 'figure', detail: `Measured: ${what}`, evidence };
  const { claim, pods } = fill;
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'figure',
    severity: pods.length === 0 ? 'medium' : 'high',
    subject: claim,
    instances: [claim.key, ...pods.map(({ key }) => key)],
    title: `${nameOf(claim)} has ${isSpace ? `${percent(freeShare(fill))} of its space` : 'next to no inodes'} free`,
    detail: `${what}${mountedBy(fill)}${expansionOf(snapshot, fill)} What writes to it fails, or will soon.`,
    evidence,
    data: { free_share: round(freeShare(fill)) },
  });
}
