import type { Cause, Finding, NotChecked, ReportStatus, ResourceRef, Target } from '@cloudops/spec';
import { formatCount } from '../text/quantity.ts';

/** What the answer is made of. */
export interface SummaryParts {
  readonly status: ReportStatus;
  readonly causes: readonly Cause[];
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
  readonly targets: readonly Target[];
  /** Why there can be no answer at all; null when there is one. */
  readonly obstacle: string | null;
}

/** A resource as `Kind namespace/name`; one of AWS as `Kind name (region, account)`. */
export function nameResource(resource: ResourceRef): string {
  const { provider, target, kind, namespace, name } = resource;
  if (provider === 'aws') {
    const place = [namespace ?? '', target].filter((part) => part !== '').join(', ');
    return place === '' ? `${kind} ${name}` : `${kind} ${name} (${place})`;
  }
  return namespace === undefined || namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** One sentence that answers the question, and says how much of it rests on sight. */
export function summarize(parts: SummaryParts): string {
  if (parts.status === 'failed') return summarizeFailure(parts);
  if (parts.obstacle !== null) return `${parts.obstacle.trim().replace(/[.!]+$/, '')}${summarizeGaps(parts)}.`;
  return `${summarizeCauses(parts)}${summarizeGaps(parts)}.`;
}

function summarizeCauses({ status, causes, findings, targets }: SummaryParts): string {
  const [first] = causes;
  if (first === undefined) {
    const hints = findings.filter((finding) => finding.role === 'hint').length;
    const noted = hints === 0 ? '' : `; ${formatCount(hints, 'unusual thing')} noted`;
    // "Nothing wrong" needs everything to have been seen.
    const found = status === 'partial' ? 'No cause found in what could be read of' : 'Nothing wrong found in';
    return `${found} ${nameTargets(targets)}${noted}`;
  }
  const title = first.title.trim().replace(/[.!]+$/, '');
  const resource = nameResource(first.resource);
  const isAws = first.resource.provider === 'aws';
  const where = title.includes(first.resource.name) ? '' : isAws ? `: ${resource}` : ` (${resource})`;
  const others = causes.length - 1;
  return `${title}${where}${others === 0 ? '' : `; ${formatCount(others, 'more cause')}`}`;
}

function summarizeGaps({ status, notChecked }: SummaryParts): string {
  if (notChecked.length === 0) return status === 'partial' ? '; something could not be checked' : '';
  const things = formatCount(notChecked.length, 'thing');
  if (status === 'partial') return `; ${things} could not be checked`;
  return `; ${things} ${notChecked.length === 1 ? 'was' : 'were'} not checked`;
}

function summarizeFailure({ notChecked, targets }: SummaryParts): string {
  const why = notChecked[0]?.why.trim().replace(/[.!]+$/, '');
  const reason = why === undefined || why === '' ? '' : `: ${why}`;
  return `Nothing could be read from ${nameTargets(targets)}, so there is no answer${reason}.`;
}

function nameTargets(targets: readonly Target[]): string {
  const names = [...new Set(targets.map((target) => target.name))].sort();
  if (names.length === 0) return 'what was asked about';
  return names.length <= 3 ? names.join(', ') : `${names.length} targets`;
}
