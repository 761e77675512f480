import type { Interval } from './interval-set.ts';

/** A CIDR block, its host bits taken as zero. */
export type Cidr =
  | { readonly family: 'ipv4'; readonly prefix: number; readonly interval: Interval<number> }
  | { readonly family: 'ipv6'; readonly prefix: number; readonly interval: Interval<bigint> };

/** Longer texts are no CIDR; checked first, since they come from a cloud. */
const longest = 64;

/** Reads `a.b.c.d/n` or an RFC 4291 address with `/n`; an address alone is one address. Null when it is neither. */
export function parseCidr(text: string): Cidr | null {
  if (text.length > longest) return null;
  const match = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text.trim());
  const address = match?.[1];
  if (address === undefined) return null;
  const bits = address.includes(':') ? 128 : 32;
  const prefix = match?.[2] === undefined ? bits : Number(match[2]);
  if (prefix > bits) return null;
  return bits === 32 ? toIpv4(address, prefix) : toIpv6(address, prefix);
}

function toIpv4(address: string, prefix: number): Cidr | null {
  const value = parseIpv4(address);
  if (value === null) return null;
  const size = 2 ** (32 - prefix);
  const from = Math.floor(value / size) * size;
  return { family: 'ipv4', prefix, interval: { from, end: from + size } };
}

function toIpv6(address: string, prefix: number): Cidr | null {
  const value = parseIpv6(address);
  if (value === null) return null;
  const shift = BigInt(128 - prefix);
  const from = (value >> shift) << shift;
  return { family: 'ipv6', prefix, interval: { from, end: from + (1n << shift) } };
}

/** Four decimal bytes without leading zeros as a number; null when it is not that. */
export function parseIpv4(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    value = value * 256 + Number(part);
  }
  return value;
}

/** An RFC 4291 address (also with `::` and with IPv4 at its end) as a number; null when it is not that. */
export function parseIpv6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = toHextets(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? toHextets(halves[1] ?? '', true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  let value = 0n;
  for (const hextet of [...head, ...new Array<number>(missing).fill(0), ...tail])
    value = (value << 16n) | BigInt(hextet);
  return value;
}

function toHextets(text: string, isEnd: boolean): number[] | null {
  if (text === '') return [];
  const found: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (isEnd && index === parts.length - 1 && part.includes('.')) {
      const ipv4 = parseIpv4(part);
      if (ipv4 === null) return null;
      found.push(Math.floor(ipv4 / 65_536), ipv4 % 65_536);
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) found.push(Number.parseInt(part, 16));
    else return null;
  }
  return found;
}
