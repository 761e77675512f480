import { textAt, valueAt } from '../../../evidence/read.ts';
import { count, quote, someOf } from '../../../evidence/words.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Claim, heldBack, isStuck, openClaims } from './claim.ts';
import { claimName, describeClaims } from './describe-claim.ts';
import { askedText, candidatesFor, isReservedFor, type Misfit, misfitsOf } from './fit.ts';

const source = 'Kubernetes 1.36, pv_controller.go, volume/persistentvolume/index.go; "Persistent Volumes"';
const common = { role: 'fault', severity: 'high', thresholds: {}, source } as const;

const noFit: TriageFindingDefinition = {
  ...common,
  code: 'STO-103',
  title: 'No volume fits the claim',
  decided:
    'A claim that only existing volumes can meet (no class, or a class without provisioner) is not bound, and every volume of that class fails in capacity, access mode, volume mode, labels, or belongs to another claim. Where there is no volume at all, it is inferred from absence.',
  remedy: 'Add a volume that fits, or make the claim anew with what volumes offer.',
};
const lost: TriageFindingDefinition = {
  ...common,
  code: 'STO-104',
  title: 'Volume of a claim is gone',
  severity: 'critical',
  decided: "The claim's phase is Lost: it was bound, and its volume does not exist any more.",
  remedy: 'Restore the volume object or the data from a backup; the claim itself must be made anew.',
};
const elsewhere: TriageFindingDefinition = {
  ...common,
  code: 'STO-105',
  title: 'Volume that the claim names belongs to another claim',
  decided: 'A claim names a volume (spec.volumeName) whose claimRef is another claim that exists.',
  remedy: 'Let the claim name another volume, or none.',
};
const noVolume: TriageFindingDefinition = {
  ...common,
  code: 'STO-106',
  title: 'Volume that the claim names does not exist',
  decided: 'A claim names a volume (spec.volumeName) that the complete list does not hold. Inferred from absence.',
  remedy: 'Create the volume, or make the claim anew without naming it.',
};
const released: TriageFindingDefinition = {
  ...common,
  code: 'STO-107',
  title: 'Volume was kept and still refers to an old claim',
  decided:
    'A claim that is not bound names a volume, or is the only one it would fit, and the volume is Released or reserved for a claim that does not exist. Released volumes that nobody asks for were kept on purpose.',
  remedy: 'When its data may be used again, remove spec.claimRef of the volume: it becomes Available and is bound.',
};
const failed: TriageFindingDefinition = {
  ...common,
  code: 'STO-108',
  title: 'Volume has failed',
  decided: 'A claim that is not bound names a volume whose phase is Failed: reclaiming it did not work.',
  remedy: "See the volume's message; repair or delete it.",
};
const apart: TriageFindingDefinition = {
  ...common,
  code: 'STO-109',
  title: 'Free volumes lie where the pods may not run',
  decided:
    'Volumes fit the claim in every other way, are tied to nodes, and the scheduler finds none of them on a node that the pods may use ("didn\'t find available persistent volumes to bind").',
  remedy: 'Let the pods run where the volumes are, or add volumes where they run.',
};

/** Claims that only existing volumes can meet, or that name one. */
export const claimVolume: Analyzer = {
  name: 'claim-volume',
  topic: 'health',
  definitions: [noFit, lost, elsewhere, noVolume, released, failed, apart],
  inspect: (snapshot) => ({
    drafts: openClaims(snapshot)
      .filter((claim) => isStuck(snapshot, claim))
      .flatMap((claim) => {
        if (claim.phase === 'Lost') return [describeLost(snapshot, claim)];
        if (claim.volumeName !== '') return describeNamed(snapshot, claim);
        return isStatic(snapshot, claim) ? describeStatic(snapshot, claim) : [];
      }),
  }),
};

/** Whether nobody makes volumes for it. */
function isStatic(snapshot: Snapshot, claim: Claim): boolean {
  if (claim.className === '') return true;
  if (claim.storageClass !== undefined)
    return textAt(claim.storageClass.raw, 'provisioner') === 'kubernetes.io/no-provisioner';
  // A class that could not be read may well make volumes.
  if (claim.className === null || !snapshot.isComplete('storageclasses', null)) return false;
  return candidatesFor(snapshot, claim).length > 0;
}

function describeLost(snapshot: Snapshot, claim: Claim): Draft {
  const volume = snapshot.find('volumes', '', claim.volumeName);
  return describeClaims(snapshot, [claim], {
    code: lost.code,
    tier: 'status',
    severity: 'critical',
    title: `Claim ${claimName(claim)} is Lost: its volume ${quote(claim.volumeName)} ${volume === undefined ? 'does not exist any more' : 'is not its own any more'}`,
    detail: `It was bound before. ${count(claim.consumers.length, 'pod')} ${claim.consumers.length === 1 ? 'needs' : 'need'} it.`,
    mechanism: 'has lost its volume',
  });
}

function describeNamed(snapshot: Snapshot, claim: Claim): readonly Draft[] {
  const name = claim.volumeName;
  const volume = snapshot.find('volumes', '', name);
  if (volume === undefined) {
    if (!snapshot.isComplete('volumes', null)) return [];
    return [
      describeClaims(snapshot, [claim], {
        code: noVolume.code,
        tier: 'absence',
        title: `Claim ${claimName(claim)} names volume ${quote(name)}, which does not exist`,
        detail: 'It waits for that volume and takes no other.',
        mechanism: 'names a volume that does not exist',
      }),
    ];
  }
  const misfits = misfitsOf(claim, volume);
  const state = misfits.find(({ kind }) => kind === 'released' || kind === 'failed' || kind === 'taken');
  if (state !== undefined) return [describeHeld(snapshot, claim, volume, state)];
  return misfits.length === 0 ? [] : [describeNoFit(snapshot, claim, [{ volume, misfits }])];
}

/** A volume that cannot be had: it is to be freed, or the claim to look elsewhere. */
function describeHeld(snapshot: Snapshot, claim: Claim, volume: Entity, { kind, text }: Misfit): Draft {
  const evidence = snapshot.cite(volume, ['status', 'phase'], ['spec', 'claimRef']);
  const base = { tier: 'contradiction', evidence, mechanism: `wants volume ${volume.name}` } as const;
  if (kind === 'taken' && !isAbandoned(snapshot, volume)) {
    return describeClaims(snapshot, [claim], {
      ...base,
      code: elsewhere.code,
      title: `Claim ${claimName(claim)} names volume ${volume.name}, which ${text}`,
      detail: 'A volume serves one claim. It takes no other than the one it names.',
    });
  }
  return describeClaims(snapshot, [claim], {
    ...base,
    code: kind === 'failed' ? failed.code : released.code,
    subject: volume,
    title: `Volume ${volume.name} ${text}, so claim ${claimName(claim)} cannot have it`,
    detail:
      kind === 'failed'
        ? quote(textAt(volume.raw, 'status', 'message')) || 'Reclaiming it did not work.'
        : 'A kept volume is given to nobody before its claimRef is taken out, since it may hold data.',
  });
}

/** Reserved for a claim that is not there; while it is Bound, the volume controller saw that claim. */
function isAbandoned(snapshot: Snapshot, { raw }: Entity): boolean {
  if (textAt(raw, 'status', 'phase') === 'Bound') return false;
  const namespace = textAt(raw, 'spec', 'claimRef', 'namespace');
  if (!snapshot.isComplete('claims', namespace)) return false;
  return snapshot.find('claims', namespace, textAt(raw, 'spec', 'claimRef', 'name')) === undefined;
}

interface Candidate {
  readonly volume: Entity;
  readonly misfits: readonly Misfit[];
}

function describeStatic(snapshot: Snapshot, claim: Claim): readonly Draft[] {
  if (!snapshot.isComplete('volumes', null)) return [];
  const candidates = candidatesFor(snapshot, claim).map((volume) => ({ volume, misfits: misfitsOf(claim, volume) }));
  const fitting = candidates.filter(({ misfits }) => misfits.length === 0);
  if (fitting.length > 0) return describeApart(snapshot, claim, fitting);
  const kept = candidates.filter(({ misfits }) => misfits.length === 1 && misfits[0]?.kind === 'released');
  const own =
    kept.find(({ volume }) => isReservedFor(claim, volume.raw)) ??
    (kept.length === 1 && candidates.length === 1 ? kept[0] : undefined);
  if (own?.misfits[0] !== undefined) return [describeHeld(snapshot, claim, own.volume, own.misfits[0])];
  return [describeNoFit(snapshot, claim, candidates)];
}

function describeNoFit(snapshot: Snapshot, claim: Claim, candidates: readonly Candidate[]): Draft {
  const free = candidates.filter(({ misfits }) => misfits.every(({ kind }) => kind !== 'taken' && kind !== 'released'));
  const shown = (free.length > 0 ? free : candidates).toSorted((a, b) => a.misfits.length - b.misfits.length);
  const texts = shown.map(({ volume, misfits }) => `${volume.name} ${misfits.map(({ text }) => text).join(' and ')}`);
  const what =
    claim.className === null || claim.className === '' ? 'without a class' : `of class ${quote(claim.className)}`;
  const isEmpty = candidates.length === 0;
  return describeClaims(snapshot, [claim], {
    code: noFit.code,
    tier: isEmpty ? 'absence' : 'contradiction',
    title: isEmpty
      ? `Claim ${claimName(claim)} waits for a volume ${what}, and there is none`
      : `No volume ${what} fits claim ${claimName(claim)} (${askedText(claim)})`,
    detail: isEmpty
      ? `It asks for ${askedText(claim)}; nobody makes such volumes by themselves.`
      : `${someOf(texts, 4)}.`,
    evidence: shown
      .slice(0, 3)
      .flatMap(({ volume }) =>
        snapshot.cite(volume, ['spec', 'capacity', 'storage'], ['spec', 'accessModes'], ['status', 'phase']),
      ),
    mechanism: 'fits no volume',
  });
}

/** Volumes are there; the scheduler finds them on no node that the pods may use. */
function describeApart(snapshot: Snapshot, claim: Claim, fitting: readonly Candidate[]): readonly Draft[] {
  const [pod] = heldBack(claim);
  const isTied = fitting.every(({ volume }) => valueAt(volume.raw, 'spec', 'nodeAffinity', 'required') !== undefined);
  if (pod === undefined || !claim.isLazy || !isTied) return [];
  const workload = snapshot.workloadOf(pod);
  return [
    describeClaims(snapshot, [claim], {
      code: apart.code,
      tier: 'message',
      subject: workload,
      title: `Free volumes for claim ${claimName(claim)} lie where ${workload.namespace}/${workload.name} may not run`,
      detail: `${someOf(fitting.map(({ volume }) => volume.name))}: each is tied to nodes on which the pods find no place.`,
      evidence: [
        ...fitting.slice(0, 2).flatMap(({ volume }) => snapshot.cite(volume, ['spec', 'nodeAffinity'])),
        ...snapshot.cite(pod, ['spec', 'nodeSelector'], ['spec', 'affinity', 'nodeAffinity']),
      ],
      mechanism: 'its volumes lie elsewhere',
    }),
  ];
}
