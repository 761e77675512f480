import type { Severity } from '@cloudops/spec';
import { type PortSet, portSet } from '../ports/port-set.ts';

/** One row of the table of services that nobody should offer to the whole internet. */
export interface ServicePorts {
  readonly code: string;
  /** As a title names it. */
  readonly service: string;
  /** When reachable. */
  readonly severity: Severity;
  readonly tcp: PortSet;
  readonly udp: PortSet;
  /** The one family that the code is about; null = both. */
  readonly family: 'ipv4' | 'ipv6' | null;
  /** Whether a specific public source needs to be on the trusted list (SG-032). */
  readonly isAdminOrDatabase: boolean;
  /** Whether it is a database, for egress (SG-036). */
  readonly isDatabase: boolean;
  readonly source: string;
}

const none: PortSet = portSet();

function row(
  code: string,
  service: string,
  severity: Severity,
  rest: Partial<ServicePorts> & Pick<ServicePorts, 'source'>,
): ServicePorts {
  const number = Number(code.slice(3));
  return {
    code,
    service,
    severity,
    tcp: none,
    udp: none,
    family: null,
    isAdminOrDatabase: number <= 20,
    isDatabase: number >= 10 && number <= 18,
    ...rest,
  };
}

/** SG-003 to SG-027, sorted by code. UDP only where the service speaks it. */
export const servicePorts: readonly ServicePorts[] = [
  row('SG-003', 'SSH', 'critical', { tcp: portSet(22), family: 'ipv4', source: 'AWS EC2.13, EC2.53; CIS 5.3' }),
  row('SG-004', 'SSH over IPv6', 'critical', {
    tcp: portSet(22),
    family: 'ipv6',
    source: 'AWS EC2.54; CIS 5.4',
  }),
  row('SG-005', 'Remote Desktop', 'critical', {
    tcp: portSet(3389),
    udp: portSet(3389),
    source: 'AWS EC2.14; Prowler, which misses UDP',
  }),
  row('SG-006', 'WinRM', 'high', { tcp: portSet(5985, 5986), source: 'own' }),
  row('SG-007', 'Telnet, FTP or r-services', 'high', {
    tcp: portSet(20, 21, 23, [512, 514]),
    source: 'Prowler; AWS EC2.19',
  }),
  row('SG-008', 'SMB, NetBIOS or RPC', 'critical', {
    tcp: portSet(135, [137, 139], 445),
    udp: portSet(135, [137, 139], 445),
    source: 'Prowler; AWS EC2.19',
  }),
  row('SG-009', 'VNC or X11', 'high', { tcp: portSet(5500, [5800, 5999], [6000, 6063]), source: 'AWS EC2.19' }),
  row('SG-010', 'MySQL', 'critical', { tcp: portSet(3306, 33_060), source: 'Prowler' }),
  row('SG-011', 'PostgreSQL or Redshift', 'critical', { tcp: portSet(5432, 5439), source: 'Prowler' }),
  row('SG-012', 'SQL Server', 'critical', {
    tcp: portSet(1433, 1434),
    udp: portSet(1434),
    source: 'Prowler; Turbot, whose range test misses a lone 1433',
  }),
  row('SG-013', 'Oracle', 'critical', { tcp: portSet(1521, 2483, 2484), source: 'Prowler' }),
  row('SG-014', 'MongoDB', 'critical', { tcp: portSet([27_017, 27_020]), source: 'Prowler' }),
  row('SG-015', 'Redis or Valkey', 'critical', { tcp: portSet(6379, 6380, 16_379), source: 'Prowler' }),
  row('SG-016', 'Memcached', 'critical', {
    tcp: portSet(11_211),
    udp: portSet(11_211),
    source: 'Prowler, which misses UDP',
  }),
  row('SG-017', 'Cassandra', 'critical', {
    tcp: portSet(7000, 7001, 7199, 9042, 9160),
    source: 'Prowler, the union of its two lists',
  }),
  row('SG-018', 'Elasticsearch, OpenSearch or Kibana', 'critical', {
    tcp: portSet(9200, 9300, 5601),
    source: 'Prowler; AWS EC2.19',
  }),
  row('SG-019', 'Kafka or ZooKeeper', 'critical', { tcp: portSet([9092, 9098], 2181), source: 'Prowler' }),
  row('SG-020', 'LDAP or Kerberos', 'critical', {
    tcp: portSet(88, 389, 464, 636, 749, 750),
    udp: portSet(88, 464, 749, 750),
    source: 'Prowler',
  }),
  row('SG-021', 'NFS or rpcbind', 'high', { tcp: portSet(111, 2049), udp: portSet(111, 2049), source: 'own' }),
  row('SG-022', 'a Kubernetes control plane', 'critical', {
    tcp: portSet(2379, 2380, 6443, 10_250, 10_255),
    source: 'own',
  }),
  row('SG-023', 'the Docker API', 'critical', { tcp: portSet(2375, 2376), source: 'own' }),
  row('SG-024', 'mail', 'high', { tcp: portSet(25, 110, 143), source: 'AWS EC2.19' }),
  row('SG-025', 'a development or admin web server', 'high', {
    tcp: portSet(3000, 4333, 5000, 8080, 8088, 8888),
    source: 'AWS EC2.19; Prowler',
  }),
  row('SG-026', 'observability or CI', 'high', {
    tcp: portSet(3100, 8086, 9090, 9093, 15_672, 50_000),
    source: 'own',
  }),
  row('SG-027', 'a UDP service that amplifies attacks', 'high', {
    udp: portSet(19, 53, 69, 123, 161, 389, 1900),
    source: 'own',
  }),
];

/** Ports on which a specific public source must be trusted (SG-032). */
export const adminPorts: { readonly tcp: PortSet; readonly udp: PortSet } = {
  tcp: merge('tcp', ({ isAdminOrDatabase }) => isAdminOrDatabase),
  udp: merge('udp', ({ isAdminOrDatabase }) => isAdminOrDatabase),
};

/** Ports that nobody needs to reach on the whole internet: 22, 25, 3389 and databases (SG-036). */
export const egressPorts: { readonly tcp: PortSet; readonly udp: PortSet } = {
  tcp: portSet(22, 25, 3389, ...pairs(merge('tcp', ({ isDatabase }) => isDatabase))),
  udp: portSet(3389, ...pairs(merge('udp', ({ isDatabase }) => isDatabase))),
};

function merge(protocol: 'tcp' | 'udp', isMeant: (row: ServicePorts) => boolean): PortSet {
  return portSet(...servicePorts.filter(isMeant).flatMap((one) => pairs(one[protocol])));
}

function pairs(set: PortSet): readonly (readonly [number, number])[] {
  return set.map(({ from, end }) => [from, end - 1] as const);
}
