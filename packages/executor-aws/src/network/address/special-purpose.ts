/** One entry of IANA's registries. */
export interface SpecialPurposeBlock {
  readonly cidr: string;
  /** The registry's column "Globally Reachable"; N/A (6to4, Teredo) counts as true: packets from there do arrive. */
  readonly isGloballyReachable: boolean;
}

/**
 * The state of the registries taken over: iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry
 * and multicast-addresses.
 */
export const specialPurposeDate: string = '2025-10-09';

const local = (cidr: string): SpecialPurposeBlock => ({ cidr, isGloballyReachable: false });
const global = (cidr: string): SpecialPurposeBlock => ({ cidr, isGloballyReachable: true });

/** IPv4 Special-Purpose Address Registry (RFC 6890), and multicast, which is never a source. */
export const specialPurposeIpv4: readonly SpecialPurposeBlock[] = [
  local('0.0.0.0/8'),
  local('10.0.0.0/8'),
  local('100.64.0.0/10'),
  local('127.0.0.0/8'),
  local('169.254.0.0/16'),
  local('172.16.0.0/12'),
  local('192.0.0.0/24'),
  global('192.0.0.9/32'),
  global('192.0.0.10/32'),
  local('192.0.2.0/24'),
  global('192.31.196.0/24'),
  global('192.52.193.0/24'),
  global('192.88.99.0/24'),
  local('192.168.0.0/16'),
  global('192.175.48.0/24'),
  local('198.18.0.0/15'),
  local('198.51.100.0/24'),
  local('203.0.113.0/24'),
  local('224.0.0.0/4'),
  local('240.0.0.0/4'),
];

/** IPv6 Special-Purpose Address Registry, as far as it lies in 2000::/3; what lies outside is no global unicast. */
export const specialPurposeIpv6: readonly SpecialPurposeBlock[] = [
  local('2001::/23'),
  global('2001::/32'),
  global('2001:1::1/128'),
  global('2001:1::2/128'),
  global('2001:1::3/128'),
  local('2001:2::/48'),
  global('2001:3::/32'),
  global('2001:4:112::/48'),
  global('2001:20::/28'),
  global('2001:30::/28'),
  local('2001:db8::/32'),
  global('2002::/16'),
  global('2620:4f:8000::/48'),
  local('3fff::/20'),
];
