import { quantityOf } from '../../../evidence/quantity.ts';
import { labelsAt, listAt, textAt, valueAt } from '../../../evidence/read.ts';
import { matches, selectorText } from '../../../evidence/selector.ts';
import { quote } from '../../../evidence/words.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { bytes } from '../scheduling/amount.ts';
import type { Claim } from './claim.ts';

/** What keeps a volume from a claim. */
export interface Misfit {
  readonly kind: 'taken' | 'released' | 'failed' | 'capacity' | 'access-mode' | 'volume-mode' | 'selector' | 'class';
  readonly text: string;
}

/** Volumes of the claim's class, or without one where it asks for none. */
export function candidatesFor(snapshot: Snapshot, claim: Claim): readonly Entity[] {
  const wanted = claim.className ?? '';
  return snapshot.all('volumes').filter(({ raw }) => textAt(raw, 'spec', 'storageClassName') === wanted);
}

/** Everything that keeps a volume from a claim. Source: Kubernetes 1.36, volume/persistentvolume/index.go, storage-helpers. */
export function misfitsOf(claim: Claim, { raw }: Entity): readonly Misfit[] {
  return [...ofState(claim, raw), ...ofShape(claim, raw)];
}

/** Whether a volume is reserved for the claim by name. */
export function isReservedFor(claim: Claim, raw: unknown): boolean {
  return (
    textAt(raw, 'spec', 'claimRef', 'name') === claim.name &&
    textAt(raw, 'spec', 'claimRef', 'namespace') === claim.namespace
  );
}

function ofState(claim: Claim, raw: unknown): readonly Misfit[] {
  const phase = textAt(raw, 'status', 'phase');
  const holder = `${textAt(raw, 'spec', 'claimRef', 'namespace')}/${textAt(raw, 'spec', 'claimRef', 'name')}`;
  if (phase === 'Released') return [{ kind: 'released', text: `is Released and still refers to ${quote(holder)}` }];
  if (phase === 'Failed') return [{ kind: 'failed', text: 'has Failed' }];
  if (valueAt(raw, 'spec', 'claimRef') === undefined || isReservedFor(claim, raw)) return [];
  return [{ kind: 'taken', text: `${phase === 'Bound' ? 'is bound to' : 'is reserved for'} ${quote(holder)}` }];
}

function ofShape(claim: Claim, raw: unknown): readonly Misfit[] {
  const found: Misfit[] = [];
  const size = quantityOf(valueAt(raw, 'spec', 'capacity', 'storage')) ?? 0;
  if (size < claim.request) found.push({ kind: 'capacity', text: `has ${bytes(size)}` });
  const modes = listAt(raw, 'spec', 'accessModes');
  const lacking = claim.modes.filter((mode) => !modes.includes(mode));
  if (lacking.length > 0) found.push({ kind: 'access-mode', text: `offers ${modes.map(String).join(', ')}` });
  const mode = textAt(raw, 'spec', 'volumeMode') || 'Filesystem';
  if (mode !== claim.volumeMode) found.push({ kind: 'volume-mode', text: `is of volumeMode ${quote(mode)}` });
  const labels = labelsAt(raw, 'metadata', 'labels');
  if (claim.selector !== null && !matches(claim.selector, labels)) {
    const own = [...claim.selector.labels.keys()].flatMap((key) => {
      const value = labels.get(key);
      return value === undefined ? [] : [`${key}=${value}`];
    });
    found.push({ kind: 'selector', text: own.length === 0 ? 'lacks the labels' : `has ${quote(own.join(', '))}` });
  }
  const className = textAt(raw, 'spec', 'storageClassName');
  if (className !== (claim.className ?? ''))
    found.push({ kind: 'class', text: `is of class ${quote(className) || '(none)'}` });
  return found;
}

/** What the claim asks for, as a sentence's object. */
export function askedText(claim: Claim): string {
  const parts = [bytes(claim.request), claim.modes.join(', ')];
  if (claim.volumeMode !== 'Filesystem') parts.push(`volumeMode ${quote(claim.volumeMode)}`);
  if (claim.selector !== null) parts.push(`labels ${quote(selectorText(claim.selector))}`);
  return parts.filter((part) => part !== '').join(', ');
}
