import type { Explanation } from '../../draft.ts';
import { dependentsOn, sufferingPods } from '../../snapshot/dependents.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { routesTo } from '../../snapshot/routes.ts';
import { about } from '../../snapshot/service-need.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** What hangs on one port of a Service that leads nowhere: workloads whose settings name it and whose last words fit, and routes. */
export function explainsPeers(snapshot: Snapshot, service: Entity, port: number): readonly Explanation[] {
  const { namespace, name } = service;
  const dependents = dependentsOn(snapshot, namespace, name)
    .filter(({ dependency }) => dependency.port === null || dependency.port === port)
    .flatMap(({ workload, dependency }) => {
      const pods = sufferingPods(snapshot, workload);
      if (
        pods.length === 0 ||
        about(snapshot, workload, pods, { peer: { namespace, service: name }, kinds: ['refused', 'timeout'] }) === null
      )
        return [];
      return pods.map(({ key }) => ({
        instance: key,
        codes: ['POD-001', 'POD-004'],
        mechanism: `names it in ${dependency.setting}`,
      }));
    });
  const routes = routesTo(snapshot, namespace, name).map(({ entity }) => ({
    instance: entity.key,
    codes: ['SVC-002'],
    mechanism: 'is its backend',
  }));
  return [...dependents, ...routes];
}
