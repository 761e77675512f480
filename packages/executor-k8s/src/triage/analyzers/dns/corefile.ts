import { listAt, textAt } from '../../../evidence/read.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** One server block of a Corefile. */
export interface ServerBlock {
  /** Zones with their ports, such as `.:53`. */
  readonly keys: readonly string[];
  /** Directives of the block itself, with their arguments. */
  readonly directives: readonly { readonly name: string; readonly args: readonly string[]; readonly line: number }[];
}

/** What a Corefile says, or why it cannot be read. */
export type Corefile =
  | { readonly kind: 'read'; readonly blocks: readonly ServerBlock[] }
  | { readonly kind: 'broken'; readonly why: string };

const longest = 64_000;

/** Reads blocks and their directives; what stands within a directive's own braces is passed over. Source: coredns/caddy, caddyfile/parse.go. */
export function parseCorefile(text: string): Corefile {
  const blocks: { keys: string[]; directives: { name: string; args: string[]; line: number }[] }[] = [];
  let depth = 0;
  for (const [index, whole] of text.slice(0, longest).split('\n').entries()) {
    const words = whole
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) continue;
    if (words[0] === '}') {
      depth -= 1;
      if (depth < 0) return { kind: 'broken', why: `line ${index + 1} closes a block that is not open` };
      continue;
    }
    const opens = words.at(-1) === '{';
    const rest = opens ? words.slice(0, -1) : words;
    if (depth === 0) {
      if (!opens) return { kind: 'broken', why: `line ${index + 1} stands outside of a block` };
      blocks.push({ keys: rest.map((key) => key.replace(/,$/, '')), directives: [] });
    } else if (depth === 1) {
      const [name = '', ...args] = rest;
      blocks.at(-1)?.directives.push({ name, args, line: index + 1 });
    }
    if (opens) depth += 1;
  }
  return depth > 0 ? { kind: 'broken', why: 'a block is not closed' } : { kind: 'read', blocks };
}

/** Source: coredns/coredns, plugin.cfg of 1.14. */
const plugins: ReadonlySet<string> = new Set(
  'root metadata geoip cancel tls quic grpc_server https timeouts multisocket reload nsid bufsize bind debug trace ready health pprof prometheus errors log dnstap local dns64 any chaos loadbalance tsig cache rewrite header dnssec autopath minimal template transfer hosts route53 azure clouddns k8s_external kubernetes file auto secondary etcd loop forward grpc erratic whoami on sign view acl nomad import fallback alternate unbound federation proxy'.split(
    ' ',
  ),
);

/** What is wrong with a Corefile so that CoreDNS does not start, or does not know the cluster; null when nothing is. */
export function faultOf(
  corefile: Corefile,
  own: readonly string[],
): { readonly why: string; readonly isFatal: boolean } | null {
  if (corefile.kind === 'broken') return { why: corefile.why, isFatal: true };
  const all = corefile.blocks.flatMap(({ directives }) => directives);
  if (all.length === 0) return { why: 'it has no directives', isFatal: true };
  const unknown = all.find(({ name }) => !plugins.has(name));
  if (unknown !== undefined) return { why: `line ${unknown.line}: there is no plugin ${unknown.name}`, isFatal: true };
  const cluster = all.find(({ name }) => name === 'kubernetes');
  if (cluster === undefined) return { why: 'plugin kubernetes is missing, so no Service has a name', isFatal: false };
  const circle = all.find(({ name, args }) => name === 'forward' && args.slice(1).some((to) => isOwn(to, own)));
  if (circle !== undefined)
    return { why: `line ${circle.line} forwards to itself (${circle.args.slice(1).join(' ')})`, isFatal: false };
  return cluster.args.length > 0 &&
    !cluster.args.includes('cluster.local') &&
    !cluster.args.some((zone) => zone.includes('.'))
    ? { why: `plugin kubernetes serves ${cluster.args.join(' ')}`, isFatal: false }
    : null;
}

function isOwn(to: string, own: readonly string[]): boolean {
  const host = to.replace(/^(dns|tls):\/\//, '').replace(/:\d+$/, '');
  return /^127\./.test(host) || host === 'localhost' || own.includes(host);
}

/** The ConfigMap with CoreDNS's own Corefile, by the name that kubeadm, k3s and clouds use; undefined where there is none. */
export function corefileOf(snapshot: Snapshot): Entity | undefined {
  const config = snapshot.find('configmaps', 'kube-system', 'coredns');
  return textAt(config?.raw, 'data', 'Corefile') === '' ? undefined : config;
}

/** Addresses of the Service that pods ask. */
export function dnsAddresses(snapshot: Snapshot): readonly string[] {
  return snapshot
    .all('services')
    .filter(({ namespace, name }) => namespace === 'kube-system' && (name === 'kube-dns' || name === 'coredns'))
    .flatMap(({ raw }) => [
      textAt(raw, 'spec', 'clusterIP'),
      ...listAt(raw, 'spec', 'clusterIPs').filter((ip) => typeof ip === 'string'),
    ])
    .filter((ip) => ip !== '');
}
