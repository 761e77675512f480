import type { Finding, RuledOut } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';
import type { Review, ReviewedException } from './review.ts';

/** Findings after review. */
export interface ReviewedFindings {
  /** What nobody excepted; where an exception ran out, the finding says so. */
  readonly findings: readonly Finding[];
  /** What somebody excepted, with reason and expiry. */
  readonly ruledOut: readonly RuledOut[];
}

/** Holds findings against reviewed exceptions. One that ran out counts as none. */
export function applyExceptions(findings: readonly Finding[], review: Review | null): ReviewedFindings {
  const byCode = Map.groupBy((review?.exceptions ?? []).map(toMatcher), ({ exception }) => exception.code);
  const kept: Finding[] = [];
  const ruledOut: RuledOut[] = [];
  for (const finding of findings) {
    const fitting = (byCode.get(finding.code) ?? []).filter(({ fits }) => fits(finding));
    const holding = fitting.find(({ exception }) => !exception.expired);
    const expired = fitting.find(({ exception }) => exception.expired);
    if (holding !== undefined) ruledOut.push(toRuledOut(finding, holding));
    else kept.push(expired === undefined ? finding : withExpiry(finding, expired));
  }
  return { findings: kept, ruledOut };
}

interface Matcher {
  readonly exception: ReviewedException;
  /** In the review's list. */
  readonly index: number;
  fits(finding: Finding): boolean;
}

function toMatcher(exception: ReviewedException, index: number): Matcher {
  const pattern = toPattern(exception.resource);
  const fits = ({ resource }: Finding): boolean =>
    (exception.account === null || exception.account === resource.target) &&
    (exception.region === null || exception.region === resource.namespace) &&
    (pattern.test(resource.name) || pattern.test(`${resource.kind}/${resource.name}`));
  return { exception, index, fits };
}

/** Each `*` takes any run of characters; runs of them count once, so that no text makes it slow. */
function toPattern(resource: string): RegExp {
  const parts = resource.split(/\*+/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}

function reasonText({ reason, reviewer }: ReviewedException): string {
  return `${printable(reason, 200)} (reviewed by ${printable(reviewer, 60)})`;
}

function evidenceOf({ exception, index }: Matcher): RuledOut['evidence'] {
  return [{ step: 'review', pointer: `/exceptions/${index}`, value: exception.at }];
}

function toRuledOut({ code, resource }: Finding, matcher: Matcher): RuledOut {
  const { exception } = matcher;
  const where = `${resource.kind} ${resource.name} (${resource.namespace ?? 'global'}, ${resource.target})`;
  return {
    code,
    why: `${where}: accepted until ${exception.expires}: ${reasonText(exception)}`,
    evidence: evidenceOf(matcher),
  };
}

function withExpiry(finding: Finding, matcher: Matcher): Finding {
  const { exception } = matcher;
  return {
    ...finding,
    detail: `${finding.detail} It was accepted until ${exception.expires}, which is over: ${reasonText(exception)}.`,
    evidence: [...finding.evidence, ...evidenceOf(matcher)],
    data: { ...finding.data, exception_expired: exception.expires },
  };
}
