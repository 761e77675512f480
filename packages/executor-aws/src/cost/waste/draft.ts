import type { EvidenceRef, FindingDefinition, FindingRole, Json, ProofTier, Remediation } from '@cloudops/spec';
import type { Place } from '../../listing/listing.ts';
import type { Price } from '../prices/price-book.ts';
import { placeKey } from './model/item.ts';
import type { Gap, WasteWorld } from './model/world.ts';
import { ofFinding } from './remediation.ts';

/** A definition with what documentation needs besides. */
export interface WasteFindingDefinition extends FindingDefinition {
  /** The figures that decide, by name. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Where the rule and its figures come from, with other tools' defaults. */
  readonly source: string;
}

/** A part of a resource that is paid for, with what a change would save on it. */
export interface Claim {
  /** From {@link unitOf}: two drafts that claim one unit do not save twice. */
  readonly unit: string;
  /** Millionths of a dollar a month, not negative. */
  readonly micros: number;
}

/** What a change would save. */
export interface Saving {
  readonly claims: readonly Claim[];
  /** The region that the prices are of. */
  readonly region: string;
  readonly isExact: boolean;
  /** True when less may be saved. */
  readonly isAtMost?: boolean;
}

/** How sure a saving is. */
export type Confidence = 'high' | 'medium' | 'low';

/** A finding before overlaps are settled. */
export interface WasteDraft {
  readonly code: string;
  readonly role: FindingRole;
  readonly tier: ProofTier;
  readonly place: Place;
  readonly kind: string;
  readonly name: string;
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly EvidenceRef[];
  /** Other resources that it is about, as `Kind/region/name`. */
  readonly instances: readonly string[];
  /** Null when no price is known for it, or when nobody can say how much it is. */
  readonly saving: Saving | null;
  readonly confidence: Confidence;
  /** What it takes to do it. */
  readonly effort: 'low' | 'medium' | 'high';
  readonly touchesUsers: boolean | null;
  readonly since: string | null;
  readonly remediations: readonly Remediation[];
  readonly data: Readonly<Record<string, Json>>;
}

/** What one rule saw. */
export interface Observation {
  readonly drafts: readonly WasteDraft[];
  readonly gaps: readonly Gap[];
  /** How many resources it could judge. */
  readonly checked: number;
}

/** One rule: what it reports and the pure function that decides. */
export interface WasteRule {
  readonly definition: WasteFindingDefinition;
  inspect(world: WasteWorld): Observation;
}

/** What every draft must state; the rest has a neutral default. */
export type DraftParts = Pick<
  WasteDraft,
  'place' | 'kind' | 'name' | 'title' | 'detail' | 'evidence' | 'saving' | 'tier'
> &
  Partial<WasteDraft>;

/** Completes a draft of a rule. */
export function draft(definition: WasteFindingDefinition, parts: DraftParts): WasteDraft {
  return {
    code: definition.code,
    role: definition.role,
    instances: [],
    confidence: 'high',
    effort: 'low',
    touchesUsers: null,
    since: null,
    data: {},
    ...parts,
    remediations: (parts.remediations ?? []).map((way) => ofFinding(way, { code: definition.code, name: parts.name })),
  };
}

/** Names what is paid for. */
export function unitOf(place: Place, kind: string, name: string): string {
  return `${placeKey(place)}/${kind}/${name}`;
}

/** A saving of one unit: a price times a quantity a month; null without a price. */
export function saving(unit: string, price: Price | null, quantity = 1): Saving | null {
  if (price === null) return null;
  const micros = Math.max(0, Math.round(price.micros * quantity));
  return { claims: [{ unit, micros }], region: price.region, isExact: price.isExact };
}

/** Several savings as one; null when one of them is not known. */
export function addSavings(parts: readonly (Saving | null)[]): Saving | null {
  const known = parts.filter((part) => part !== null);
  const [first] = known;
  if (first === undefined || known.length < parts.length) return null;
  const foreign = known.find(({ isExact }) => !isExact);
  return {
    claims: known.flatMap(({ claims }) => claims),
    region: (foreign ?? first).region,
    isExact: foreign === undefined,
    ...(known.some(({ isAtMost }) => isAtMost === true) ? { isAtMost: true } : {}),
  };
}

/** Millionths of a dollar a month in all, before overlaps. */
export function grossMicros(part: Saving | null): number {
  return (part?.claims ?? []).reduce((total, { micros }) => total + micros, 0);
}
