import type { RuleSpec } from './scenario.ts';

/** All of IPv4, literally. */
export const world4: readonly string[] = ['0.0.0.0/0'];
/** All of IPv6, literally. */
export const world6: readonly string[] = ['::/0'];
/** All of IPv4 in two. */
export const halves: readonly string[] = ['0.0.0.0/1', '128.0.0.0/1'];
/** All of IPv4 in four. */
export const quarters: readonly string[] = ['0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2'];
/** Everything but RFC 1918, as few prefixes as possible. */
export const allButPrivate: readonly string[] = [
  ...['0.0.0.0/5', '8.0.0.0/7', '11.0.0.0/8', '12.0.0.0/6', '16.0.0.0/4', '32.0.0.0/3', '64.0.0.0/2', '128.0.0.0/3'],
  ...['160.0.0.0/5', '168.0.0.0/6', '172.0.0.0/12', '172.32.0.0/11', '172.64.0.0/10', '172.128.0.0/9', '173.0.0.0/8'],
  ...['174.0.0.0/7', '176.0.0.0/4', '192.0.0.0/9', '192.128.0.0/11', '192.160.0.0/13', '192.169.0.0/16'],
  ...['192.170.0.0/15', '192.172.0.0/14', '192.176.0.0/12', '192.192.0.0/10', '193.0.0.0/8', '194.0.0.0/7'],
  ...['196.0.0.0/6', '200.0.0.0/5', '208.0.0.0/4', '224.0.0.0/3'],
];

type Sources = Pick<RuleSpec, 'ipv4' | 'ipv6' | 'prefixLists' | 'groups' | 'description'>;

/** TCP from one port to another, or one port. */
export function tcp(ports: number | readonly [number, number], sources: Sources): RuleSpec {
  const [from, to] = typeof ports === 'number' ? [ports, ports] : ports;
  return { protocol: 'tcp', from, to, ...sources };
}

/** UDP from one port to another, or one port. */
export function udp(ports: number | readonly [number, number], sources: Sources): RuleSpec {
  return { ...tcp(ports, sources), protocol: 'udp' };
}

/** Every protocol. */
export function everything(sources: Sources): RuleSpec {
  return { protocol: '-1', ...sources };
}

/** A protocol without ports, or ICMP with its type and code; -1 = all. */
export function other(protocol: string, sources: Sources, type = -1, code = -1): RuleSpec {
  return { protocol, from: type, to: code, ...sources };
}
