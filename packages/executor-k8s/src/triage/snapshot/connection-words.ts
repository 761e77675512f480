import type { EvidenceRef } from '@cloudops/spec';
import { textAt } from '../../evidence/read.ts';
import type { Snapshot } from './snapshot.ts';
import type { Workload } from './workload.ts';

/** What a process says of a peer that it does not reach. */
export interface ConnectionWords {
  /** `no-dns`: nobody answered for the name; `not-found`: it has no address; `refused`: nobody listens; `timeout`: no answer at all. */
  readonly kind: 'no-dns' | 'not-found' | 'refused' | 'timeout';
  /** The line, hostile text. */
  readonly line: string;
  readonly evidence: readonly EvidenceRef[];
}

/**
 * What clients and resolvers print. Sources: Go net (dnsclient_unix.go, dial.go), glibc gai_strerror, Node libuv errors,
 * OpenJDK InetAddress, libpq fe-connect.c, undici, Python requests.
 */
const patterns: readonly (readonly [ConnectionWords['kind'], RegExp])[] = [
  [
    'no-dns',
    /DnsNameResolverTimeoutException|lookup \S{1,253} on \S{1,60}:53: .{0,200}(?:refused|timeout|unreachable|misbehaving)|temporary failure in name resolution|EAI_AGAIN|lookup \S{1,253}: (?:i\/o timeout|server misbehaving)|connection timed out; no servers could be reached/i,
  ],
  [
    'not-found',
    /no such host|name or service not known|ENOTFOUND|UnknownHostException|could not translate host name|nodename nor servname|getaddrinfo failed|NXDOMAIN|name does not resolve|could not resolve host|unknown (?:mysql server )?host|php_network_getaddresses|failed to lookup address|failed to resolve|name resolution (?:failed|error|failure)/i,
  ],
  [
    'refused',
    /connection refused|ECONNREFUSED|connect(?:ion)? failed: refused|connection to \S{1,253} refused\.|reset reason: connection failure|503 service unavailable|no healthy upstream/i,
  ],
  [
    'timeout',
    /i\/o timeout|ETIMEDOUT|connection timed out|connect(?:ion)? timeout|deadline exceeded|no route to host|EHOSTUNREACH|network is unreachable|timed out (?:waiting|connecting|after)|connect timed out|connection to \S{1,253} timed out|operation (?:has )?timed out|could not connect to|unable to connect|failed to connect|can't connect to|communications link failure|NoBrokersAvailable|not possible to connect to|could not be established|AMQPConnectionError|broker may not be available/i,
  ],
];

/** What was read of a workload's logs: whether any was, and what they say about connections, newest log and line last. */
export interface LastWords {
  readonly wereRead: boolean;
  readonly connections: readonly ConnectionWords[];
}

const known = new WeakMap<Snapshot, Map<string, LastWords>>();

/** The last words of a workload's failed containers. */
export function lastWordsOf(snapshot: Snapshot, workload: Workload): LastWords {
  const cache = known.get(snapshot) ?? new Map<string, LastWords>();
  known.set(snapshot, cache);
  const found = cache.get(workload.key) ?? read(snapshot, workload);
  cache.set(workload.key, found);
  return found;
}

function read(snapshot: Snapshot, workload: Workload): LastWords {
  let wereRead = false;
  const connections: ConnectionWords[] = [];
  for (const pod of workload.pods) {
    for (const { name, state, last } of pod.containers) {
      for (const tail of snapshot.logsOf(pod, name)) {
        wereRead ||= tail.lines.length > 0;
        for (const [index, line] of tail.lines.entries()) {
          const words = classify(line);
          if (words === null) continue;
          const cited = tail.cite(index);
          connections.push({ kind: words, line, evidence: cited === null ? [] : [cited] });
        }
      }
      const ended = state.kind === 'terminated' ? state : last;
      const words = ended === null ? null : classify(ended.message);
      if (ended === null || ended.message === '') continue;
      wereRead = true;
      if (words !== null) connections.push({ kind: words, line: ended.message, evidence: [] });
    }
  }
  return { wereRead, connections };
}

function classify(line: string): ConnectionWords['kind'] | null {
  const text = line.slice(0, 2000);
  return patterns.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

/** See {@link wordsAbout}. */
export type WordsAbout =
  | { readonly kind: 'names'; readonly words: ConnectionWords }
  | { readonly kind: 'fits'; readonly words: ConnectionWords }
  | { readonly kind: 'else' }
  | { readonly kind: 'unread' };

/** Whom words may be about. */
export interface Peer {
  readonly namespace: string;
  readonly service: string;
}

/**
 * How a workload's last words speak about a Service: `names` it or its address, fit without naming any peer, speak of
 * something `else`, or were `unread`.
 * @param kinds which ways to fail count.
 */
export function wordsAbout(
  snapshot: Snapshot,
  { wereRead, connections }: LastWords,
  peer: Peer,
  kinds: readonly ConnectionWords['kind'][],
): WordsAbout {
  if (!wereRead) return { kind: 'unread' };
  const addresses = clusterAddresses(snapshot);
  const own = `${peer.namespace}/${peer.service}`;
  const possible = connections.filter(({ kind }) => kinds.includes(kind));
  const naming = possible.findLast(
    ({ line }) => mentions(line, peer.service) || addressesIn(line).some((ip) => addresses.get(ip) === own),
  );
  if (naming !== undefined) return { kind: 'names', words: naming };
  const fitting = possible.findLast(
    ({ line }) => !namesSomeHost(line) && !addressesIn(line).some((ip) => addresses.has(ip)),
  );
  return fitting === undefined ? { kind: 'else' } : { kind: 'fits', words: fitting };
}

const ips = new WeakMap<Snapshot, ReadonlyMap<string, string>>();

/** `namespace/name` of the Service that has a cluster address. */
function clusterAddresses(snapshot: Snapshot): ReadonlyMap<string, string> {
  const known =
    ips.get(snapshot) ??
    new Map(
      snapshot
        .all('services')
        .map(({ raw, namespace, name }) => [textAt(raw, 'spec', 'clusterIP'), `${namespace}/${name}`]),
    );
  ips.set(snapshot, known);
  return known;
}

function addressesIn(line: string): readonly string[] {
  return [...line.slice(0, 2000).matchAll(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g)].map(([ip]) => ip);
}

/** Whether a line names a host as a whole word. */
export function mentions(line: string, host: string): boolean {
  const text = line.toLowerCase();
  const wanted = host.toLowerCase();
  for (let at = text.indexOf(wanted); at >= 0 && wanted !== ''; at = text.indexOf(wanted, at + 1)) {
    if (!/[\w-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + wanted.length] ?? ' ')) return true;
  }
  return false;
}

/** Whether a line names whom it calls: `lookup redis`, `redis:6379`, `host "redis"`. */
export function namesSomeHost(line: string): boolean {
  return /lookup [a-z0-9.-]*[a-z][a-z0-9.-]*|ENOTFOUND [a-z]|EAI_AGAIN [a-z]|UnknownHostException: [a-z]|host(?:name)? "?[a-z0-9.-]+"? (?:to|not)|\b[a-z][a-z0-9.-]{1,60}:\d{2,5}\b/i.test(
    line,
  );
}
