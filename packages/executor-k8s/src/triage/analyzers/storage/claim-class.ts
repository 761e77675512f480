import { textAt } from '../../../evidence/read.ts';
import { count, quote, someOf } from '../../../evidence/words.ts';
import { nearestNames } from '../../../nearest-names.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { WarningEvent } from '../../snapshot/event.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Claim, complaintsAbout, isStuck, openClaims } from './claim.ts';
import { claimName, describeClaims } from './describe-claim.ts';
import { candidatesFor, misfitsOf } from './fit.ts';

const source = 'Kubernetes 1.36, pv_controller.go; "Storage Classes", "Dynamic Volume Provisioning"';
const common = { role: 'fault', severity: 'high', thresholds: {}, source } as const;

const noClass: TriageFindingDefinition = {
  ...common,
  code: 'STO-101',
  title: 'Claim names no class, and no class is the default',
  decided:
    'A claim that is not bound states no storageClassName, no StorageClass is marked as default, and no free volume without a class fits it.',
  remedy: 'Name a class in a new claim (a claim cannot be changed), or mark one class as the default.',
};
const missingClass: TriageFindingDefinition = {
  ...common,
  code: 'STO-102',
  title: 'Storage class does not exist',
  decided:
    'A claim that is not bound names a class that is not there, no volume carries that class by hand, and the volume controller says so, too (ProvisioningFailed); without its word it is inferred from absence.',
  remedy: 'Make the claim anew with a class that exists, or create the class.',
};
const failing: TriageFindingDefinition = {
  ...common,
  code: 'STO-112',
  title: 'Volume cannot be provisioned',
  decided:
    'The provisioner answered ProvisioningFailed for a claim within the hour, and the claim is still not bound. Where all claims of a class fail alike, the class is at fault.',
  remedy: 'Do what the message of the provisioner says: quota of the cloud, parameters of the class, rights, zone.',
};
const noProvisioner: TriageFindingDefinition = {
  ...common,
  code: 'STO-113',
  title: 'Provisioner of a storage class is not there',
  decided:
    'Claims of a class wait for its provisioner, no CSIDriver has its name, no volume was ever provisioned by it, and nothing of it has been heard. Inferred from absence.',
  remedy: 'Install the driver, or let the claims use a class that has one.',
};

/** Claims whose class leads to no volume. */
export const claimClass: Analyzer = {
  name: 'claim-class',
  topic: 'health',
  definitions: [noClass, missingClass, failing, noProvisioner],
  inspect(snapshot) {
    const stuck = openClaims(snapshot).filter(
      (claim) => claim.phase === 'Pending' && claim.volumeName === '' && isStuck(snapshot, claim),
    );
    const named = stuck.filter(({ className }) => className !== null && className !== '');
    const existing = named.filter(({ storageClass }) => storageClass !== undefined);
    const byClass = Map.groupBy(existing, ({ className }) => className ?? '');
    return {
      drafts: [
        ...stuck.filter(({ className }) => className === null).flatMap((claim) => describeNoClass(snapshot, claim)),
        ...named
          .filter(({ storageClass }) => storageClass === undefined)
          .flatMap((claim) => describeMissingClass(snapshot, claim)),
        ...[...byClass.values()].flatMap((claims) => describeProvisioning(snapshot, claims)),
      ],
    };
  },
};

function describeNoClass(snapshot: Snapshot, claim: Claim): readonly Draft[] {
  const classes = snapshot.all('storageclasses');
  const isDefault = ({ raw }: Entity): boolean =>
    textAt(raw, 'metadata', 'annotations', 'storageclass.kubernetes.io/is-default-class') === 'true';
  if (classes.some(isDefault)) return [];
  if (candidatesFor(snapshot, claim).some((volume) => misfitsOf(claim, volume).length === 0)) return [];
  const isKnown = snapshot.isComplete('storageclasses', null);
  return [
    describeClaims(snapshot, [claim], {
      code: noClass.code,
      tier: isKnown ? 'contradiction' : 'status',
      title: `Claim ${claimName(claim)} names no class, and no class is the default`,
      detail: `${isKnown ? `${classes.length === 1 ? '1 class' : `${classes.length} classes`}${classes.length === 0 ? '' : `: ${someOf(classes.map(({ name }) => name))}`}, none marked as default.` : 'Which classes there are could not be read; a default would have been filled in.'} No free volume without a class fits either.`,
      evidence: classes.slice(0, 3).flatMap((one) => snapshot.cite(one, ['metadata', 'name'])),
      mechanism: 'names no class',
    }),
  ];
}

/** Says that the class was not found. Source: pv_controller.go, `ProvisioningFailed`. */
function saysMissing(events: readonly WarningEvent[], name: string): boolean {
  return events.some(({ message }) => message.startsWith(`storageclass.storage.k8s.io "${name}" not found`));
}

function describeMissingClass(snapshot: Snapshot, claim: Claim): readonly Draft[] {
  const name = claim.className ?? '';
  // Volumes may carry the name of a class that is no object; they are matched by hand.
  if (!snapshot.isComplete('storageclasses', null) || candidatesFor(snapshot, claim).length > 0) return [];
  const names = snapshot.all('storageclasses').map((one) => one.name);
  const near = nearestNames(name, names, 2);
  const isSaid = saysMissing(complaintsAbout(snapshot, claim), name);
  return [
    describeClaims(snapshot, [claim], {
      code: missingClass.code,
      tier: isSaid ? 'contradiction' : 'absence',
      title: `Claim ${claimName(claim)} asks for class ${quote(name)}, which does not exist${near.length === 0 ? '' : `; there is ${someOf(near)}`}`,
      detail: names.length === 0 ? 'There is no storage class at all.' : `Classes: ${someOf(names)}.`,
      mechanism: 'names a class that does not exist',
      data: { class: quote(name) },
    }),
  ];
}

function describeProvisioning(snapshot: Snapshot, claims: readonly Claim[]): readonly Draft[] {
  const [first] = claims;
  const storageClass = first?.storageClass;
  const provisioner = textAt(storageClass?.raw, 'provisioner');
  if (storageClass === undefined || provisioner === 'kubernetes.io/no-provisioner') return [];
  const failed = claims.filter((claim) => failureOf(snapshot, claim) !== undefined);
  if (failed.length > 0) return describeFailing(snapshot, storageClass, failed);
  if (first === undefined || isKnownProvisioner(snapshot, provisioner)) return [];
  const [, ...others] = claims;
  return [
    describeClaims(snapshot, [first, ...others], {
      code: noProvisioner.code,
      tier: 'absence',
      subject: storageClass,
      title: `Class ${storageClass.name} needs provisioner ${quote(provisioner)}, which is not there`,
      detail: `${count(claims.length, 'claim')} of it ${claims.length === 1 ? 'waits' : 'wait'}: ${someOf(claims.map(claimName))}. No driver of that name is registered, and no volume was ever made by it.`,
      evidence: snapshot.cite(storageClass, ['provisioner'], ['volumeBindingMode']),
      mechanism: 'waits for its provisioner',
      data: { provisioner: quote(provisioner) },
    }),
  ];
}

function failureOf(snapshot: Snapshot, claim: Claim): WarningEvent | undefined {
  return complaintsAbout(snapshot, claim).find(
    ({ reason, message }) => reason === 'ProvisioningFailed' && !message.startsWith('storageclass.storage.k8s.io "'),
  );
}

function describeFailing(snapshot: Snapshot, storageClass: Entity, failed: readonly Claim[]): readonly Draft[] {
  const [first, ...others] = failed;
  if (first === undefined) return [];
  const message = quote(failureOf(snapshot, first)?.message ?? '');
  const parts = {
    code: failing.code,
    tier: 'message',
    detail: message,
    mechanism: 'cannot be provisioned',
  } as const;
  if (others.length > 0) {
    return [
      describeClaims(snapshot, [first, ...others], {
        ...parts,
        subject: storageClass,
        title: `No volume of class ${storageClass.name} can be provisioned`,
        evidence: snapshot.cite(storageClass, ['provisioner']),
      }),
    ];
  }
  return [
    describeClaims(snapshot, [first], {
      ...parts,
      title: `No volume can be provisioned for claim ${claimName(first)}`,
    }),
  ];
}

/** Whether anything of the provisioner's name was ever at work, or the answer is open. */
function isKnownProvisioner(snapshot: Snapshot, provisioner: string): boolean {
  if (!snapshot.isComplete('csidrivers', null) || !snapshot.isComplete('volumes', null)) return true;
  if (snapshot.find('csidrivers', '', provisioner) !== undefined) return true;
  return snapshot
    .all('volumes')
    .some(
      ({ raw }) =>
        textAt(raw, 'metadata', 'annotations', 'pv.kubernetes.io/provisioned-by') === provisioner ||
        textAt(raw, 'spec', 'csi', 'driver') === provisioner,
    );
}
