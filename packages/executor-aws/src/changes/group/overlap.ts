import { type Cidr, parseCidr } from '../../network/address/cidr.ts';
import type { RuleEnd, SavedRule } from './rule.ts';

function overlap(left: Cidr, right: Cidr): boolean {
  if (left.family === 'ipv4' && right.family === 'ipv4')
    return left.interval.from < right.interval.end && right.interval.from < left.interval.end;
  if (left.family === 'ipv6' && right.family === 'ipv6')
    return left.interval.from < right.interval.end && right.interval.from < left.interval.end;
  return false;
}

function isSameCidr(left: Cidr, right: Cidr): boolean {
  return (
    left.family === right.family &&
    left.interval.from === right.interval.from &&
    left.interval.end === right.interval.end
  );
}

function cidrOf(end: RuleEnd): Cidr | null {
  return end.kind === 'ipv4' || end.kind === 'ipv6' ? parseCidr(end.value) : null;
}

/** Whether a rule's other end is what a person named: a CIDR however written, a prefix list or a group. */
export function isNamedEnd(end: RuleEnd, name: string): boolean {
  const [left, right] = [cidrOf(end), parseCidr(name)];
  return left !== null && right !== null ? isSameCidr(left, right) : end.value === name;
}

function haveCommonEnd(left: RuleEnd, right: RuleEnd): boolean {
  const [one, other] = [cidrOf(left), cidrOf(right)];
  if (one !== null && other !== null) return overlap(one, other);
  return left.kind === right.kind && left.value === right.value;
}

function haveCommonPorts(left: SavedRule, right: SavedRule): boolean {
  if (left.protocol === '-1' || right.protocol === '-1') return true;
  if (left.protocol !== right.protocol) return false;
  if (left.from === null || right.from === null) return true;
  // ICMP states a type and a code where others state a range.
  if (left.protocol.startsWith('icmp')) return left.from === right.from || left.from === -1 || right.from === -1;
  return left.from <= (right.to ?? right.from) && right.from <= (left.to ?? left.from);
}

/** Whether two rules let some of the same traffic through. What a prefix list holds is not looked at. */
export function letSameThrough(left: SavedRule, right: SavedRule): boolean {
  return left.egress === right.egress && haveCommonPorts(left, right) && haveCommonEnd(left.source, right.source);
}

const everybody: readonly string[] = ['0.0.0.0/0', '::/0'];

/** Whether two rules open the same to everybody, one for each kind of address. */
export function isTwin(left: SavedRule, right: SavedRule): boolean {
  return (
    left.egress === right.egress &&
    left.source.kind !== right.source.kind &&
    haveCommonPorts(left, right) &&
    [left, right].every(({ source }) => everybody.some((name) => isNamedEnd(source, name)))
  );
}
