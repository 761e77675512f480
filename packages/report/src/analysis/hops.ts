import type { Json, JsonObject } from '@cloudops/spec';

const names: readonly string[] = ['id', 'name', 'resource', 'hop', 'value'];
const mostPorts = 3;

/** How far an exposed thing can be reached, in words, by the `reach` of a finding's data. */
const reachWords: Readonly<Record<string, string>> = {
  R2: 'reachable from the internet',
  R1: 'attached, not reachable from the internet',
  R0: 'not attached to anything',
  unknown: 'reach unknown',
};

/** A finding's typed facts. */
export type FindingData = Readonly<Record<string, Json>> | undefined;

/** The reach in words; null where the finding has none. */
export function reachText(data: FindingData): string | null {
  const reach = data?.reach;
  return typeof reach === 'string' ? (reachWords[reach] ?? null) : null;
}

/**
 * The path that proves a finding, as the names of its hops from the outside in: `internet`, `igw-1`, …, `sg-1`, `tcp/22`.
 * Empty where the finding has none. A hop is a text, or an object with an `id` or a `name`. What leaves goes the other way.
 */
export function toHops(data: FindingData): readonly string[] {
  const path = data?.path;
  if (typeof path === 'string') return path === '' ? [] : path.split(/\s*(?:→|->)\s*/);
  const named = pathList(path)
    .map(hopName)
    .filter((name) => name !== '');
  if (named.length === 0) return [];
  const hops = withGroup(named, data);
  const isEgress = data?.direction === 'egress';
  const isOpen = data?.reach === 'R2' && !hops.some((hop) => /internet/i.test(hop));
  const open = isOpen ? ['internet', ...hops] : hops;
  const port = portText(data);
  const hasPort = port === '' || hops.some((hop) => /\b(tcp|udp|icmp|all traffic)\b/i.test(hop));
  return [...(isEgress ? open.toReversed() : open), ...(hasPort ? [] : [port])];
}

/** The group in place of its rules: those are in the evidence, and a line must stay short. */
function withGroup(hops: readonly string[], data: FindingData): readonly string[] {
  const group = data?.group_id;
  if (typeof group !== 'string' || group === '') return hops;
  const short = hops.filter((hop) => !hop.startsWith('sgr-'));
  return short.some((hop) => hop.includes(group)) ? short : [...short, group];
}

/** One list, or the first that holds something where there is one for each address family. */
function pathList(path: Json | undefined): readonly Json[] {
  if (Array.isArray(path)) return path;
  if (!isObject(path)) return [];
  return (
    Object.keys(path)
      .sort()
      .map((key) => pathList(path[key]))
      .find((list) => list.length > 0) ?? []
  );
}

function hopName(hop: Json): string {
  if (typeof hop === 'string') return hop;
  if (!isObject(hop)) return '';
  const named = names.map((key) => hop[key]).find((value) => typeof value === 'string' && value !== '');
  return typeof named === 'string' ? named : '';
}

/** `tcp/22`, `udp/53,123`, `tcp/1000-2000`, `all traffic`; empty where the finding names no protocol. */
function portText(data: FindingData): string {
  const protocol = data?.protocol;
  if (typeof protocol !== 'string' || protocol === '') return '';
  if (protocol === '-1' || protocol === 'all') return 'all traffic';
  const ports = Array.isArray(data?.ports) ? data.ports.map(rangeText).filter((text) => text !== '') : [];
  const more = ports.length > mostPorts ? ',…' : '';
  return ports.length === 0 ? protocol : `${protocol}/${ports.slice(0, mostPorts).join(',')}${more}`;
}

function rangeText(range: Json): string {
  if (typeof range === 'number') return String(range);
  if (!Array.isArray(range)) return '';
  const [from, until] = range;
  if (typeof from !== 'number' || typeof until !== 'number') return '';
  return from === until ? String(from) : `${from}-${until}`;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
