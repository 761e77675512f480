import type { Json } from '@cloudops/spec';

/** Numbers as words, in the languages of the shipped examples. */
const numbers: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries({
    0: 'zero null cero',
    1: 'one a an eine einen einer ein un una une um uma uno een',
    2: 'two zwei dos deux dois duas due twee couple',
    3: 'three drei tres trois tre drie',
    4: 'four vier cuatro quatre quatro quattro',
    5: 'five funf cinco cinq cinque vijf',
    6: 'six sechs seis sei zes',
    7: 'seven sieben siete sept sete sette zeven',
    8: 'eight acht ocho huit oito otto',
    9: 'nine neun nueve neuf nove negen',
    10: 'ten zehn diez dix dez dieci tien',
    12: 'twelve zwolf doce douze doze dodici twaalf',
    15: 'fifteen',
    20: 'twenty zwanzig veinte vingt vinte venti twintig',
    24: 'twenty-four',
    30: 'thirty dreissig treinta trente trinta trenta dertig',
  }).flatMap(([value, words]) => words.split(' ').map((word) => [word, Number(value)])),
);

/** A number written with digits or as a word; null for anything else. */
export function readNumber(text: string): number | null {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  return numbers[text] ?? null;
}

const number =
  '(\\d{1,7}|zero|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|cero|dos|tres|cuatro|cinco|deux|trois|cinq|drei|vier|funf|zwei|dois|duas|quatro|due|quattro|cinque|drie|twee|vijf)';
const replicaNoun =
  "(?:replicas?|replikas?|replika|repliche|repliques?|replica's|pods?|instances?|copies|instanzen|instancias|レプリカ|副本)";
const memoryUnit = '(?<![\\w.])(\\d+(?:\\.\\d+)?\\s?(?:[kgt]i?b?|mi?b|mi))(?![a-z0-9])';
const cpuAmount = '(\\d+m|\\d+(?:\\.\\d+)?)';

type Finder = readonly [slot: string, pattern: RegExp, read: (match: RegExpExecArray) => Json | null];

const integer = (match: RegExpExecArray): Json | null => readNumber(match[1] ?? '');
const text = (match: RegExpExecArray): Json | null => match[1]?.replace(/\s/g, '') ?? null;
const memory = (match: RegExpExecArray): Json | null => toQuantity(match[1] ?? '');

const finders: readonly Finder[] = [
  [
    'max_replicas',
    new RegExp(`max(?:imum|_| )?\\s?replicas?(?: of [^ ]+)*(?: of [^ ]+)?(?: to|=|:| at)? ${number}`),
    integer,
  ],
  ['min_replicas', new RegExp(`min(?:imum|_| )?\\s?replicas?(?: [^ ]+){0,6}? (?:to|at|=) ${number}`), integer],
  ['max_replicas', new RegExp(`max(?:imum|_| )?\\s?replicas?(?: [^ ]+){0,6}? (?:to|at|=) ${number}`), integer],
  [
    'max_replicas',
    new RegExp(`(?:hpa|autoscaler)(?: [^ ]+){0,3} max(?:imum)?(?: [^ ]+){0,4}? (?:to|at|=) ?${number}(?![a-z0-9.%])`),
    integer,
  ],
  [
    'min_replicas',
    new RegExp(`(?:hpa|autoscaler)(?: [^ ]+){0,3} min(?:imum)?(?: [^ ]+){0,4}? (?:to|at|=) ?${number}(?![a-z0-9.%])`),
    integer,
  ],
  ['replicas', new RegExp(`\\b(?:from|von|de|da|van) \\d+ (?:to|auf|a|para|naar) ${number}(?![a-z0-9.%])`), integer],
  ['replicas', /--replicas[= ](\d+)/, integer],
  ['replicas', /more (?:pods|replicas),? (\d+)(?![\d.%a-z])/, integer],
  ['replicas', new RegExp(`${number}\\s?(?:more )?${replicaNoun}`), integer],
  ['replicas', /(?:レプリカ数?を?|副本数?(?:改成|到|为|设为)?)\s?(\d+)/, integer],
  ['replicas', /(\d+)\s?(?:個|个)/, integer],
  [
    'replicas',
    new RegExp(
      `(?:replicas?|replikas?|pods?|replica count)(?: (?:of|for|von|de|du|do|di|van) [^ ]+(?: [^ ]+)?)?(?: (?:in|im) [^ ]+)? ?(?:to|auf|a|à|para|at|=|:|op|en) ?${number}(?![a-z0-9.])`,
    ),
    integer,
  ],
  [
    'replicas',
    new RegExp(
      `(?:scale|skaliere|escala|escale|scala|schaal|bump|bring)\\w*\\b.*? (?:to|auf|a|para|at|naar|up to|down to|back to) ${number}(?![a-z0-9.%])`,
    ),
    integer,
  ],
  [
    'port',
    /(?:ports?|puerto|porta|porto|poort|ポート|端口)\s?(?:number |nr\.? )?[:=]?\s?(\d{1,5})(?!\d|[.:])/,
    integer,
  ],
  [
    'port',
    /(?:connect|reach|connection|erreich|conect|acced|joindre).* (?:on|auf|sur|en|an|via|over) (\d{2,5})(?=\s|$|[?.!,])/,
    integer,
  ],
  // Ports that everybody knows need no word for what they are: `times out on 8443`.
  [
    'port',
    /(?<![\w.])(?:on|auf|sur|en|an|em|via|over|op|su) (22|80|443|1433|1521|2049|3000|3306|3389|5432|5439|5672|6379|6443|8000|8080|8443|9000|9090|9092|9200|11211|27017)(?=\s|$|[?.!,;:)])/,
    integer,
  ],
  ['port', /(?:rules?|regla|regel|regle|regra|regola)\b[^\d.,;]{0,24} (\d{2,5})(?![\d.:/-])/, integer],
  ['port', /(?:tcp|udp)[/ ](\d{1,5})(?!\d)/, integer],
  ['port', /(?<![\d.])(\d{1,5})\s?(?:番ポート|\/tcp|\/udp)/, integer],
  ['port', /(?:^|\s)(?:ssh)(?:\s|$|[?.,])/, () => 22],
  ['port', /(?:^|\s)(?:rdp)(?:\s|$|[?.,])/, () => 3389],
  ['hibernate', /(?<!don't |not |without )hiberna/, () => true],
  ['revision', /to-revision[= ](\d{1,6})/, integer],
  ['revision', /(?:revision|rev|revisao|revisione|リビジョン|版本)\s?#?(\d{1,6})(?![.\d])/, integer],
  ['to_revision', /(?:to |auf |a |à |para )?(?:revision|rev|revisao|révision|リビジョン|版本)\s?#?(\d{1,6})/, integer],
  [
    'version',
    /(?:version|versión|versão|versione|v|release|auf|upgrade to|バージョン)\s?(v?\d{1,3}(?:\.\d{1,3}){1,2}(?:-[\w.]+)?)(?![\d.])/,
    text,
  ],
  ['version', /(?:^|\s)(v\d+(?:\.\d+){0,3}(?:-[\w.]+)?)(?=\s|$|[?,])/, text],
  ['version', /(?:^|\s)(1\.\d{2})(?=\s|$|[?,.])/, text],
  ['days', /(\d{1,4})\s?(?:days?|tagen?|d[ií]as?|jours?|dias?|giorni|dagen|日|天)/, integer],
  ['percent', /(\d{1,3})\s?(?:%|percent|prozent|por ciento|pour ?cent|por cento|per cento)/, integer],
  [
    'grace_sec',
    /(\d{1,5})\s?(?:s|sec|seconds?)\b.{0,12}grace|grace(?: period)?(?: of)? (\d{1,5})/,
    (match) => readNumber(match[1] ?? match[2] ?? ''),
  ],
  ['limits_memory', new RegExp(`limits?=?[^.;]*?memory=${memoryUnit}`, 'i'), memory],
  ['limits_cpu', /limits?=?[^.;]*?cpu=(\d+m|\d+(?:\.\d+)?)/, text],
  [
    'limits_memory',
    new RegExp(`(?:memory|mem|memoria|memória|mémoire|speicher|geheugen)[- ]?limit\\w*[^.;]{0,60}? ${memoryUnit}`, 'i'),
    memory,
  ],
  ['requests_memory', new RegExp(`memory[- ]?requests?[^.;]{0,60}? ${memoryUnit}`, 'i'), memory],
  ['limits_cpu', new RegExp(`cpu[- ]?limits?[^.;]{0,60}? ${cpuAmount}(?=\\s|$|[?,.]| cores?)`), text],
  ['requests_cpu', new RegExp(`cpu[- ]?requests?[^.;]{0,60}? ${cpuAmount}(?=\\s|$|[?,.]| cores?)`), text],
  ['memory', new RegExp(memoryUnit, 'i'), memory],
  ['cpu', /(?<![\w.])(\d+m)(?![\w])/, text],
  ['cpu', /(?<![\w.])(\d+(?:\.\d+)?)\s?(?:cpus?|cores?|vcpus?|kerne)(?!\w)/, text],
  ['cpu', /cpu\w* (?:to|auf|a|at|=|of) (\d+(?:\.\d+)?)(?![\w.%])/, text],
];

/** Words that quantities are told by, for typing errors in them. */
export const quantityWords: ReadonlySet<string> = new Set(
  'replicas replica memory limit limits request requests cores version revision weeks hours minutes'.split(' '),
);

/** `1 gb` as the quantity `1Gi`; Kubernetes' own spelling stays. */
function toQuantity(amount: string): string {
  const match = /^(\d+(?:\.\d+)?)\s?([kmgt])(i?)(b?)$/i.exec(amount);
  if (match === null) return amount;
  const [, value = '', unit = '', binary = '', byte = ''] = match;
  const letter = unit.toLowerCase() === 'k' ? 'K' : unit.toUpperCase();
  return `${value}${letter}${binary !== '' || byte !== '' ? 'i' : ''}`;
}

/** Numbers with a meaning: replicas, ports, CPU and memory, days. `lower` is the question in lower case. */
export function findQuantities(lower: string, declared: ReadonlySet<string>): Readonly<Record<string, Json>> {
  const found: Record<string, Json> = {};
  for (const [slot, pattern, read] of finders) {
    if (!declared.has(slot) || found[slot] !== undefined) continue;
    const match = pattern.exec(lower);
    const value = match === null ? null : read(match);
    if (value !== null && !(slot === 'port' && Number(value) > 65_535)) found[slot] = value;
  }
  return dropRepeated(found);
}

/** `memory limit 1Gi` fills the exact slot; the general one would say it twice. */
function dropRepeated(found: Record<string, Json>): Readonly<Record<string, Json>> {
  const { limits_cpu, requests_cpu, limits_memory, requests_memory, max_replicas, min_replicas } = found;
  const superfluous = new Set<string>();
  if (limits_cpu !== undefined || requests_cpu !== undefined) superfluous.add('cpu');
  if (limits_memory !== undefined || requests_memory !== undefined) superfluous.add('memory');
  if (max_replicas !== undefined || min_replicas !== undefined) superfluous.add('replicas');
  return Object.fromEntries(Object.entries(found).filter(([slot]) => !superfluous.has(slot)));
}
