import { tcp, world4 } from './rules.ts';
import type { GroupScenario } from './scenario.ts';

/** Groups of the services; their interfaces are those that AWS makes for a service. */
export const serviceGroups: readonly GroupScenario[] = [
  {
    name: 'data-open',
    why: 'databases that anybody may call',
    class: 'literal',
    ingress: [tcp(5432, { ipv4: world4 }), tcp(5439, { ipv4: world4 })],
    at: ['public'],
    expect: ['SG-011@R2'],
  },
  {
    name: 'data-closed',
    why: 'databases that nobody outside may call',
    class: 'literal',
    ingress: [tcp([5432, 5439], { ipv4: ['10.0.0.0/8'] })],
    at: ['private'],
    absent: ['SG-011', 'SG-032'],
  },
  {
    name: 'broker-open',
    why: 'brokers that anybody may call',
    class: 'literal',
    ingress: [tcp([9092, 9098], { ipv4: world4 })],
    at: ['public'],
    expect: ['SG-019@R2'],
    absent: ['SG-028'],
  },
  {
    name: 'balancer-admin',
    why: 'a balancer for an administrative page',
    class: 'literal',
    ingress: [tcp(8080, { ipv4: world4 })],
    at: ['public'],
    expect: ['SG-025@R2'],
  },
  {
    name: 'balancer-web',
    why: 'a balancer for the web',
    class: 'literal',
    ingress: [tcp(443, { ipv4: world4 })],
    at: ['public'],
    absent: ['SG-028', 'SG-029'],
  },
  {
    name: 'behind-balancer',
    why: 'a server that only the balancer may call',
    class: 'literal',
    ingress: [tcp(443, { groups: ['balancer-web'] })],
    at: ['public'],
    absent: ['SG-028', 'SG-043'],
  },
  {
    name: 'plain',
    why: 'nothing particular',
    class: 'literal',
    ingress: [tcp(443, { ipv4: ['10.0.0.0/8'] })],
    at: ['private'],
    absent: ['SG-028'],
  },
];
