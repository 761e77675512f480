import type { Json } from '@cloudops/spec';
import { isName, type NameOptions, unmistakableNames, usualNames } from './names.ts';

/** What implied names are found with. */
export interface ImpliedOptions extends NameOptions {
  readonly verb: string | null;
}

const name = '([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)';
const quote = '[`\'"]?';
const end = '(?=\\s|$|[?.!,;:\'"`)])';
const determiner = "(?:the |our |my |team |der |die |das |den |dem |el |la |le |les |o |il |lo |het |l')?";
const predicate =
  '(?:so |very |still |always |constantly |suddenly |again |now |only |just |being |been |getting |currently |all |using |not |always |keeps? |constantly )*';

const done =
  '(?:restarted|redeployed|deployed|scaled|updated|upgraded|released|changed|rolled out|rolled back|killed|bounced|resized)';

/** `the hpa of labels`: whose part it is that is spoken of. */
const whose = new RegExp(
  `(?:pods?|tasks?|replicas?|rollout|restarts?|crash(?:es)?|limits?|requests?|hpa|pdb|autoscaler|autoscaling|scaling|throttling|cpu|memory|disk|volume|logs|probes?|release|deployment|deploy|version|usage|image|rollback|costs?|owner) (?:of|for|from|by|in|on|von|fur|de|du|do|da|del|di|van|voor) ${determiner}${quote}${name}${quote}${end}`,
  'g',
);

/** Where the thing that a question is about stands, best first. */
const subjects: readonly RegExp[] = [
  new RegExp(
    `(?:after|since|by|before) (?:restarting|redeploying|deploying|scaling|updating|upgrading|releasing|rolling back|changing) ${determiner}${quote}${name}${quote}${end}`,
    'g',
  ),
  new RegExp(`(?:want|need|have|get|like|see) ${determiner}${quote}${name}${quote} (?:rolled back|${done})${end}`, 'g'),
  new RegExp(
    `(?:^|\\s)(?:i|we|they|someone|somebody|who) (?:just |already |have |has |also |only )*${done} ${determiner}${quote}${name}${quote}${end}`,
    'g',
  ),
  new RegExp(
    `(?:why is|why's|why are|why does|why do|why did|why has|why have|why was|why can't|why cant|why cannot|why won't|why wont|what makes|what is making|what keeps|what's wrong with|what is wrong with|whats wrong with|how is|(?:how much|how many|what|when|where|how) (?:is|are|does|do|did|has|was)|(?:^|[.,:;?!] |and |but |if |whether )(?:is|are|does|did|has|can|was)) ${determiner}${quote}${name}${quote}${end}`,
    'g',
  ),
  new RegExp(
    `(?:warum ist|warum sind|warum hat|warum startet|warum starten|warum wird|warum hangt|warum braucht|warum bleibt|warum sturzt|wieso ist|pourquoi|por que|perche|porque|waarom is|waarom blijft|waarom) (?:esta |est |ist |se |e |est-ce que |o |el |la |le |il |der |die |das |is )*${quote}${name}${quote}${end}`,
    'g',
  ),
  new RegExp(
    `${quote}${name}${quote}(?:'s)? (?:pods?|replicas?|rollout|deploy|container|containers|app|application|backend|workers?|release|autoscaler|hpa|rollback|namespace)${end}`,
    'g',
  ),
  whose,
  new RegExp(
    `(?:kills?|killing|happen(?:s|ed|ing)? (?:to|with)|wrong with|problems? with|issues? with|up with|broke|breaks|changed (?:in|on|for)|set for|missing for|spread|evict(?:s|ing)?|prevents) ${determiner}${quote}${name}${quote}${end}`,
    'g',
  ),
  new RegExp(
    `(?:^|[.:,] |that |and )${determiner}${quote}${name}${quote}:? ${predicate}(?:is|are|keeps?|was|has|goes|went|won't|wont|can't|cant|cannot|doesn't|doesnt|does|restarts?|crashes|crashing|crashlooping|crashloop|oomkilled|oom|pending|stuck|dies|died|gets?|got|went|failed|fails|failing|needs?|uses|eats|returns?|shows?|imagepullbackoff|startet|ist|hangt|bleibt|est|esta|fica|redemarre|blijft)${end}`,
    'g',
  ),
  new RegExp(`${quote}${name}${quote} (?:の(?:pod|ポッド|cpu|メモリ)|が|は|のロール|のデプロイ)`, 'g'),
  new RegExp(`(?:为什么|为何)\\s?${name}`, 'g'),
  new RegExp(`(?:of|for|by|fur|von) ${determiner}${quote}${name}${quote}${end}`, 'g'),
];

const places: readonly RegExp[] = [
  new RegExp(
    `(?:^|\\s)(?:in|inside|within|im|dans|en|em|nel|na|no|nella) (?:the |our |der |dem |le |la |el |il |o )?${quote}${name}${quote}${end}`,
    'g',
  ),
  new RegExp(`(?:^|\\s)${name} (?:の|里的|内の|で)`, 'g'),
];

const objectKinds =
  '(?:deployments?|deploy|statefulsets?|sts|daemonsets?|ds|replicasets?|workloads?|pods?|po|services?|svc|app|application|nodes?|node|no|knoten|noeud|nodo|rollout|scale|restart|undo|cluster|instances?|ec2|replicas?|memory|cpu|mem|limits?|requests?|the|a|an|of|on|for|in|our|my|all|number|resources?|to|up|down|out|back|prod|production|staging|dev|please|last|and|kubectl|from|der|die|das|den|dem|von|el|la|los|las|le|les|de|du|del|o|os|do|da|il|lo|di|het|van|het|par|pour|para|per|voor|fur|max|min|container|limite|memoria|memoire|speicher|bitte|image|release|change|version|revision|previous|rolling|versione|versao|versie|revisione|revisao|deploiement|despliegue|dernier|derniere|ultimo|ultima|precedente|anterior|anteriore|previa|vorige|vorherige|letzte|laatste)';

/** Names that only their place in the sentence gives away: `in shop`, `why is checkout slow`, `restart api`. */
export function findImpliedNames(
  lower: string,
  known: Readonly<Record<string, Json>>,
  options: ImpliedOptions,
): Readonly<Record<string, Json>> {
  const taken = new Set(Object.values(known).map((value) => String(value).toLowerCase()));
  const found: Record<string, Json> = {};
  const take = (slot: string, value: string | undefined, isObject = false): void => {
    if (value === undefined || !options.declared.has(slot)) return;
    if (known[slot] !== undefined || found[slot] !== undefined || taken.has(value)) return;
    if (!isName(value, slot, isObject, options)) return;
    found[slot] = value;
    taken.add(value);
  };
  if (options.verb !== null) takeObject(lower, options.verb, options, take);
  for (const pattern of places) for (const match of lower.matchAll(pattern)) take('namespace', match[1]);
  const isAboutPod = known.pod !== undefined;
  if (!isAboutPod && known.node === undefined && known.service === undefined) {
    const slot = !options.declared.has('workload') && options.declared.has('cluster') ? 'service' : 'workload';
    for (const pattern of subjects)
      for (const match of lower.matchAll(pattern))
        take(slot, match[1], pattern === whose && !isUnlikelyName(match[1], options));
  }
  takeJoined(lower, take, options);
  takeSubject(lower, { ...known, ...found }, options, take);
  if (options.verb === null) takeLone(lower, { ...known, ...found }, options, take);
  return found;
}

/** What one thing of its kind is enough to know; a question that names another of these is not about a workload. */
const ofPods = ['workload', 'pod', 'node', 'service', 'ingress', 'volume', 'image', 'host', 'container'];

/** `what kills parser-worker`: the only word that is a name, joined or as services are called, wherever it stands. */
function takeLone(
  lower: string,
  found: Readonly<Record<string, Json>>,
  { declared, common }: ImpliedOptions,
  take: (slot: string, value: string | undefined) => void,
): void {
  const taken = new Set(Object.values(found).map((value) => String(value).toLowerCase()));
  const words = (lower.match(/(?<![\w./:@=-])[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*(?![\w/:@=]|\.\w|-)/g) ?? []).filter(
    (word) => !taken.has(word),
  );
  const isOfEcs = declared.has('service') && declared.has('cluster');
  const known = isOfEcs ? usualNames : unmistakableNames;
  const names = words.filter((word) =>
    /[-_]/.test(word) ? !describing.test(word) && !common.has(word) : known.has(word),
  );
  const [only, other] = new Set(names);
  if (only === undefined || other !== undefined) return;
  if (declared.has('workload')) {
    if (ofPods.some((slot) => found[slot] !== undefined)) return;
    take(/-\d{1,3}$/.test(only) && declared.has('pod') ? 'pod' : 'workload', only);
    return;
  }
  if (isOfEcs) {
    take('service', only);
    return;
  }
  const [slot, second] = mainSlots.filter((candidate) => declared.has(candidate));
  if (!/[-_]/.test(only)) return;
  if (slot !== undefined && second === undefined && found[slot] === undefined && found.instance === undefined)
    take(slot, only);
}

/** `limits of customers`, `cpu in stagng`: a word of the language in its plural, or with a typing error, is seldom a name. */
function isUnlikelyName(value: string | undefined, { common, correct }: ImpliedOptions): boolean {
  return value === undefined || (value.endsWith('s') && common.has(value)) || correct(value) !== value;
}

/** What stands after the verb of an order, kinds and articles passed over. */
function takeObject(
  lower: string,
  verb: string,
  options: ImpliedOptions,
  take: (slot: string, value: string | undefined, isObject?: boolean) => void,
): void {
  const { declared } = options;
  const slot = declared.has('node') && !declared.has('workload') ? 'node' : 'workload';
  const from = lower.indexOf(verb.split(' ')[0] ?? verb);
  const rest = lower.slice(Math.max(0, from));
  const match = new RegExp(`^[^\\s]+(?:\\s+${objectKinds}(?=\\s))*\\s+${quote}${name}${quote}${end}`).exec(rest);
  take(slot, match?.[1], true);
  // German says what is to be done at the end: `checkout auf 5 Replikas hochskalieren`.
  take(
    slot,
    new RegExp(`(?:^|bitte |den |das |die |der )${name} (?:auf|neu|bitte|zuruck)${end}`).exec(lower)?.[1],
    true,
  );
  take(slot, new RegExp(`(?:^|[\\s、])${name}\\s?(?:deployment|pod)?\\s?(?:を|の|に)`).exec(lower)?.[1], true);
  take(
    slot,
    new RegExp(`(?:把|将|给|重启|扩容|缩容|回滚|里的|中的)\\s?(?:deployment|pod|节点|部署|服务)?\\s?${name}`).exec(
      lower,
    )?.[1],
    true,
  );
  for (const candidate of lower.matchAll(
    new RegExp(
      `(of|for|on|to|von|de|du|do|di|fur|pour|para|van|auf) ${determiner}(?:deployment |pod |pods |service )?${quote}${name}${quote}${end}`,
      'g',
    ),
  ))
    take(
      slot,
      candidate[2],
      /^(?:of|for|von|de|du|do|di|van)$/.test(candidate[1] ?? '') && !isUnlikelyName(candidate[2], options),
    );
}

/** Slots of AWS that a question about one thing fills with what it is about. */
const mainSlots = ['function', 'database', 'queue', 'table', 'load_balancer', 'autoscaling_group', 'bucket'];

/** `why does image-resizer time out`: a joined name in the place of the subject, where only one kind of thing is meant. */
function takeSubject(
  lower: string,
  found: Readonly<Record<string, Json>>,
  { declared }: ImpliedOptions,
  take: (slot: string, value: string | undefined) => void,
): void {
  const [slot, other] = mainSlots.filter((candidate) => declared.has(candidate));
  if (slot === undefined || other !== undefined || declared.has('workload')) return;
  if (found[slot] !== undefined || found.instance !== undefined) return;
  for (const pattern of subjects) {
    for (const match of lower.matchAll(pattern)) {
      const value = match[1] ?? '';
      if (/^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+$/.test(value) && !describing.test(value)) take(slot, value);
    }
  }
}

/** Joined words that describe rather than name. */
const describing =
  /^(?:right|cross|multi|single|read|write|on|non|pre|re|self|client|server|auto|high|low|long|short|all|so|well|up|in|out|over|under|old|new|dead|public|world|un)-|^lambda_handler$/;

/** Endings by which people name what a thing of AWS is. */
const endings: readonly (readonly [string, RegExp])[] = [
  ['load_balancer', /^(?:.*-)?(?:alb|nlb|elb|lb)(?:-.*)?$/],
  ['autoscaling_group', /^(?:.*-)?asg(?:-.*)?$/],
  ['queue', /^(?:.*[-_])?(?:queue|dlq)(?:[-_].*)?$|\.fifo$/],
  ['database', /^(?:.*-)?(?:db|rds|aurora|postgres|mysql|database)(?:-.*)?$/],
  ['bucket', /^(?:.*-)?(?:bucket|assets|backups?|logs)(?:-.*)?$/],
  ['function', /^(?:.*[-_])?(?:fn|lambda|function|handler)(?:[-_].*)?$/],
  ['target_group', /^(?:.*-)?tg(?:-.*)?$/],
];

function takeJoined(
  lower: string,
  take: (slot: string, value: string | undefined) => void,
  { declared }: ImpliedOptions,
): void {
  const joined = lower.match(/[a-z0-9]+(?:[-_.][a-z0-9]+)+/g) ?? [];
  for (const [slot, pattern] of endings) {
    if (!declared.has(slot)) continue;
    take(
      slot,
      joined.find(
        (word) => pattern.test(word) && !/^[ie]\.|\.(?:com|io|net|org|py|js|ts|go|java)$|^lambda_handler$/.test(word),
      ),
    );
  }
}
