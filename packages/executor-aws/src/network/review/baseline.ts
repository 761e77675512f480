import { compareText } from '../../text/compare-text.ts';
import { ruleText } from '../hygiene/rule-text.ts';
import type { GroupRule, SecurityGroup } from '../model/group.ts';
import type { Baseline, BaselineGroup } from './review.ts';

/** Who approves, and when. */
export interface Approval {
  readonly approvedBy: string;
  /** ISO 8601. */
  readonly approvedAt: string;
  /** `account/region` that were read; left out: those of the groups. */
  readonly places?: readonly string[];
}

/** How a group differs from the baseline. */
export interface GroupDrift {
  readonly group: SecurityGroup;
  /** `new` = the baseline does not have it although it covers its place. */
  readonly kind: 'changed' | 'new';
  /** Rules in words that nobody approved, sorted. */
  readonly added: readonly string[];
  /** Approved rules in words that are gone, sorted. */
  readonly removed: readonly string[];
  /** The rules behind `added`. */
  readonly addedRules: readonly GroupRule[];
}

/** A rule for comparison: what it lets through, without its id and description. */
function baselineText(rule: GroupRule): string {
  return `${rule.isEgress ? 'out' : 'in'} ${ruleText(rule)}`;
}

function textsOf(rules: readonly GroupRule[]): readonly string[] {
  return [...new Set(rules.map(baselineText))].sort(compareText);
}

/** A baseline of groups as they are. The same groups give the same value, in whatever order they come. */
export function createBaseline(groups: Iterable<SecurityGroup>, approval: Approval): Baseline {
  const sorted = [...groups].sort((a, b) => compareText(a.id, b.id));
  const places = approval.places ?? sorted.map(({ account, region }) => `${account}/${region}`);
  return {
    format: 'cloudops/network-baseline/v1',
    approved_at: approval.approvedAt,
    approved_by: approval.approvedBy,
    places: [...new Set(places)].sort(compareText),
    groups: Object.fromEntries(sorted.map((group) => [group.id, toBaselineGroup(group)])),
  };
}

function toBaselineGroup({ account, region, vpcId, name, rules }: SecurityGroup): BaselineGroup {
  return { account, region, vpc_id: vpcId, name, rules: textsOf(rules) };
}

/** Groups whose rules differ from what was approved, in order of id. Groups of places that it does not cover are left out. */
export function diffBaseline(baseline: Baseline, groups: Iterable<SecurityGroup>): readonly GroupDrift[] {
  const places = new Set(baseline.places);
  return [...groups]
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap((group) => {
      const approved = Object.hasOwn(baseline.groups, group.id) ? baseline.groups[group.id] : undefined;
      if (approved === undefined && !places.has(`${group.account}/${group.region}`)) return [];
      const drift = toDrift(group, approved);
      return drift.added.length + drift.removed.length === 0 ? [] : [drift];
    });
}

function toDrift(group: SecurityGroup, approved: BaselineGroup | undefined): GroupDrift {
  const before = new Set(approved?.rules ?? []);
  const now = new Set(textsOf(group.rules));
  return {
    group,
    kind: approved === undefined ? 'new' : 'changed',
    added: [...now].filter((rule) => !before.has(rule)),
    removed: [...before].filter((rule) => !now.has(rule)),
    addedRules: group.rules.filter((rule) => !before.has(baselineText(rule))),
  };
}
