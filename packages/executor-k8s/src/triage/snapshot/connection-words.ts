import type { EvidenceRef } from '@cloudops/spec';
import type { Snapshot } from './snapshot.ts';
import type { Workload } from './workload.ts';

/** What a process says of a peer that it does not reach. */
export interface ConnectionWords {
  /** `not-found`: the name has no address; `refused`: nobody listens; `timeout`: no answer at all. */
  readonly kind: 'not-found' | 'refused' | 'timeout';
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
    'not-found',
    /no such host|name or service not known|ENOTFOUND|UnknownHostException|could not translate host name|temporary failure in name resolution|EAI_AGAIN|nodename nor servname|getaddrinfo failed|server misbehaving|NXDOMAIN|could not resolve host|failed to resolve|name resolution (?:failed|error|failure)/i,
  ],
  [
    'refused',
    /connection refused|ECONNREFUSED|connect(?:ion)? failed: refused|503 service unavailable|no healthy upstream/i,
  ],
  [
    'timeout',
    /i\/o timeout|ETIMEDOUT|connection timed out|connect(?:ion)? timeout|deadline exceeded|no route to host|EHOSTUNREACH|network is unreachable|timed out (?:waiting|connecting|after)|could not connect to|unable to connect|failed to connect|can't connect to/i,
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

/**
 * How a workload's last words speak about a host: `names` it, fit without naming any host, speak of something `else`, or
 * were `unread`.
 */
export function wordsAbout({ wereRead, connections }: LastWords, host: string): WordsAbout {
  if (!wereRead) return { kind: 'unread' };
  const naming = connections.findLast(({ line }) => mentions(line, host));
  if (naming !== undefined) return { kind: 'names', words: naming };
  const [fitting] = connections.filter(({ line }) => !namesSomeHost(line)).slice(-1);
  return fitting === undefined ? { kind: 'else' } : { kind: 'fits', words: fitting };
}

function mentions(line: string, host: string): boolean {
  const at = line.toLowerCase().indexOf(host.toLowerCase());
  if (at < 0) return false;
  const before = line[at - 1] ?? ' ';
  const after = line[at + host.length] ?? ' ';
  return !/[\w-]/.test(before) && !/[\w-]/.test(after);
}

/** `lookup redis`, `redis:6379`, `host "redis"`. */
function namesSomeHost(line: string): boolean {
  return /lookup [a-z0-9.-]*[a-z][a-z0-9.-]*|ENOTFOUND [a-z]|EAI_AGAIN [a-z]|UnknownHostException: [a-z]|host(?:name)? "?[a-z0-9.-]+"? (?:to|not)|\b[a-z][a-z0-9.-]{1,60}:\d{2,5}\b/i.test(
    line,
  );
}
