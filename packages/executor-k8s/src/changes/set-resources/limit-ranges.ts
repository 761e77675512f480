import type { Evidence } from '@cloudops/spec';
import { type Fields, fieldsOf, listOf, nameOf } from '../../api/object-fields.ts';
import { quote } from '../../evidence/words.ts';
import { parseQuantity } from '../../quantity/quantity.ts';
import { listObjects, type Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';
import type { Amounts } from './amounts.ts';
import type { ResourceName } from './input.ts';

const resources: readonly ResourceName[] = ['cpu', 'memory'];

function amount(value: unknown): number | null {
  return value === undefined ? null : parseQuantity(String(value));
}

function isAbove(left: unknown, right: unknown): boolean {
  const [one, other] = [amount(left), amount(right)];
  return one !== null && other !== null && one > other;
}

/** Source: Kubernetes, "Limit Ranges"; per container, which is where workloads meet them. */
function breach(limits: Fields, resource: ResourceName, { requests, limits: own }: Amounts): string | null {
  const [least, most, ratio] = ['min', 'max', 'maxLimitRequestRatio'].map((name) => fieldsOf(limits[name])[resource]);
  const [request, limit] = [requests[resource], own[resource]];
  if (isAbove(limit, most)) return `the ${resource} limit ${limit} is more than ${String(most)}`;
  if (isAbove(request, most)) return `the ${resource} request ${request} is more than ${String(most)}`;
  if (isAbove(least, request)) return `the ${resource} request ${request} is less than ${String(least)}`;
  if (isAbove(least, limit)) return `the ${resource} limit ${limit} is less than ${String(least)}`;
  const [allowed, low, high] = [amount(ratio), amount(request), amount(limit)];
  if (allowed === null || !low || high === null || high / low <= allowed) return null;
  return `the ${resource} limit is more than ${String(ratio)} times the request`;
}

/**
 * Whether the limit ranges of a namespace would let a container be. The cluster asks that of pods alone, so that its dry run
 * of the workload accepts what no pod could be made of.
 */
export async function checkLimitRanges(reach: Reach, namespace: string, amounts: Amounts): Promise<Evidence<string>> {
  const evidence = await listObjects(reach, { kind: 'LimitRange', namespace });
  if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
  for (const range of evidence.output ?? []) {
    const entries = listOf(fieldsOf(range.spec).limits).map(fieldsOf);
    for (const entry of entries.filter(({ type }) => type === 'Container')) {
      const broken = resources.map((resource) => breach(entry, resource, amounts)).find((text) => text !== null);
      if (broken === undefined || broken === null) continue;
      return unknown('invalid', `limit range ${quote(nameOf(range).name)} allows no such pod: ${quote(broken)}`);
    }
  }
  return { status: 'present', output: '' };
}
