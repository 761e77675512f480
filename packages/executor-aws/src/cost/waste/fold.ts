import { createHash } from 'node:crypto';
import type { Finding, Json, Severity } from '@cloudops/spec';
import { compareText } from '../../text/compare-text.ts';
import { toCents } from '../prices/price-book.ts';
import { grossMicros, type WasteDraft } from './draft.ts';
import { placeKey } from './model/item.ts';
import { quote } from './words.ts';

/** Settled findings, largest saving first, with the cents that each saves by itself. */
export interface FoldedFinding {
  readonly finding: Finding;
  /** Cents a month that no other finding counts; null when not known. */
  readonly cents: number | null;
  readonly isAtMost: boolean;
}

interface Settled {
  readonly draft: WasteDraft;
  readonly also: Set<string>;
  micros: number | null;
}

/** More instances than this are counted, not named. */
const mostInstances = 50;

/**
 * One finding per resource: a fault before a hint, then the one that saves most; the others stand under `also`. What
 * two findings would both save is counted for the larger one; a finding that is left with nothing joins that one.
 */
export function fold(drafts: readonly WasteDraft[], pricedAt: string): readonly FoldedFinding[] {
  const groups = Map.groupBy(drafts, resourceKey);
  const merged = [...groups.values()].map(mergeGroup).sort(compareSettled);
  const owners = new Map<string, { readonly owner: Settled; readonly micros: number }>();
  const kept = merged.filter((one) => settle(one, owners));
  return kept
    .sort((a, b) => (b.micros ?? -1) - (a.micros ?? -1) || compareText(sortKey(a.draft), sortKey(b.draft)))
    .map((one) => toFolded(one, pricedAt));
}

function resourceKey({ place, kind, name }: WasteDraft): string {
  return `${placeKey(place)}/${kind}/${name}`;
}

function sortKey(one: WasteDraft): string {
  return `${one.code}\n${resourceKey(one)}`;
}

function grossOf({ saving }: WasteDraft): number {
  return saving === null ? -1 : grossMicros(saving);
}

function mergeGroup(group: readonly WasteDraft[]): Settled {
  const rank = ({ role }: WasteDraft): number => (role === 'hint' ? 1 : 0);
  const sorted = [...group].sort((a, b) => rank(a) - rank(b) || grossOf(b) - grossOf(a) || compareText(a.code, b.code));
  const [first, ...others] = sorted as [WasteDraft, ...WasteDraft[]];
  return { draft: first, also: new Set(others.map(({ code }) => code)), micros: null };
}

function compareSettled(a: Settled, b: Settled): number {
  return grossOf(b.draft) - grossOf(a.draft) || compareText(sortKey(a.draft), sortKey(b.draft));
}

/** Takes what nobody took yet; false when the finding is left with nothing and joined another. */
function settle(one: Settled, owners: Map<string, { readonly owner: Settled; readonly micros: number }>): boolean {
  const { saving, code } = one.draft;
  if (saving === null) return true;
  const gross = grossMicros(saving);
  one.micros = saving.claims.reduce(
    (total, { unit, micros }) => total + Math.max(0, micros - (owners.get(unit)?.micros ?? 0)),
    0,
  );
  const taker = saving.claims.map(({ unit }) => owners.get(unit)?.owner).find((owner) => owner !== undefined);
  if (gross > 0 && one.micros === 0 && taker !== undefined) {
    if (taker.draft.code !== code) taker.also.add(code);
    return false;
  }
  for (const { unit, micros } of saving.claims) {
    if (micros > (owners.get(unit)?.micros ?? -1)) owners.set(unit, { owner: one, micros });
  }
  return true;
}

/** By dollars a month, so that the largest come first wherever findings are sorted by severity. */
function severityOf(role: WasteDraft['role'], cents: number | null): Severity {
  if (role === 'hint') return 'info';
  if (cents === null) return 'low';
  return cents >= 100_000 ? 'high' : cents >= 10_000 ? 'medium' : 'low';
}

function toFolded({ draft, also, micros }: Settled, pricedAt: string): FoldedFinding {
  const cents = micros === null ? null : toCents(micros);
  const { place, kind, name, role } = draft;
  const instances = [...new Set([`${kind}/${place.region}/${name}`, ...draft.instances])].sort();
  const finding: Finding = {
    id: idOf(draft),
    code: draft.code,
    also: [...also].sort(),
    role,
    tier: draft.tier,
    severity: severityOf(role, cents),
    resource: { provider: 'aws', target: place.account, kind, namespace: place.region, name: name || '(unnamed)' },
    instances: instances.slice(0, mostInstances).map((text) => quote(text)),
    title: quote(draft.title, 300),
    detail: quote(draft.detail, 4000),
    evidence: draft.evidence,
    cause_of: [],
    touches_users: draft.touchesUsers,
    since: draft.since,
    remediations: draft.remediations,
    data: {
      ...draft.data,
      ...(instances.length > mostInstances ? { instances_total: instances.length } : {}),
      ...moneyOf(draft, cents, pricedAt),
    },
  };
  return { finding, cents, isAtMost: draft.saving?.isAtMost === true };
}

function moneyOf(draft: WasteDraft, cents: number | null, pricedAt: string): Readonly<Record<string, Json>> {
  const { saving, effort, confidence } = draft;
  const isForeign = saving !== null && !saving.isExact;
  const lowered = confidence === 'high' ? 'medium' : 'low';
  return {
    monthly_usd: cents === null ? null : cents / 100,
    ...(saving?.isAtMost === true ? { monthly_usd_is: 'at most' } : {}),
    confidence: isForeign ? lowered : confidence,
    effort,
    price_region: saving?.region ?? null,
    priced_at: saving === null ? null : pricedAt,
    ...(isForeign ? { price_note: `price of ${saving.region}: the table has none of this region` } : {}),
  };
}

/** The same finding of the same resource has the same id in every run. */
function idOf({ code, place, kind, name }: WasteDraft): string {
  const text = [code, 'aws', place.account, place.region, kind, name].join('\n');
  return `f_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
