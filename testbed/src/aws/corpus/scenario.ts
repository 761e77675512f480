/** How much of the internet reaches a finding: R2 = reachable, R1 = attached and not reachable, R0 = unattached. */
export type Reach = 'R2' | 'R1' | 'R0';

/** One permission of a group; every address and every port of it is a rule of its own. */
export interface RuleSpec {
  /** `tcp`, `udp`, `icmp`, `-1` or a protocol's number. */
  readonly protocol: string;
  /** Ports, or type and code of ICMP; left out for `-1`. */
  readonly from?: number;
  readonly to?: number;
  readonly ipv4?: readonly string[];
  readonly ipv6?: readonly string[];
  /** Logical names of prefix lists. */
  readonly prefixLists?: readonly string[];
  /** Groups by logical name, `self`, or another account's by `account/sg-id`. */
  readonly groups?: readonly string[];
  /** `staged` unless stated; null = none. */
  readonly description?: string | null;
}

/** Where an interface lies, and what addresses it has; the network itself is in `network.ts`. */
export type Placement =
  /** Public address, route to an internet gateway, open NACL. */
  | 'public'
  /** The same, through two routes to the halves of IPv4. */
  | 'split-routes'
  /** The same, through the VPC's main route table: its subnet is associated with none. */
  | 'main-table'
  /** The same, behind a NACL that denies TCP 22, then allows TCP 443 and 5432, and nothing else. */
  | 'guarded'
  /** A public subnet, and no public address. */
  | 'no-address'
  /** A public address, and no route to a gateway. */
  | 'private'
  /** Neither. */
  | 'inside'
  /** A public address, and a route to a NAT gateway. */
  | 'nat'
  /** An IPv6 address, and a route for IPv6 to an internet gateway; no public IPv4. */
  | 'ipv6'
  /** An IPv6 address, and a route for IPv6 to an egress-only gateway. */
  | 'egress-only'
  /** As `public`, in a region in which Block Public Access is on. */
  | 'blocked'
  | 'unattached';

/** What makes a case hard, or `literal` when nothing does. */
export type CaseClass =
  | 'literal'
  | 'split'
  | 'prefix-list'
  | 'ipv6'
  | 'range'
  | 'joint'
  | 'protocol'
  | 'reach'
  | 'source'
  | 'hygiene';

/** One group, where it is used, and what must and must not be said of it. */
export interface GroupScenario {
  /** Logical name, and the group's name unless `groupName` is stated. */
  readonly name: string;
  readonly groupName?: string;
  /** What it shows. */
  readonly why: string;
  readonly class: CaseClass;
  readonly ingress?: readonly RuleSpec[];
  /** Instead of EC2's own rule, which allows everything. */
  readonly egress?: readonly RuleSpec[];
  readonly tags?: Readonly<Record<string, string>>;
  /** One interface for each. */
  readonly at: readonly Placement[];
  /** Shares its interface with these groups, by logical name. */
  readonly together?: readonly string[];
  /** Codes with reach, such as `SG-003@R2`. */
  readonly expect?: readonly string[];
  /** Codes that a careless rule would report here. */
  readonly absent?: readonly string[];
  /** Codes that the rules leave open: neither right nor wrong. */
  readonly open?: readonly string[];
}

/** A finding that must be reported. */
export interface ExpectedFinding {
  readonly code: string;
  /** Logical name. */
  readonly resource: string;
  readonly reach?: Reach;
}

/** What must be reported, what must not, and what is left open. */
export interface Expectations {
  readonly expected: readonly ExpectedFinding[];
  readonly absent: readonly ExpectedFinding[];
  readonly open: readonly ExpectedFinding[];
}

function parseExpectation(text: string, resource: string): ExpectedFinding {
  const [code = '', reach] = text.split('@');
  return reach === undefined ? { code, resource } : { code, resource, reach: reach as Reach };
}

/** The expectations that stand in scenarios. An unattached group that nothing refers to is unused (SG-039) as well. */
export function toExpectations(scenarios: readonly GroupScenario[]): Expectations {
  const collect = (pick: (scenario: GroupScenario) => readonly string[] | undefined): readonly ExpectedFinding[] =>
    scenarios.flatMap((scenario) => (pick(scenario) ?? []).map((text) => parseExpectation(text, scenario.name)));
  return {
    expected: collect(({ expect }) => expect),
    absent: collect(({ absent }) => absent),
    open: collect(({ open }) => open),
  };
}
