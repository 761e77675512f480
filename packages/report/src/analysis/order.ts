import {
  type EvidenceRef,
  type Figure,
  type Finding,
  type NotChecked,
  proofTiers,
  type Remediation,
  type ResourceRef,
  type RiskLevel,
  type RuledOut,
  type Severity,
  severities,
} from '@cloudops/spec';
import { toSortKey } from '../json/ordered-json.ts';

/** Says which of two values comes first. */
export type Compare<Value> = (left: Value, right: Value) => number;

const riskOrder: readonly RiskLevel[] = ['read', 'write', 'delete'];

/** Compares by UTF-16 code units, the same in every locale. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The first of several comparisons that tells two values apart. */
export function compareBy<Value>(...comparisons: readonly Compare<Value>[]): Compare<Value> {
  return (left, right) => {
    for (const compare of comparisons) {
      const difference = compare(left, right);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

/** Worst first. */
export function compareSeverity(left: Severity, right: Severity): number {
  return severities.indexOf(left) - severities.indexOf(right);
}

/** A resource's place in a list: target, namespace, kind, name. */
export function resourceSortKey(resource: ResourceRef): string {
  return [resource.provider, resource.target, resource.namespace ?? '', resource.kind, resource.name].join('\u0000');
}

/** Findings: worst first, then strongest proof, then by resource and code. */
export const compareFindings: Compare<Finding> = compareBy<Finding>(
  (left, right) => compareSeverity(left.severity, right.severity),
  (left, right) => proofTiers.indexOf(left.tier) - proofTiers.indexOf(right.tier),
  (left, right) => compareText(resourceSortKey(left.resource), resourceSortKey(right.resource)),
  (left, right) => compareText(left.code, right.code),
  (left, right) => compareText(left.id, right.id),
);

/** The distinct values, sorted by their bytes. */
export function distinct<Value extends object>(values: readonly Value[], compare: Compare<Value>): readonly Value[] {
  if (values.length < 2) return values;
  const keyed = new Map(values.map((value) => [toSortKey(value), value]));
  return [...keyed]
    .sort((left, right) => compare(left[1], right[1]) || compareText(left[0], right[0]))
    .map(([, value]) => value);
}

/** The distinct texts, sorted. */
export function distinctTexts(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}

/** Evidence: by step, then by pointer with array indexes as numbers. */
export const compareEvidence: Compare<EvidenceRef> = compareBy<EvidenceRef>(
  (left, right) => compareText(left.step, right.step),
  (left, right) => compareText(pointerSortKey(left.pointer), pointerSortKey(right.pointer)),
);

/** Remediations: the least risk first, then by title. */
export const compareRemediations: Compare<Remediation> = compareBy<Remediation>(
  (left, right) => riskOrder.indexOf(left.risk) - riskOrder.indexOf(right.risk),
  (left, right) => compareText(left.title, right.title),
);

/** What was ruled out: by code. */
export const compareRuledOut: Compare<RuledOut> = compareBy<RuledOut>(
  (left, right) => compareText(left.code, right.code),
  (left, right) => compareText(left.why, right.why),
);

/** What was not checked: by what it is. */
export const compareNotChecked: Compare<NotChecked> = compareBy<NotChecked>(
  (left, right) => compareText(left.what, right.what),
  (left, right) => compareText(left.why, right.why),
);

/** Figures: by group, the largest value first, what could not be measured last. */
export const compareFigures: Compare<Figure> = compareBy<Figure>(
  (left, right) => compareText(left.group, right.group),
  (left, right) => compareText(left.unit, right.unit),
  (left, right) => (right.value ?? Number.NEGATIVE_INFINITY) - (left.value ?? Number.NEGATIVE_INFINITY) || 0,
  (left, right) => compareText(left.name, right.name),
);

function pointerSortKey(pointer: string): string {
  return pointer.replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}
