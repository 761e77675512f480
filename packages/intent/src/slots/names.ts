import type { Json } from '@cloudops/spec';
import { isScopeWord } from '../local/scope.ts';
import type { WordSet } from '../local/spelling.ts';
import { isTopicWord } from '../local/words.ts';
import { kindWords, leading, nouns, slashed } from './kinds.ts';
import { isCertainPlace, isPlace } from './named-place.ts';
import { tradeWords } from './trade-words.ts';

/** Slots whose names Kubernetes bounds to small letters. */
const kubernetesSlots = new Set(['namespace', 'workload', 'pod', 'container', 'node', 'service', 'ingress']);

const name = '([A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?)';
const path = '([A-Za-z0-9](?:[A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?)';
const quote = '[`\'"“”‘’「]?';
const determiner =
  "(?:the |our |my |a |an |named |called |name[d]? |der |die |das |den |dem |el |la |los |las |le |les |l'|d'|o |os |as |il |lo |de |het |von |du |del |do |da |über )?";
const border = '(?![\\w/-]|\\.\\w)';

function after(slot: string, kinds: string): RegExp {
  const shape = slot === 'role' || slot === 'user' ? path : name;
  const owner = /^(?:queue|database|table|function|service|ingress|load_balancer)$/.test(slot) ? '(?:of |for )?' : '';
  return new RegExp(
    `(?<![\\w/-])(?:${kinds})(?:\\s?[:=]\\s?|\\s+${owner}${determiner}|\\s?)${quote}(?<![A-Za-z])${shape}${border}`,
    'gi',
  );
}

function before(kinds: string): RegExp {
  return new RegExp(`(?<![\\w/.-])${quote}${name}${quote}(?:'s)?[\\s-]?(?<![A-Za-z])(?:${kinds})(?![\\w-])`, 'gi');
}

const namespaceFlag = new RegExp(`(?:^|\\s)(?:-n|--namespace)[= ]${quote}${name}`);

/** Names that are told by how they are written. */
const explicit: readonly (readonly [slot: string, pattern: RegExp])[] = [
  ...Object.entries(slashed).map(
    ([slot, kinds]) => [slot, new RegExp(`(?<![\\w/-])(?:${kinds})/${name}`, 'i')] as const,
  ),
  ['namespace', namespaceFlag],
  ['region', new RegExp(`--region[= ]${name}`)],
  ['container', new RegExp(`(?:^|\\s)-c ${name}`)],
];

/** What stands around the words for a kind. */
const around: readonly { readonly slot: string; readonly following: RegExp; readonly preceding: RegExp | null }[] = [
  ...Object.entries(nouns).map(([slot, kinds]) => ({ slot, following: after(slot, kinds), preceding: before(kinds) })),
  ...Object.entries(leading).map(([slot, kinds]) => ({ slot, following: after(slot, kinds), preceding: null })),
];

/** What may not be a name though it stands like one. */
export interface NameOptions {
  readonly declared: ReadonlySet<string>;
  readonly environments: readonly string[];
  /** Lower-case words of the catalogue and the lexicon that are no names. */
  readonly common: WordSet;
  /** Lower-case words of the lexicon: no names even where a name is stated. */
  readonly plain: WordSet;
  /** A word as it was probably meant, for typing errors of common words. */
  readonly correct: (word: string) => string;
}

/** Names that a question states with what they are of: `namespace shop`, `the api deployment`, `-n shop`, `sts/db`. */
export function findStatedNames(text: string, options: NameOptions): Readonly<Record<string, Json>> {
  const found: Record<string, Json> = {};
  const take: Take = (slot, value, isExplicit, isCertain = false) => {
    if (value === undefined || !options.declared.has(slot) || found[slot] !== undefined) return;
    if (!isCertain && !isName(value, slot, isExplicit, options)) return;
    found[slot] = kubernetesSlots.has(slot) ? value.toLowerCase() : value;
  };
  for (const [slot, pattern] of explicit) {
    const value = pattern.exec(text)?.[1];
    const isFree = value !== undefined && !options.common.has(value.toLowerCase());
    take(slot, value, true, isFree || pattern === namespaceFlag);
  }
  for (const { slot, following, preceding } of around) {
    const target = slotOf(slot, options.declared);
    if (!options.declared.has(target)) continue;
    for (const match of matchOverlapping(text, following)) {
      const isWhose = genitive.test(match[0].slice(0, match[0].length - (match[1] ?? '').length));
      takeFollowing(match, isWhose ? ownerOf(slot, target, match, options) : target, options, take);
    }
    for (const match of matchOverlapping(text, preceding))
      takePreceding(match, slot, ownerOf(slot, target, match, options), options, take);
  }
  return found;
}

type Take = (slot: string, value: string | undefined, isExplicit: boolean, isCertain?: boolean) => void;

/** Things of AWS that a trail of what was done names as any resource. */
const trailed: ReadonlySet<string> = new Set(['bucket', 'database', 'function', 'queue', 'table']);

/** A service of Kubernetes is asked for by its workload where a playbook knows only that, one of ECS the other way. */
function slotOf(slot: string, declared: ReadonlySet<string>): string {
  const isOfTrail = declared.has('resource') && !declared.has('verb') && !declared.has(slot);
  if (isOfTrail && trailed.has(slot)) return 'resource';
  if (slot === 'service' && !declared.has('service')) return 'workload';
  return slot === 'workload' && !declared.has('workload') && declared.has('cluster') ? 'service' : slot;
}

/** `geo-lookup pods` are those of a workload; a pod itself has a number or a hash at its end. */
function ownerOf(slot: string, target: string, [, value = '']: RegExpExecArray, { declared }: NameOptions): string {
  return slot === 'pod' && declared.has('workload') && !/-(?:\d+|[a-z0-9]*\d[a-z0-9]*)$/i.test(value)
    ? 'workload'
    : target;
}

/** `lambda function resize`: what stands after `lambda` is no name, but a noun of its own. */
function* matchOverlapping(text: string, pattern: RegExp | null): Generator<RegExpExecArray> {
  if (pattern === null) return;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    yield match;
    pattern.lastIndex = match.index + Math.max(1, (match[0].match(/^[^\s]+/)?.[0] ?? '').length);
  }
}

/** After several things comes what they do (`containers keep`), after one its name. */
function takeFollowing(match: RegExpExecArray, target: string, options: NameOptions, take: Take): void {
  const [whole, value = ''] = match;
  const kind = whole.slice(0, whole.length - value.length).trim();
  const lower = value.toLowerCase();
  const isSeveral = /[a-z]s$/i.test(kind.split(/\s/)[0] ?? '') && !/^(?:ns|sts|ds|rds|ingress|sqs)\b/i.test(kind);
  const isAsked = /(?:^|[\s¿])(?:which|what|que|cual|quel|quelle|qual|quale|welche[rsnm]?|welk|welke)\s$/i;
  if ((isSeveral || isAsked.test(before30(match))) && !/[-_.\d]/.test(lower) && !usualNames.has(lower)) return;
  if (qualities.has(lower) && target !== 'namespace' && !usualAfter[target]?.has(lower)) return;
  take(target, value, isExplicitNoun(target) || (usualAfter[target]?.has(lower) ?? false), isNamed(match, options));
}

/** Whether what stands after a word shows that it names the thing before it, though others use it as a plain word. */
function isNamed({ 0: whole, 1: value = '', index, input }: RegExpExecArray, { environments }: NameOptions): boolean {
  if (!/^[a-z][a-z-]+$/.test(value)) return false;
  const before = input.slice(Math.max(0, index - 30), index);
  const after = input.slice(index + whole.length);
  const kind = whole.slice(0, whole.length - value.length);
  const place = { kind, before, after };
  if (isCertainPlace(value, place)) return true;
  if (tradeWords.has(value) || !isTopicWord(value) || isScopeWord(value, environments)) return false;
  if (isPlace(place)) return true;
  if (qualities.has(value) || /(?:ing|ed|iert|ado|ada)$/.test(value)) return false;
  if (genitive.test(kind)) return true;
  // Latin languages put no noun before another: `el pvc uploads sigue`.
  if (latinArticle.test(before)) return latinVerb.test(after);
  if (articled.test(before) && /^\s*[?.!]*$/.test(after)) return true;
  return predicate.test(after) || (preposition.test(before) && /^(?:[?.!,]|$| (?:in|on|of)(?= ))/.test(after));
}

/** `el deployment de mensajes`: what comes after `de` is whose. */
const genitive =
  /^(?:deployment|despliegue|statefulset|daemonset|pod|servicio|service|namespace|cola|tabla|funcion|cronjob|job) (?:de|del|du|do|da) $/i;
const latinArticle = /(?:^|[\s¿])(?:el|la|le|il|lo|o|del|du|do|da|al|au|della|na|no|en la|en el)\s$/i;
const latinVerb =
  /^ (?:n'a|ne|est|a|sigue|no|esta|se|nao|fica|tarda|redemarre|non|falla|fallan|falha|crece|cresce|echoue|es|e|continua|devuelve|retorna|renvoie)(?= )/i;
/** `why is the queue invoices growing`, `die SQS-Queue invoices`. */
const articled = /(?:^|\s)(?:the|our|my|die|der|das|den|dem|unsere|la|le|el|o|a|de|il) (?:\S+[- ])?$/i;
const predicate =
  /^ (?:still|growing|filling|piling|backing|getting|so|always|suddenly|constantly|again|use|uses|with|so|noch|standig|immer|plotzlich|is|isn't|was|has|hasn't|had|does|doesn't|did|didn't|keeps|will|won't|can't|cannot|gets|fails|failed|failing|stopped|takes|returns|crashes|grows|times|runs out|not|stuck|never|ist|wird|hat|kann|bleibt|lauft|startet|wachst|schlagt)(?=[\s?.!,]|$)/i;
const preposition = /(?:^|\s)(?:in|of|on|for|from|to|into)(?: the)?\s$/i;

/** What a thing has or is like, said after its kind: `queue depth`, `table scan`, `service mesh`. */
const qualities: ReadonlySet<string> = new Set(
  `depth size growth load duration history scan scans mesh type class policy name count level state rate age length retention backlog capacity throughput latency concurrency timeout timeouts
  key index stream encryption versioning access logging replication public snapshot snapshots backup restore lookup owner usage space storage layer provider provisioning discovery account accounts
  template selector template schedule schedules spec settings config configuration content contents data items messages message consumer consumers producer producers reader writer engine parameter parameters
  itself overview report reports-to creation deletion maintenance window family group target targets listener listeners definition definitions task tasks quota token tokens identity binding bindings object objects
  controller controllers class classes rule rules route routes claim claims pool pools size sizes call calls invocation invocations connection connections query queries table tables column instance instances`.split(
    /\s+/,
  ),
);

/** `orders-db` is a name itself; only German joins a name to its kind, and writes that large: `orders-Datenbank`. */
function takePreceding(match: RegExpExecArray, slot: string, target: string, options: NameOptions, take: Take): void {
  const [whole, value = ''] = match;
  const rest = whole.slice(whole.indexOf(value) + value.length);
  const isWhole = !kubernetesSlots.has(slot) || slot === 'service' || slot === 'ingress';
  if (rest.startsWith('-') && isWhole && !/^-[A-Z]/.test(rest)) {
    take(target, `${value}${rest}`.replace(/['"`]/g, ''), false);
    return;
  }
  if (/(?:^|\s)(?:an?|any|some|no|every|each|ein(?:en|em|er|e)?|kein(?:en|em|er|e)?) $/i.test(before30(match))) return;
  // A German adjective: `einen nicht vorhandenen Service`.
  if (/^[a-z]+(?:ene[nrsm]|ete[nrsm]|ige[nrsm]|iche[nrsm]|ende[nrsm]|bare[nrsm])$/.test(value)) return;
  take(target, value, (target === 'workload' || target === 'namespace') && isOwned(match, options));
}

/** `the labels deployment`: a noun between an article and a kind, which is what the thing is called. */
function isOwned(match: RegExpExecArray, { common }: NameOptions): boolean {
  const [whole, value = ''] = match;
  if (!/(?:^|\s)(?:the|our|my|das|die|der|den|dem|unser|unsere) $/i.test(before30(match))) return false;
  if (/s$/.test(whole) || !/^[a-z]+$/.test(value)) return false;
  return !(common.has(value) && /(?:ed|ing|al|ful|ous|ive|able|ible|est|ly|ic|ary)$/.test(value));
}

function before30({ index, input }: RegExpExecArray): string {
  return input.slice(Math.max(0, index - 30), index);
}

function isExplicitNoun(slot: string): boolean {
  return slot === 'namespace' || slot === 'workload' || slot === 'pod' || slot === 'container' || slot === 'bucket';
}

const acronyms =
  /^(?:ec2|ebs|rds|iam|s3|ecs|eks|sqs|alb|elb|nlb|nat|acm|lambda|aws|vpc|cpu|k8s|kubernetes|dns|tls|ssl|pdb|hpa|pvc|dynamodb|asg|db|pod|node|cluster|job|cron|memory|ram|security|load|auto|image|root|tcp|http|ip|oom|out|crash|back)-/;

/** What namespaces are usually called, where a question says that it names one. */
const usualPlaces = new Set(
  'events orders search jobs returns users workers tasks apps backups batch mail media db data core platform edge infra ml ai default monitoring logging streaming finance security ops system shop portal'.split(
    ' ',
  ),
);

/** `stagng`, `wich`, `retuning`: a common word or environment with a typing error. */
function isMistyped(lower: string, { common, environments, correct }: NameOptions): boolean {
  if (lower.length === 4 && shortened.has(lower)) return true;
  const meant = correct(lower);
  return (
    meant !== lower &&
    (common.has(meant) || tradeWords.has(meant) || !isTopicWord(meant) || isScopeWord(meant, environments))
  );
}

/** `stuk` of `stuck`: words of the trade that lack a letter. */
const shortened: ReadonlySet<string> = new Set(
  [...tradeWords]
    .filter((word) => word.length === 5)
    .flatMap((word) => [1, 2, 3, 4].map((at) => word.slice(0, at) + word.slice(at + 1))),
);

/** `EC2-Instanz`, `RDS-Datenbank`: two words of the trade joined, as German does. */
function isCompound(lower: string, common: WordSet): boolean {
  return (
    acronyms.test(lower) &&
    lower
      .split('-')
      .slice(1)
      .every((part) => common.has(part) || tradeWords.has(part) || part.length > 6)
  );
}

/** Words of the trade that are names where they follow their kind. */
const usualAfter: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    service: 'worker workers events users',
    workload: 'worker workers events users',
    queue: 'jobs events tasks orders emails notifications uploads',
    table: 'events users sessions orders customers accounts roles jobs',
    autoscaling_group: 'workers worker web',
    container: 'sidecar app main proxy worker',
    cluster: 'main primary default workers',
    volume: 'data uploads logs',
  }).map(([slot, words]) => [slot, new Set(words.split(' '))]),
);

/** What services are usually called, though some are words of the trade too. */
export const usualNames: ReadonlySet<string> = new Set(
  `api web frontend backend gateway auth search checkout cart payment payments orders order-service billing catalog inventory shipping notification notifications mailer redis kafka postgres
  mysql mongo mongodb mariadb nginx prometheus grafana elasticsearch rabbitmq memcached vault consul jenkins keycloak argocd traefik envoy istio loki tempo jaeger coredns zookeeper cassandra etl crm cms bff
  session sessions profile profiles pricing recommendation recommendations indexer ingest scheduler importer exporter reporting portal admin login accounts-service lager kasse boutique tienda kunden sync ranking media proxy`.split(
    /\s+/,
  ),
);

/** Those of them that hardly any sentence has for another reason. */
export const unmistakableNames: ReadonlySet<string> = new Set(
  [...usualNames].filter(
    (name) =>
      !/^(?:api|auth|admin|backend|gateway|proxy|search|sessions?|profiles?|recommendations?|ranking|media|sync|scheduler|portal|login|tempo|coredns|importer|exporter|reporting|accounts-service|nginx|istio|redis|postgres|mysql|mongo|mongodb|mariadb)$/.test(
        name,
      ),
  ),
);

/** Whether a word is a name of a thing and not a word of the sentence. */
export function isName(value: string, slot: string, isExplicit: boolean, options: NameOptions): boolean {
  const { environments, common } = options;
  const lower = value.toLowerCase();
  if (isExplicit && usualAfter[slot]?.has(lower)) return true;
  // `est-elle`, `grossissent-ils`: French asks so.
  if (/-(?:t-)?(?:il|ils|elle|elles|on)$/.test(lower)) return false;
  if ((slot === 'workload' && lower.includes('.')) || (slot === 'ingress' && /\.(?:com|org|net|io)$/.test(lower)))
    return false;
  if (lower.length < 2 || /^\d+$/.test(lower) || /^\d+[%a-z]?$/.test(lower)) return false;
  if (slot !== 'pod' && slot !== 'node' && (usualNames.has(lower) || (isExplicit && usualPlaces.has(lower))))
    return true;
  if (isCompound(lower, common)) return false;
  if (!isTopicWord(lower) || tradeWords.has(lower)) return isExplicit && lower === 'default';
  if (/^(?:i|sg|vpc|vol|subnet|sgr|nat|eipalloc)-[0-9a-f]{6,}$/.test(lower) && slot !== 'resource') return false;
  if (kubernetesSlots.has(slot) && !/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(lower)) return false;
  if (isScopeWord(lower, environments)) return isExplicit && slot === 'namespace';
  if (slot !== 'pod' && slot !== 'node' && usualNames.has(lower)) return true;
  if (/^(?:pod|node)$/.test(slot) && !/[-.\d]/.test(lower)) return false;
  if (!isExplicit && (kindWords.has(lower) || isMistyped(lower, options))) return false;
  // A joined word is a name; a plain one only when it is not a word of the trade.
  if (!isExplicit) return /[-_\d]/.test(lower) || !common.has(lower);
  const words = slot === 'workload' || slot === 'namespace' ? options.plain : common;
  return !words.has(lower) || /[-_.\d]/.test(lower);
}
