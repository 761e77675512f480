import { describe, expect, it } from 'vitest';
import { findStatedNames, type NameOptions } from './names.ts';

const options = (...slots: readonly string[]): NameOptions => ({
  declared: new Set(slots),
  environments: [],
  common: new Set(['reports', 'crash']),
  plain: new Set(['reports', 'crash']),
  correct: (word) => (word === 'crsh' ? 'crash' : word),
});
const find = (text: string, ...slots: readonly string[]) => findStatedNames(text, options(...slots));

describe('findStatedNames', () => {
  it.each([
    ['pods in namespace shop', 'namespace', 'shop'],
    ['kubectl get pods -n shop', 'namespace', 'shop'],
    ['kubectl get pods -n live', 'namespace', 'live'],
    ['scale web to 4 replicas in namespace changes in prod', 'namespace', 'changes'],
    ['scale web to 4 replicas in namespace test', 'namespace', 'test'],
    ['restart web in namespace crash, please', 'namespace', 'crash'],
    ['restarts in namespace "status"?', 'namespace', 'status'],
    ['the checkout deployment', 'workload', 'checkout'],
    ['restart sts/postgres', 'workload', 'postgres'],
    ['cronjob nightly-report failed', 'workload', 'nightly-report'],
    ['lambda function resize-image fails', 'function', 'resize-image'],
    ['orders-db is full', 'database', 'orders-db'],
    ['die orders-Datenbank ist voll', 'database', 'orders'],
    ['queue reports is growing', 'queue', 'reports'],
    ['messages pile up in queue reports', 'queue', 'reports'],
    ['el pvc reports sigue en Pending', 'volume', 'reports'],
    ['la tabla dynamodb pedidos esta limitada', 'table', 'pedidos'],
    ['ecs service worker', 'service', 'worker'],
  ])('finds in %j the %s', (text, slot, value) => {
    expect(find(text, slot)).toEqual({ [slot]: value });
  });

  it.each([
    ["pods won't start", 'pod'],
    ['namespace keeps hanging', 'namespace'],
    ['which pods in namespace are pending', 'namespace'],
    ['what fails in the namespace now', 'namespace'],
    ['failed jobs in namespace', 'namespace'],
    ['queue depth is high', 'queue'],
    ['which function times out', 'function'],
    ['a backend service that does not exist', 'service'],
    ['einen nicht vorhandenen Service', 'service'],
    ['containers crsh', 'container'],
    ['our gp2 volumes', 'volume'],
    ['la fonction lambda est-elle en erreur', 'function'],
    ['the prod namespace', 'workload'],
  ])('finds in %j no %s', (text, slot) => {
    expect(find(text, slot)).toEqual({});
  });

  it('takes the service of ECS for one, and that of Kubernetes for its workload where nothing else is asked for', () => {
    expect(find('ecs deployment billing', 'service', 'cluster')).toEqual({ service: 'billing' });
    expect(find('service billing', 'workload')).toEqual({ workload: 'billing' });
  });

  it.each([
    ['evictions in namespace batch last night', { namespace: 'batch' }],
    ['el deployment de mensajes no arranca', { workload: 'mensajes' }],
    ['geo-lookup pods restart all day', { workload: 'geo-lookup' }],
    ['who touched the labels deployment', { workload: 'labels' }],
  ])('reads the name in %j', (text, expected) => {
    expect(find(text, 'namespace', 'workload', 'pod')).toEqual(expected);
  });

  it('takes a bucket for a resource where a trail of what was done is asked for', () => {
    expect(find('who made bucket acme-reports public', 'resource', 'user')).toEqual({ resource: 'acme-reports' });
  });
});
