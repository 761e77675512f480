import type { Remediation } from '@cloudops/spec';
import { scaleOut } from '../../../cpu/remediation.ts';
import { isScalable } from '../../../evidence/feasible.ts';
import { count, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import { dependentsOn } from '../../snapshot/dependents.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { routesTo } from '../../snapshot/routes.ts';
import { isDns, lackOf } from '../../snapshot/service-need.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { isAtZero } from '../../snapshot/workload-status.ts';

const definition: TriageFindingDefinition = {
  code: 'WRK-101',
  title: 'Workload is scaled to zero while something needs it',
  role: 'fault',
  severity: 'high',
  decided:
    'replicas is 0, a Service chooses only its pods, and an Ingress or HTTPRoute leads to that Service, the cluster itself needs it, or a workload that names it suffers. Scaled to zero with nothing in need is a decision, not a fault.',
  thresholds: { replicas: 0 },
  source: 'Kubernetes, "Deployments", scaling',
  remedy: 'Scale it up, or take away what leads to it.',
};

/** Workloads at zero that somebody needs. */
export const zeroReplicas: Analyzer = {
  name: 'zero-replicas',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.all('services').flatMap((service) => {
      const lack = lackOf(snapshot, service);
      if (lack?.kind !== 'no-pods') return [];
      const [workload, ...others] = lack.workloads.filter(isAtZero);
      return workload === undefined || others.length > 0 || lack.workloads.length > 1
        ? []
        : [describe(snapshot, service, workload)];
    }),
  }),
};

function describe(snapshot: Snapshot, service: Entity, workload: Workload): Draft {
  const { namespace, name } = service;
  const routes = routesTo(snapshot, namespace, name);
  const needs = [
    ...routes.map(({ entity }) => `${entity.kind} ${entity.name}`),
    ...dependentsOn(snapshot, namespace, name).map((one) => `${one.workload.kind} ${one.workload.name}`),
  ];
  const who = needs.length > 0 ? someOf([...new Set(needs)]) : isDns(service) ? 'every name lookup' : 'an API';
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'contradiction',
    severity: routes.length > 0 || isDns(service) ? 'critical' : 'high',
    subject: workload,
    instances: [workload.key, service.key],
    title: `${workload.kind} ${workload.namespace}/${workload.name} is scaled to zero, and ${who} needs it`,
    detail: `It wants 0 replicas, so Service ${namespace}/${name} has no endpoints; ${who} (${count(Math.max(1, needs.length), 'user')}) leads to it.`,
    evidence: [
      ...(workload.entity === null ? [] : snapshot.cite(workload.entity, ['spec', 'replicas'])),
      ...snapshot.cite(service, ['spec', 'selector']),
      ...routes.slice(0, 3).flatMap(({ entity, path }) => snapshot.cite(entity, path)),
    ],
    explains: [{ instance: service.key, codes: ['SVC-001'], mechanism: 'is scaled to zero' }],
    touchesUsers: routes.length > 0 ? true : null,
    remediations: remediationsOf(workload),
  });
}

function remediationsOf(workload: Workload): readonly Remediation[] {
  return isScalable(workload.kind) ? [scaleOut(workload, 0, 1)] : [];
}
