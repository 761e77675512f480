import type { Severity } from '@cloudops/spec';
import type { GroupRule, SecurityGroup } from '../model/group.ts';
import type { PortSet } from '../ports/port-set.ts';
import type { Reach } from '../reach/reach.ts';
import type { SourceReader } from './source.ts';

/** One opening of one family and protocol with how far it reaches. */
export interface ExposurePart {
  readonly family: 'ipv4' | 'ipv6';
  /** `-1`, `tcp`, `udp`, `icmp` or a protocol number. */
  readonly protocol: string;
  /** Empty for protocols without ports. */
  readonly ports: PortSet;
  readonly isEgress: boolean;
  /** Base severity, when reachable. */
  readonly severity: Severity;
  /** Rules of all groups that take part. */
  readonly rules: readonly GroupRule[];
  readonly reach: Reach;
}

/** What one group opens under one code. */
export interface Exposure {
  readonly code: string;
  /** Other codes that the same rules meet, sorted. */
  readonly also: readonly string[];
  readonly group: SecurityGroup;
  /** Never empty; IPv4 before IPv6. */
  readonly parts: readonly [ExposurePart, ...ExposurePart[]];
  /** Ids of groups on the same interface without which it would not be open; sorted, empty when it stands alone. */
  readonly joinedWith: readonly string[];
}

/** Everything that groups open. */
export interface ExposureBook {
  /** Sorted by group, then code. */
  readonly exposures: readonly Exposure[];
  /**
   * Groups with inbound traffic that the internet reaches (R2) and that nobody authorised, with the exposure that
   * proves it: what makes a rule that refers to them a transitive exposure (SG-043).
   */
  readonly reachable: ReadonlyMap<string, Exposure>;
  /** What sources stand for, and which could not be resolved. */
  readonly sources: SourceReader;
}
