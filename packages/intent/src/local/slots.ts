import type { Json } from '@cloudops/spec';
import { isScopeWord } from './scope.ts';
import { isTopicWord } from './words.ts';

/**
 * Words of the trade that stand where a name could: `node cpu`, `in kubernetes`, `our pods`. Not the playbooks' whole
 * vocabulary, for their examples hold names too, and `namespace shop` must never be passed over.
 */
const trade = new Set(
  `cpu cpus memory ram disk load usage use utilization utilisation pressure throttling throttled saturation saturated
  high higher hot low slow busy idle normal healthy fine full pegged maxed usually general total use k8s kubernetes eks gke aks
  cloud cluster clusters node nodes pod pods container containers namespace namespaces ns deployment deployments workload
  workloads service services app apps replica replicas region zone last past hour hours minute minutes today yesterday
  cost costs bill last everything anything something something's itself top consumers pool pools`.split(/\s+/),
);

/** A name as Kubernetes allows it (RFC 1123 subdomain); anything else is not taken for one. */
const name = '([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)';
const quote = '[`\'"“”‘’]?';

/** What a question says outright: `namespace shop`, `-n shop`, `deploy/api`, `node worker-3`. */
const stated: readonly { readonly slot: string; readonly pattern: RegExp }[] = [
  {
    slot: 'namespace',
    pattern: new RegExp(`(?:^|\\s)(?:-n|--namespace[= ]|ns|namespaces?|namensraum)\\s*${quote}${name}${quote}`),
  },
  { slot: 'namespace', pattern: new RegExp(`(?:in|of|from) (?:the )?${quote}${name}${quote} namespace`) },
  {
    slot: 'workload',
    pattern: new RegExp(
      `(?:deploy|deployment|statefulset|sts|daemonset|ds|workload|app|service|svc)s?[/ ]${quote}${name}${quote}`,
    ),
  },
  {
    slot: 'workload',
    pattern: new RegExp(
      `(?:the |my |our )?${quote}${name}${quote} (?:deployment|deploy|statefulset|daemonset|workload|service|app|pods?)(?:\\s|$|[?.!,])`,
    ),
  },
  { slot: 'node', pattern: new RegExp(`nodes?[/ ]${quote}${name}${quote}`) },
];

/** What is only implied: `in shop`, `why is checkout hot`. */
const implied: readonly { readonly slot: string; readonly pattern: RegExp }[] = [
  {
    slot: 'namespace',
    pattern: new RegExp(`(?:^|\\s)(?:in|inside|within|im|dans|en) ${quote}${name}${quote}(?=\\s|$|[?.!,])`, 'g'),
  },
  {
    slot: 'workload',
    pattern: new RegExp(
      `(?:why is|why's|what makes|is|does) (?:the )?${quote}${name}${quote} (?=(?:so )?(?:hot|slow|using|eating|burning|pegged|maxed|throttled|hogging|consuming|at \\d))`,
      'g',
    ),
  },
];

/**
 * The slots of a question, of those that a playbook declares.
 */
export function findSlots(
  question: string,
  declared: ReadonlySet<string>,
  environments: readonly string[],
): Readonly<Record<string, Json>> {
  const text = question.normalize('NFKC').toLowerCase();
  const slots: Record<string, Json> = {};
  const take = (slot: string, candidate: string | undefined, explicit: boolean): void => {
    if (candidate === undefined || !declared.has(slot) || slots[slot] !== undefined) return;
    if (!isTopicWord(candidate) || trade.has(candidate)) return;
    // `in prod` names an environment; `namespace prod` names a namespace.
    if (!explicit && isScopeWord(candidate, environments)) return;
    slots[slot] = candidate;
  };
  for (const { slot, pattern } of stated) take(slot, pattern.exec(text)?.[1], true);
  for (const { slot, pattern } of implied) {
    for (const match of text.matchAll(pattern)) take(slot, match[1], false);
  }
  return slots;
}
