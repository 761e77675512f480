import { type Cause, type Finding, type ProofTier, proofTiers, type Severity, severities } from '@cloudops/spec';
import { type Explanations, findRoots, reachable, toExplanations } from './explanations.ts';
import type { MergedFinding } from './merge-findings.ts';
import { type Compare, compareBy, compareFindings, compareSeverity, compareText, resourceSortKey } from './order.ts';

/** What a root is ranked by. */
interface Standing {
  readonly finding: Finding;
  /** All that follows from it, also what another root explains too. */
  readonly consequences: ReadonlySet<string>;
  /** Lower is stronger; a tier better where two independent tiers agree. */
  readonly proof: number;
  /** Symptoms that it explains; a symptom counts itself. */
  readonly symptoms: number;
  /** The worst severity among itself and what it explains. */
  readonly worst: Severity;
  readonly touchesUsers: boolean | null;
  /** Milliseconds since the epoch; lowest when unknown. */
  readonly since: number;
  /** What it costs or would save, in the report's currency; lowest where it is not about money. */
  readonly amount: number;
}

type ById = ReadonlyMap<string, MergedFinding>;

const userOrder: readonly (boolean | null)[] = [true, null, false];

/**
 * Decides what explains what, and ranks the causes: strength of proof, how many symptoms and how bad, whether users are
 * touched, recency, name. Two things go before all that: where all of them are about money, the larger amount is what was
 * asked for; and something low that explains nothing else is a remark, and stays behind what does harm.
 */
export function rankCauses(merged: readonly MergedFinding[]): readonly Cause[] {
  const findings = merged.map(({ finding }) => finding);
  const explanations = toExplanations(findings);
  const byId = new Map(merged.map((one) => [one.finding.id, one]));
  const standings = findRoots(findings, explanations).flatMap((id) => {
    const root = byId.get(id);
    return root === undefined ? [] : [toStanding(root, explanations, byId)];
  });
  const isAboutMoney = standings.every(({ finding: { data = {} } }) => amountKeys.some((key) => key in data));
  standings.sort(isAboutMoney ? compareBy(compareAmounts, compareStandings) : compareStandings);
  const folded = new Set(standings.map(({ finding }) => finding.id));
  return standings.map((standing, index) => {
    const own = [...standing.consequences].filter((id) => !folded.has(id));
    for (const id of own) folded.add(id);
    return toCause(standing.finding, index + 1, sortBySeverity(own, byId));
  });
}

function toStanding(root: MergedFinding, explanations: Explanations, byId: ById): Standing {
  const { finding } = root;
  const consequences = reachable(finding.id, explanations.explains);
  const explained = [...consequences].flatMap((id) => byId.get(id)?.finding ?? []);
  const group = [finding, ...explained];
  const touches = group.map((one) => one.touches_users);
  const tiers = new Set<ProofTier>([...root.tiers, ...supportingTiers(finding, explanations, byId)]);
  const since = finding.since === null ? Number.NaN : Date.parse(finding.since);
  return {
    finding,
    consequences,
    proof: proofTiers.indexOf(finding.tier) - (tiers.size > 1 ? 1 : 0),
    symptoms: group.filter((one) => one.role === 'symptom').length,
    worst: group.map((one) => one.severity).sort(compareSeverity)[0] ?? finding.severity,
    touchesUsers: touches.includes(true) ? true : touches.includes(null) ? null : false,
    since: Number.isNaN(since) ? Number.NEGATIVE_INFINITY : since,
    amount: amountOf(finding),
  };
}

/** The keys that findings of cost state their amount under: a saving a month, or what a change added. */
const amountKeys: readonly string[] = ['monthly_usd', 'delta_usd'];

function amountOf({ data = {} }: Finding): number {
  const amount = amountKeys.map((key) => data[key]).find((value) => typeof value === 'number');
  return typeof amount === 'number' ? amount : Number.NEGATIVE_INFINITY;
}

/** Tiers of other findings that explain one of the same things at the same object. */
function supportingTiers(finding: Finding, explanations: Explanations, byId: ById): readonly ProofTier[] {
  const place = resourceSortKey(finding.resource);
  const beside = new Set(
    (explanations.explains.get(finding.id) ?? []).flatMap((id) => explanations.claims.get(id) ?? []),
  );
  return [...beside].flatMap((id) => {
    const other = byId.get(id)?.finding;
    return other !== undefined && id !== finding.id && resourceSortKey(other.resource) === place ? [other.tier] : [];
  });
}

const compareAmounts: Compare<Standing> = (left, right) =>
  left.amount === right.amount ? 0 : right.amount - left.amount;

const compareStandings: Compare<Standing> = compareBy<Standing>(
  (left, right) => Number(isRemark(left)) - Number(isRemark(right)),
  (left, right) => left.proof - right.proof,
  (left, right) => right.symptoms - left.symptoms,
  (left, right) => compareSeverity(left.worst, right.worst),
  (left, right) => compareSeverity(left.finding.severity, right.finding.severity),
  (left, right) => userOrder.indexOf(left.touchesUsers) - userOrder.indexOf(right.touchesUsers),
  (left, right) => (left.since === right.since ? 0 : right.since - left.since),
  (left, right) => compareText(resourceSortKey(left.finding.resource), resourceSortKey(right.finding.resource)),
  (left, right) => compareFindings(left.finding, right.finding),
);

function isRemark(standing: Standing): boolean {
  const isLow = severities.indexOf(standing.worst) >= severities.indexOf('low');
  return isLow && standing.consequences.size === 0;
}

function sortBySeverity(ids: readonly string[], byId: ById): readonly string[] {
  const severityOf = (id: string): Severity => byId.get(id)?.finding.severity ?? 'info';
  return ids.toSorted(
    (left, right) => compareSeverity(severityOf(left), severityOf(right)) || compareText(left, right),
  );
}

function toCause(finding: Finding, rank: number, consequences: readonly string[]): Cause {
  const { id, code, also, severity, tier, resource, instances, title, detail, evidence, remediations } = finding;
  return {
    rank,
    id,
    code,
    also,
    severity,
    tier,
    resource,
    instances,
    title,
    detail,
    evidence,
    consequences,
    remediations,
  };
}
