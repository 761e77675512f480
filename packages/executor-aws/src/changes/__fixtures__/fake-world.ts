/** A rule as the fake keeps it. */
export interface FakeRule {
  readonly id: string;
  readonly group: string;
  readonly egress?: boolean;
  readonly protocol?: string;
  readonly from?: number;
  readonly to?: number;
  readonly cidr?: string;
  readonly cidr6?: string;
  readonly prefixList?: string;
  readonly other?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** An instance as the fake keeps it. */
export interface FakeInstance {
  readonly id: string;
  readonly state: string;
  readonly type?: string;
  readonly root?: string;
  readonly architecture?: string;
  readonly platform?: string;
  readonly lifecycle?: string;
  readonly ena?: boolean;
  readonly hibernation?: boolean;
  readonly passingAddress?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** By interface. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly vpc?: string;
}

/** A volume as the fake keeps it. */
export interface FakeVolume {
  readonly id: string;
  readonly size: number;
  readonly instance?: string;
  readonly type?: string;
  readonly state?: string;
  readonly iops?: number;
  readonly throughput?: number;
  readonly zone?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A snapshot as the fake keeps it. */
export interface FakeSnapshot {
  readonly id: string;
  readonly volume: string;
  readonly size?: number;
  readonly state?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What goes wrong with an operation. */
export interface FakeFault {
  readonly operation: string;
  /** Such as `RequestLimitExceeded`; `hang` = no answer, `cut` = no answer and no connection. */
  readonly code: string;
  readonly status?: number;
  /** Requests that it hits; 1 unless stated. */
  readonly times?: number;
  /** Fitting requests that pass first. */
  readonly after?: number;
  /** Whether the operation takes effect all the same. */
  readonly takesEffect?: boolean;
  /** Whether it hits tests (DryRun), and no others; both unless stated. */
  readonly dry?: boolean;
}

/** The world of the fake; tests change it as they like. */
export interface FakeWorld {
  groups: {
    id: string;
    vpc?: string;
    owner?: string;
    name?: string;
    description?: string;
    tags?: Readonly<Record<string, string>>;
  }[];
  rules: FakeRule[];
  instances: FakeInstance[];
  /** Interfaces besides those of instances, with their groups. */
  interfaces: { id: string; groups: readonly string[] }[];
  volumes: FakeVolume[];
  snapshots: FakeSnapshot[];
  addresses: { id: string; ip: string; association?: string; tags?: Readonly<Record<string, string>> }[];
  types: Record<string, { readonly xml: string }>;
  /** Route tables of the one network, with NAT gateways by destination. */
  tables: { id: string; subnets: readonly string[]; routes: Readonly<Record<string, string>> }[];
  /** Zones by subnet. */
  zones: Record<string, string>;
  /** Subnets by NAT gateway. */
  nats: Record<string, string>;
  /** Gateway endpoints. */
  endpoints: { id: string; service: string; tables: readonly string[]; tags?: Readonly<Record<string, string>> }[];
  /** Lifecycle state by instance, for members of Auto Scaling groups. */
  members: Record<string, string>;
  checks: { system: string; instance: string };
  /** States that starting and stopping lead to, one for each read of instances. */
  next: Record<string, string[]>;
  faults: FakeFault[];
  /** False = DryRun is not known and changes things. */
  knowsDryRun: boolean;
}

/** Answers one operation: XML, or an error's code. */
export type Handler = (form: URLSearchParams) => string | { readonly error: string; readonly status?: number };
