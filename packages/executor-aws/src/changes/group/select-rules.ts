import type { Evidence } from '@cloudops/spec';
import { someOf } from '../../cost/waste/words.ts';
import { toProtocol } from '../../network/model/group.ts';
import { failureOf, present, refused, unknown } from '../reason.ts';
import { isNamedEnd, isTwin, letSameThrough } from './overlap.ts';
import type { RevokeInput } from './revoke-input.ts';
import { describeRule, type SavedRule } from './rule.ts';

/** Which rules are to go, and which of the others let the same traffic through. */
export interface SelectedRules {
  /** Sorted by id; never empty. */
  readonly rules: readonly SavedRule[];
  /** Rules that stay and let some of the same through, sorted by id. */
  readonly staying: readonly SavedRule[];
}

function byId(rules: readonly SavedRule[], ids: readonly string[], group: string): Evidence<readonly SavedRule[]> {
  const chosen = rules.filter(({ id }) => ids.includes(id));
  const missing = ids.filter((id) => !chosen.some((rule) => rule.id === id));
  if (missing.length === 0) return present(chosen);
  const has = missing.length === 1 ? 'no rule' : 'none of the rules';
  return unknown('not-found', `${group} has ${has} ${someOf(missing)}: revoked already, or of another group`);
}

/** Rules that open exactly what was named. One that opens more than the port is not taken for it. */
function byContent(rules: readonly SavedRule[], input: RevokeInput): readonly SavedRule[] {
  const { port = null, source, protocol = null, direction } = input;
  return rules.filter(
    (rule) =>
      rule.egress === (direction === 'egress') &&
      (protocol === null || rule.protocol === toProtocol(protocol)) &&
      (port === null || (/^(?:tcp|udp)$/.test(rule.protocol) && rule.from === port && rule.to === port)) &&
      (source === null || source.some((name) => isNamedEnd(rule.source, name))),
  );
}

function nameFilter({ port, source, protocol, direction }: RevokeInput): string {
  return [
    direction ?? 'ingress',
    ...(protocol == null ? [] : [protocol]),
    ...(port == null ? [] : [`port ${port}`]),
    ...(source === null ? [] : [`${direction === 'egress' ? 'to' : 'from'} ${source.join(', ')}`]),
  ].join(' ');
}

/**
 * Rules that open what is to be closed without being exactly it: taking them away would close more than was asked for, and
 * leaving them would close nothing.
 */
function widerThan(
  rules: readonly SavedRule[],
  chosen: readonly SavedRule[],
  input: RevokeInput,
): readonly SavedRule[] {
  const { port = null, source } = input;
  if (port === null || chosen.length > 0)
    return rules.filter((rule) => chosen.some((one) => letSameThrough(one, rule)));
  return rules.filter((rule) => {
    if (rule.egress !== (input.direction === 'egress')) return false;
    if (source !== null && !source.some((name) => isNamedEnd(rule.source, name))) return false;
    if (rule.protocol === '-1') return true;
    const isWithPorts = /^(?:tcp|udp)$/.test(rule.protocol) && rule.from !== null;
    return isWithPorts && (rule.from ?? 0) <= port && port <= (rule.to ?? 0);
  });
}

/** Chooses the rules that a revocation is about, out of all of a group's. */
export function selectRules(rules: readonly SavedRule[], input: RevokeInput): Evidence<SelectedRules> {
  const { group_id: group, rule_ids: ids } = input;
  if (ids === null && input.port == null && input.source === null && input.protocol == null)
    return refused(`which rules of ${group} is not said`, 'rule ids, a port or a source');
  const named = ids === null ? present(byContent(rules, input)) : byId(rules, ids, group);
  if (named.status !== 'present') return failureOf(named, 'the rule');
  const chosen = named.output;
  const others = rules.filter(({ id }) => !chosen.some((rule) => rule.id === id));
  if (ids === null) {
    const wider = widerThan(others, chosen, input);
    if (wider.length > 0) {
      const message = `${nameFilter(input)} of ${group} is opened by rules that open more, too: ${someOf(wider.map(describeRule))}`;
      return refused(message, 'the ids of the rules to revoke');
    }
    if (chosen.length === 0) return unknown('not-found', `${group} has no rule for ${nameFilter(input)}`);
  }
  const staying = others.filter((rule) => chosen.some((one) => letSameThrough(one, rule) || isTwin(one, rule)));
  return present({ rules: chosen, staying });
}
