import { compareText } from '../../text/compare-text.ts';
import { unite } from '../address/interval-set.ts';
import type { GroupRule } from '../model/group.ts';
import { sourceText } from '../model/group.ts';
import { type PortSet, portsText } from '../ports/port-set.ts';
import type { Exposure, ExposurePart } from './exposure.ts';
import { servicePorts } from './service-ports.ts';

const protocolNames: Readonly<Record<string, string>> = {
  '-1': 'all traffic',
  icmp: 'ICMP',
  icmpv6: 'ICMPv6',
  '4': 'IP in IP (protocol 4)',
  '41': 'IPv6 in IPv4 (protocol 41)',
  '47': 'GRE (protocol 47)',
  '50': 'ESP (protocol 50)',
  '51': 'AH (protocol 51)',
  '132': 'SCTP (protocol 132)',
};

/** A protocol as a person names it. */
function protocolText(protocol: string): string {
  if (protocol === 'tcp' || protocol === 'udp') return protocol.toUpperCase();
  return protocolNames[protocol] ?? `protocol ${protocol.slice(0, 20)}`;
}

/** Protocols and ports of parts: `TCP 22, UDP 53`. */
export function openText(parts: readonly ExposurePart[]): string {
  const byProtocol = new Map<string, PortSet>();
  for (const { protocol, ports } of parts)
    byProtocol.set(protocol, unite([...(byProtocol.get(protocol) ?? []), ...ports]));
  return [...byProtocol]
    .sort(([a], [b]) => compareText(a, b))
    .map(([protocol, ports]) => {
      const name = protocolText(protocol);
      return ports.length === 0 || protocol === '-1' ? name : `${name} ${portsText(ports)}`;
    })
    .join(', ');
}

/** What is wrong in one line, without how far it reaches. */
export function subjectText({ code, parts }: Exposure): string {
  const open = openText(parts);
  const service = servicePorts.find((row) => row.code === code)?.service;
  if (service !== undefined) return `${capitalise(service)} (${open})`;
  if (code === 'SG-001') return 'All traffic';
  if (code === 'SG-002') return `All ports (${open})`;
  if (code === 'SG-029') return `More than the web port (${open})`;
  if (code === 'SG-032') return `An admin or database port (${open})`;
  if (code === 'SG-034') return 'Every type of ICMP';
  if (code === 'SG-036') return `Outbound ${open}`;
  return capitalise(open);
}

/** To whom it is open. */
export function audienceText({ code, also }: Exposure): string {
  if (code === 'SG-031') return 'a large part of the internet';
  if (code === 'SG-032') return 'public addresses that nobody trusts';
  if (code === 'SG-030' || also.includes('SG-030')) return 'the whole internet, split over several sources';
  if (code === 'SG-033' || also.includes('SG-033')) return 'the whole internet, by a prefix list';
  return 'the whole internet';
}

/** One rule: `sgr-1 (TCP 22 from 0.0.0.0/0)`. */
export function ruleText(rule: GroupRule): string {
  const { id, protocol, from, to, isEgress } = rule;
  const hasPorts = protocol === 'tcp' || protocol === 'udp';
  const ports = !hasPorts || from === null ? '' : from === to || to === null ? ` ${from}` : ` ${from}-${to}`;
  const text = `${protocolText(protocol)}${ports} ${isEgress ? 'to' : 'from'} ${sourceText(rule)}`;
  return id === '' ? text : `${id} (${text})`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
