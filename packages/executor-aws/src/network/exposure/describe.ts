import type { EvidenceRef, Json, Severity } from '@cloudops/spec';
import { severities } from '@cloudops/spec';
import { compareText } from '../../text/compare-text.ts';
import { valueAt } from '../../value/read.ts';
import { unite } from '../address/interval-set.ts';
import { type Draft, draft, instanceOf } from '../draft.ts';
import type { GroupRule } from '../model/group.ts';
import { cite } from '../model/item.ts';
import type { PrefixList } from '../model/prefix-list.ts';
import { toRanges } from '../ports/port-set.ts';
import type { ReachLevel } from '../reach/reach.ts';
import { revokeRules, savedRules } from '../remediation.ts';
import type { Exposure, ExposurePart } from './exposure.ts';
import { audienceText, openText, ruleText, subjectText } from './words.ts';

const mostRules = 20;
const mostSources = 100;
const levels: readonly ReachLevel[] = ['R2', 'unknown', 'R1', 'R0'];

/** An exposure as a draft of a finding. */
export function describeExposure(exposure: Exposure, lists: ReadonlyMap<string, PrefixList>): Draft {
  const { code, also, group, parts, joinedWith } = exposure;
  const best = bestPart(parts);
  const rules = rulesOf(parts);
  const own = rules.filter(({ groupId }) => groupId === group.id);
  const subject = { account: group.account, region: group.region, kind: 'SecurityGroup', name: group.id };
  const reached = best.reach.level === 'R2' ? best.reach.interfaces : [];
  const instances = reached.map(({ id }) => instanceOf({ ...subject, kind: 'NetworkInterface', name: id }));
  return draft({
    code,
    also,
    severity: worstSeverity(parts),
    subject,
    instances: instances.length === 0 ? [instanceOf(subject)] : instances,
    title: `${subjectText(exposure)} ${titleEnd(exposure, best)}`,
    detail: detailOf(exposure, best, rules),
    evidence: [...best.reach.evidence, ...citeRules(rules), ...citeLists(rules, lists)],
    remediations: revokeRules(group, own),
    data: {
      account: group.account,
      region: group.region,
      vpc_id: group.vpcId,
      group_id: group.id,
      rule_ids: own.map(({ id }) => id).filter((id) => id !== ''),
      protocol: [...new Set(parts.map(({ protocol }) => protocol))].sort().join(','),
      ports: toRanges(unite(parts.flatMap(({ ports }) => ports))),
      sources: sourcesOf(rules, lists),
      direction: directionOf(parts),
      reach: best.reach.level,
      reachable: best.reach.level === 'unknown' ? null : best.reach.level === 'R2',
      reach_by_family: reachByFamily(parts),
      not_reachable_because: best.reach.why,
      path: best.reach.level === 'R2' ? [...best.reach.path, ...rules.slice(0, mostRules).map(ruleText)] : [],
      joined_with: joinedWith,
      attached_interfaces: group.interfaces.length,
      saved_rules: savedRules(own),
    },
  });
}

function bestPart(parts: Exposure['parts']): ExposurePart {
  return [...parts].sort((a, b) => levels.indexOf(a.reach.level) - levels.indexOf(b.reach.level))[0] ?? parts[0];
}

function rulesOf(parts: Exposure['parts']): readonly GroupRule[] {
  return [...new Set(parts.flatMap(({ rules }) => rules))].sort(
    (a, b) => compareText(a.groupId, b.groupId) || compareText(a.id, b.id),
  );
}

/** R2 and what is unknown keep it, R1 lowers it by one step, R0 is low. */
function severityAt(base: Severity, level: ReachLevel): Severity {
  if (level === 'R0') return 'low';
  if (level !== 'R1') return base;
  return severities[Math.min(severities.indexOf(base) + 1, severities.length - 1)] ?? base;
}

function worstSeverity(parts: Exposure['parts']): Severity {
  const all = parts.map(({ severity, reach }) => severityAt(severity, reach.level));
  return severities.find((one) => all.includes(one)) ?? 'info';
}

function titleEnd(exposure: Exposure, { reach, isEgress }: ExposurePart): string {
  const audience = audienceText(exposure);
  const allowed = `allowed ${isEgress ? 'to' : 'from'} ${audience}`;
  if (reach.level === 'R2') return isEgress ? `allowed to ${audience}` : `open to ${audience}`;
  if (reach.level === 'R0') return `${allowed} by a group that nothing uses`;
  if (reach.level === 'R1')
    return isEgress ? `${allowed}, though nothing can get there` : `${allowed}, though nothing is reachable`;
  return `${allowed}; whether it is reachable is unknown`;
}

function detailOf({ group, parts, joinedWith }: Exposure, best: ExposurePart, rules: readonly GroupRule[]): string {
  const name = group.name === '' ? group.id : `${group.id} (${group.name.slice(0, 80)})`;
  const listed = rules.slice(0, 5).map(ruleText).join('; ');
  const more = rules.length > 5 ? ` and ${rules.length - 5} more` : '';
  const joined =
    joinedWith.length === 0 ? '' : ` Only together with ${joinedWith.slice(0, 5).join(', ')} on the same interface.`;
  return `Security group ${name} allows ${openText(parts)} by ${listed}${more}.${joined} ${reachText(best)}`;
}

function reachText({ reach, isEgress }: ExposurePart): string {
  if (reach.level === 'R0') return 'It is attached to no network interface.';
  if (reach.level === 'R1') return `Not ${isEgress ? 'able to get out' : 'reachable'} now: ${reach.why}.`;
  if (reach.level === 'unknown') return `Whether it is reachable is unknown: ${reach.why}.`;
  const count = reach.interfaces.length;
  const path = (isEgress ? [...reach.path].reverse() : reach.path).join(' → ');
  return `The path: ${path}${count > 1 ? `, and ${count - 1} more network interfaces` : ''}.`;
}

function citeRules(rules: readonly GroupRule[]): readonly EvidenceRef[] {
  const fields = ['CidrIpv4', 'CidrIpv6', 'PrefixListId'];
  return rules.slice(0, mostRules).flatMap((rule) => {
    if (rule.id === '') return [cite(rule.item, 'GroupId')];
    const source = fields.filter((field) => typeof valueAt(rule.item.raw, field) === 'string');
    const port = rule.protocol === 'tcp' || rule.protocol === 'udp' ? ['FromPort', 'ToPort'] : ['IpProtocol'];
    return [...source, ...port].map((field) => cite(rule.item, field));
  });
}

function listsOf(rules: readonly GroupRule[], lists: ReadonlyMap<string, PrefixList>): readonly PrefixList[] {
  const ids = rules.flatMap(({ source }) => (source.kind === 'prefix-list' ? [source.id] : []));
  return [...new Set(ids)].sort(compareText).flatMap((id) => lists.get(id) ?? []);
}

function citeLists(rules: readonly GroupRule[], lists: ReadonlyMap<string, PrefixList>): readonly EvidenceRef[] {
  return listsOf(rules, lists).flatMap(({ entryItems }) => entryItems.slice(0, 5).map((item) => cite(item, 'Cidr')));
}

/** CIDRs as stated; of a prefix list its id and its entries. */
function sourcesOf(rules: readonly GroupRule[], lists: ReadonlyMap<string, PrefixList>): readonly string[] {
  const stated = rules.flatMap(({ source }) => {
    if (source.kind === 'prefix-list') return [source.id];
    return source.kind === 'ipv4' || source.kind === 'ipv6' ? [source.cidr] : [];
  });
  const entries = listsOf(rules, lists).flatMap((list) => list.entries ?? []);
  return [...new Set([...stated, ...entries])].sort(compareText).slice(0, mostSources);
}

function directionOf(parts: Exposure['parts']): string {
  const isEgress = parts.map((part) => part.isEgress);
  if (isEgress.every((one) => one)) return 'egress';
  return isEgress.some((one) => one) ? 'both' : 'ingress';
}

function reachByFamily(parts: Exposure['parts']): Json {
  const found = (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const own = parts.filter((part) => part.family === family).map(({ reach }) => reach.level);
    const level = levels.find((one) => own.includes(one));
    return level === undefined ? [] : [[family, level] as const];
  });
  return Object.fromEntries(found);
}
