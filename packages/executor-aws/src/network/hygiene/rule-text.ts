import { type GroupRule, sourceText } from '../model/group.ts';

/** A rule in words, such as `tcp 22 from 10.0.0.0/8`. The same text for the same content, whatever its id. */
export function ruleText(rule: GroupRule): string {
  return `${trafficText(rule)} ${rule.isEgress ? 'to' : 'from'} ${sourceText(rule) || 'nothing'}`;
}

function trafficText({ protocol, from, to }: GroupRule): string {
  if (protocol === '-1') return 'all traffic';
  const name = /^\d+$/.test(protocol) ? `protocol ${protocol}` : protocol;
  if (protocol === 'icmp' || protocol === 'icmpv6') return `${name} ${icmpText(from, to)}`;
  if (from === null || (protocol !== 'tcp' && protocol !== 'udp')) return name;
  return from === to ? `${name} ${from}` : `${name} ${from}-${to ?? from}`;
}

function icmpText(type: number | null, code: number | null): string {
  if (type === null || type < 0) return 'all types';
  return code === null || code < 0 ? `type ${type}` : `type ${type} code ${code}`;
}
