import { quantityOf } from '../../evidence/quantity.ts';
import { listAt, textAt, valueAt } from '../../evidence/read.ts';

/** What the scheduler reserves for a pod by resource: cores, bytes or pieces. */
export type Requests = ReadonlyMap<string, number>;

/**
 * All containers together with the sidecars, or the largest start-up container with the sidecars before it, whichever is
 * more; requests on the pod itself replace that; overhead comes on top.
 * Source: k8s.io/component-helpers/resource `PodRequests` of Kubernetes 1.36.
 * @param spec a pod's `spec` or a template's.
 */
export function podRequests(spec: unknown): Requests {
  const total = new Map<string, number>();
  for (const container of listAt(spec, 'containers')) add(total, requestsOf(container));
  const sidecars = new Map<string, number>();
  const starting = new Map<string, number>();
  for (const container of listAt(spec, 'initContainers')) {
    const own = requestsOf(container);
    if (textAt(container, 'restartPolicy') === 'Always') {
      add(total, own);
      add(sidecars, own);
      raise(starting, sidecars);
    } else {
      const together = new Map(sidecars);
      add(together, own);
      raise(starting, together);
    }
  }
  raise(total, starting);
  for (const [name, amount] of requestsOf(spec)) total.set(name, amount);
  add(total, quantities(valueAt(spec, 'overhead')));
  return total;
}

/** What one container, or a pod as a whole, states; a limit without a request counts as the request. */
export function requestsOf(holder: unknown): Requests {
  const requests = valueAt(holder, 'resources', 'requests');
  const limits = valueAt(holder, 'resources', 'limits');
  if (limits === undefined) return quantities(requests);
  return new Map([...quantities(limits), ...quantities(requests)]);
}

function quantities(value: unknown): Map<string, number> {
  const found = new Map<string, number>();
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, text] of Object.entries(value)) {
    const amount = quantityOf(text);
    if (amount !== null) found.set(name, amount);
  }
  return found;
}

function add(total: Map<string, number>, more: Requests): void {
  for (const [name, amount] of more) total.set(name, (total.get(name) ?? 0) + amount);
}

function raise(total: Map<string, number>, other: Requests): void {
  for (const [name, amount] of other) total.set(name, Math.max(total.get(name) ?? 0, amount));
}
