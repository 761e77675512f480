import { quote } from '../../evidence/words.ts';
import { parseQuantity } from '../../quantity/quantity.ts';
import type { ResourceName, ResourcesInput } from './input.ts';

/** Requests and limits of one container, as quantities; left out where not set. */
export interface Amounts {
  readonly requests: Readonly<Partial<Record<ResourceName, string>>>;
  readonly limits: Readonly<Partial<Record<ResourceName, string>>>;
}

/** What is to be set; left out where it stays. */
export type AmountsResult =
  | { readonly kind: 'amounts'; readonly wanted: Amounts; readonly result: Amounts }
  | { readonly kind: 'refused'; readonly message: string; readonly needs?: string };

const resources: readonly ResourceName[] = ['cpu', 'memory'];
const mebibyte = 1024 ** 2;
/** More cores than the largest machine has: rather a forgotten `m`. */
const mostCores = 1024;

/** Why a quantity makes no sense for a resource; null where it does. */
function whyNotAmount(resource: ResourceName, text: string): string | null {
  const value = parseQuantity(text);
  if (value === null) return `${quote(text)} is no quantity such as ${resource === 'cpu' ? '250m' : '512Mi'}`;
  if (value <= 0) return `${resource} ${quote(text)} is nothing`;
  if (resource === 'cpu') {
    if (value > mostCores) return `cpu ${quote(text)} is ${value} cores; ${quote(text)}m are thousandths of one`;
    return value < 0.001 ? `cpu ${quote(text)} is less than 1m` : null;
  }
  if (value < mebibyte) return `memory ${quote(text)} is ${value} bytes; Mi and Gi are units of memory`;
  return Number.isInteger(value) ? null : `memory ${quote(text)} is no whole number of bytes`;
}

function wantedOf(input: ResourcesInput, old: Amounts, resource: ResourceName): { request?: string; limit?: string } {
  const both = input[resource];
  const isSet = { request: old.requests[resource] !== undefined, limit: old.limits[resource] !== undefined };
  const request = input[`requests_${resource}`] ?? (isSet.request || !isSet.limit ? both : null);
  const limit = input[`limits_${resource}`] ?? (isSet.limit ? both : null);
  return { ...(request === null ? {} : { request }), ...(limit === null ? {} : { limit }) };
}

function isMore(left: string | undefined, right: string | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  return (parseQuantity(left) ?? 0) > (parseQuantity(right) ?? 0);
}

function crossing(resource: ResourceName, result: Amounts, wanted: Amounts): AmountsResult | null {
  const [request, limit] = [result.requests[resource], result.limits[resource]];
  if (!isMore(request, limit)) return null;
  const message = `the ${resource} request ${quote(request ?? '')} would be more than the limit ${quote(limit ?? '')}`;
  const missing = wanted.limits[resource] === undefined ? 'limits' : 'requests';
  return { kind: 'refused', message, needs: `${missing}_${resource} as well` };
}

/** Works out what a container is to have, and refuses what cannot be. */
export function workOutAmounts(input: ResourcesInput, old: Amounts): AmountsResult {
  const requests: Partial<Record<ResourceName, string>> = {};
  const limits: Partial<Record<ResourceName, string>> = {};
  for (const resource of resources) {
    const { request, limit } = wantedOf(input, old, resource);
    for (const text of [request, limit]) {
      const message = text === undefined ? null : whyNotAmount(resource, text);
      if (message !== null) return { kind: 'refused', message };
    }
    if (request !== undefined) requests[resource] = request;
    if (limit !== undefined) limits[resource] = limit;
  }
  const wanted: Amounts = { requests, limits };
  if (Object.keys(requests).length + Object.keys(limits).length === 0) {
    return { kind: 'refused', message: 'neither CPU nor memory is given', needs: 'cpu, memory, or a request or limit' };
  }
  const result: Amounts = { requests: { ...old.requests, ...requests }, limits: { ...old.limits, ...limits } };
  for (const resource of resources) {
    const refusal = crossing(resource, result, wanted);
    if (refusal !== null) return refusal;
  }
  return { kind: 'amounts', wanted, result };
}
