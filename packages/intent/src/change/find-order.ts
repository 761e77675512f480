import { correctWord, createVocabulary, missingLetter, type Vocabulary } from '../local/spelling.ts';
import { foldCase, isTopicWord } from '../local/words.ts';
import { inPlainWords } from './in-plain-words.ts';
import { askers, lookers, negations, nounFollowers, nounVerbs, politeness } from './openers.ts';
import { changePhrases } from './phrases.ts';
import { separableEnds } from './separable-verbs.ts';
import { changeVerbs, unspacedChangeVerbs } from './verbs.ts';

/** What a text asks to have done, as far as it asks that. */
export interface Order {
  /** What the verb does, such as `restart`, `destroy` or `other`. */
  readonly act: string;
  /** The verb, without typing errors. */
  readonly verb: string;
  /** The verb as written, when that differs. */
  readonly written?: string;
}

/** What kind of sentence a text is. */
export interface SpeechAct {
  /** `order` = something is to be changed; `ask` = something is to be told; `bare` = neither is said (`cpu prod`). */
  readonly kind: 'order' | 'ask' | 'bare';
  /** The order of the first sentence that is one. */
  readonly order: Order | null;
  /** Orders anywhere, also in later sentences; for caution only. */
  readonly orders: readonly Order[];
  /** How many statements ask something. */
  readonly asks: number;
  /** How many words stand in statements before the order. */
  readonly around: number;
}

const byVerb: ReadonlyMap<string, string> = new Map(
  Object.entries(changeVerbs).flatMap(([act, forms]) =>
    forms
      .split(/\s+/)
      .filter((form) => form !== '')
      .map((form): [string, string] => [form.replaceAll('_', ' '), act])
      .reverse(),
  ),
);

/** Whether a word by itself is a verb of change. */
export function isChangeVerb(word: string): boolean {
  return byVerb.has(word);
}

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const unspacedQuestion =
  /[?？]|なぜ|どうして|何が|何で|どの|どれ|誰|いつ|ですか|ますか|でしょうか|か$|为什么|为何|怎么|什么|谁|哪|是否|吗|有没有|多少|왜|무엇|누가|어떤|까\?|나요|したら|すると|如果|しないで|せずに|不要|别|方法|无法|不能|失败|している|していた|した$|された|される|する(?!な)|できない|しない/u;

/** `22番ポートを開放しているルールを削除して`: what the thing does now stands before what is to be done. */
const unspacedOrder = /(?:して|しろ|せよ)(?:ください|下さい|くれ)?[。！!]?$/u;
const unspacedLook = /[?？]|なぜ|どうして|(?:確認|説明|分析|表示|調査|リスト|比較|検索)して|教えて|調べて|見せて/u;

/** Separate statements of a text: sentences, and what `and` or `then` joins on. */
function splitClauses(text: string): readonly string[] {
  return text
    .split(
      /(?<=[?？!！。;；\n])|(?<=[.:,])\s+|\s+[-–—]+\s+|\s+(?:and then|then|and|und dann|und|luego|y|puis|et|depois|poi|en dan|but|aber|pero|mais)\s+/iu,
    )
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');
}

/**
 * Statements, where what `and` joins to a statement about something goes on about it: in `nodes run out of memory and
 * kick pods out` nobody orders kicking.
 */
function splitStatements(text: string): readonly string[] {
  const sentences = text.split(/(?<=[?？!！。;；\n])|(?<=[.:,])\s+/u).map((part) => part.trim());
  return sentences.flatMap((sentence) => {
    const parts = splitClauses(sentence);
    const [first] = parts;
    if (first === undefined || parts.length === 1) return parts;
    const isAbout = readClause(first).kind === 'bare' && first.split(' ').length > 2;
    return isAbout ? [sentence] : parts;
  });
}

/** Says whether a text orders a change, and which. Reads only the words; what may be trusted is for others to say. */
export function findSpeechAct(text: string, verbs: Vocabulary | null = null): SpeechAct {
  const clauses = splitStatements(inPlainWords(foldCase(text.toLowerCase())));
  const acts = clauses.map((clause) => readCorrected(clause, verbs));
  const orders = acts.flatMap((act) => (act.order === null ? [] : [act.order]));
  const first = acts.find((act) => act.kind !== 'bare');
  const before = clauses.slice(
    0,
    Math.max(
      0,
      acts.findIndex((act) => act.kind === 'order'),
    ),
  );
  const around = before
    .join(' ')
    .split(' ')
    .filter((word) => !politeness.has(word.replace(/[^\p{L}]/gu, ''))).length;
  const asks = acts.filter((act) => act.kind === 'ask').length;
  if (first?.kind === 'order' && first.order?.act === 'other' && asks > 0)
    return { kind: 'ask', order: null, orders, asks, around };
  if (first?.kind === 'order') return { kind: 'order', order: first.order, orders, asks, around };
  return { kind: asks > 0 ? 'ask' : 'bare', order: null, orders, asks, around };
}

interface ClauseAct {
  readonly kind: 'order' | 'ask' | 'bare';
  readonly order: Order | null;
}

/** Something that a change is done to, by its shape or kind, and nothing said about it. */
const nameable =
  /^(?!.*(?:^| )(?:is|are|was|were|has|have|does|keeps?|ist|est|esta|fica) ).*(?:(?<![\w-])(?:i|sg)-[0-9a-z]{4,}|[a-z]-\d+(?![\w-])|(?<![\w-])(?:deployment|statefulset|daemonset|replicas?|node|knoten|nodo|noeud|pods of)(?![\w-]))/;
const everyVerb: Vocabulary = createVocabulary([...byVerb].flatMap(([verb, act]) => (act === 'other' ? [] : [verb])));

/** All verbs of change, where an order is likelier than a name. */
function widen(verbs: Vocabulary): Vocabulary {
  return { known: verbs.known, byLength: everyVerb.byLength };
}

/** A clause that says neither may hold a mistyped verb: `sclae checkout to 9`. */
function readCorrected(clause: string, verbs: Vocabulary | null): ClauseAct {
  const act = unspaced.test(clause) ? readUnspaced(clause) : readClause(clause);
  if (act.kind !== 'bare' || verbs === null) return act;
  const words = clause.split(' ');
  const at = words.findIndex((word) => !politeness.has(word));
  const word = words[at];
  if (
    word === undefined ||
    word.length < 4 ||
    /(?:ed|ing|s)$/.test(word) ||
    !isTopicWord(word) ||
    words.length < at + 2
  )
    return act;
  const vocabulary = nameable.test(words.slice(at + 1).join(' ')) ? widen(verbs) : verbs;
  const corrected = missingLetter(word, vocabulary) ?? correctWord(word, { vocabulary, names: new Set() });
  if (corrected === word) return act;
  const second = readClause([...words.slice(0, at), corrected, ...words.slice(at + 1)].join(' '));
  return second.order === null ? act : { kind: 'order', order: { ...second.order, written: word } };
}

/** `can we drain node-3?` asks whether; `can you drain node-3?` orders. */
const permission =
  /^(?:so |and |but |hey |ok )*(?:can|could|may|might|should|shall|must|dare|would) (?:i|we|it|they|one|anyone|someone|somebody|this|that|the)\b|^(?:kann|konnen|darf|durfen|soll|sollen|muss|mussen) (?:ich|wir|man)\b|^(?:puedo|podemos|podria|debo|debemos|deberia|posso|podemos|devo|possiamo|puis-je|peut-on|pouvons|dois-je|doit-on|mag|moet|kan) (?:ik|we|wij|ich|je|on|nous)?\b(?!.*por favor)/;

/** `do a rolling restart`, `haz rollback`: a verb that says nothing, and the deed as a noun. */
const performing =
  /^(?:please |por favor |bitte |pls )?(?:do|perform|trigger|run|make|start|haz|hacer|fais|faire|faites|fai|fare|faca|fazer|mach|mache|doe) (?:a |an |the |un |una |el |le |il |um |uma |o |een |einen |ein )?(?:rolling |rollout )?(restart|rollback|drain|cordon|reboot|resize)\b(?! (?:count|loop|policy|fail|history))/;

const indirect: readonly RegExp[] = [
  /\b(?:needs?|must|has|have|ought|should|wants?) (?:to )?be (\w+)/,
  /\b(?:needs?|requires?|deserves?|wants?) (?:a|an|another) (restart|reboot|rollback|drain|resize|scale|kick|stop|start)/,
  /^(?:rolling|rollout) (restart|undo)\b/,
  /\b(?:want|wants|need|get|have|like|see) (?:the |my |our )?(?:[\w./:-]+ ){1,4}(restarted|rebooted|scaled|drained|cordoned|deleted|removed|terminated|stopped|started|resized|revoked|reverted|rolled back|killed|closed|dropped|wiped|purged|destroyed|isolated|contained|quarantined|created|opened)\b/,
  /\b(?:why (?:don't|dont|not|don t|can't) (?:you|we)(?: just)?|how about|what about|time to|it's time to|would you mind|do you mind|mind|feel free to|make sure (?:to|you)|be sure to|i order you to|you (?:must|should|have to|need to)|i(?:'d| would) (?:like|love) (?:you )?to|i (?:want|need) you to) (?:just |please |go |to )*(\w+)/,
];

const doers: ReadonlySet<string> = new Set('i we they wir ich nous je ik wij nosotros'.split(' '));

function readClause(clause: string): ClauseAct {
  if (permission.test(clause)) return { kind: 'ask', order: null };
  const words = clause.match(/[\p{L}\p{N}%]+(?:[-._/:'][\p{L}\p{N}%]+)*/gu) ?? [];
  const stated = readPhrase(words) ?? readIndirect(clause, words);
  if (stated !== null) return { kind: 'order', order: stated };
  let polite = false;
  for (const [at, word] of words.entries()) {
    const verb = verbAt(words, at);
    // `we replace the disk` says what is being done, and orders nothing.
    if (verb !== null && doers.has(words[at - 1] ?? '')) return { kind: 'bare', order: null };
    if (verb !== null && isImperative(words, at, verb)) return { kind: 'order', order: ofRule(verb, words.slice(at)) };
    if (negations.has(word)) return { kind: 'ask', order: null };
    if (askers.has(word) && !(polite && politeness.has(word))) {
      // `do restart`, `have api restarted` are handled above; `is`, `why`, `was` open a question.
      return { kind: 'ask', order: null };
    }
    if (lookers.has(word)) return { kind: 'ask', order: null };
    if (!politeness.has(word)) return readEnd(words, at);
    polite = true;
  }
  return { kind: 'bare', order: null };
}

/** To delete a firewall rule is to revoke it: what had it open is still there. */
function ofRule(order: Order, rest: readonly string[]): Order {
  const isRule = rest
    .slice(1, 7)
    .some((word) =>
      /^(?:rules?|regeln?|regles?|reglas?|regras?|regola|regel|sgr-\w+|access|acces|acceso|acesso|accesso|zugriff|toegang|opening|0\.0\.0\.0\/0)$/.test(
        word.replace(/^[ld]'/, ''),
      ),
    );
  const isOfGroup = rest.some((word) => /^sg-[0-9a-z]+$/.test(word));
  const isOpening =
    isOfGroup && rest.some((word) => /^(?:\d+\.\d+\.\d+\.\d+\/\d+|ports?|puerto|porta|porto)$/.test(word));
  return order.act === 'destroy' && (isRule || isOpening) ? { ...order, act: 'revoke' } : order;
}

/** German, Dutch and others put the verb last: `den api-Pod bitte neu starten`. */
function readEnd(words: readonly string[], from: number): ClauseAct {
  const last = words.length - 1;
  for (const at of [last - 1, last]) {
    if (at <= from) continue;
    const verb = verbAt(words, at);
    const isLast = verb !== null && at + verb.verb.split(' ').length - 1 === last;
    if (!isLast || !/(?:en|ern)$/.test(verb.verb)) continue;
    if (words.slice(0, at).some((word) => negations.has(word) || askers.has(word))) continue;
    return { kind: 'order', order: verb };
  }
  return { kind: 'bare', order: null };
}

/** An order of several words, after what politeness puts before it. */
function readPhrase(words: readonly string[]): Order | null {
  const from = words.findIndex((word) => !politeness.has(word));
  if (from < 0) return null;
  // `let`, `go` and `want` are polite before an order, and may begin one.
  for (const start of from === 0 ? [0] : [0, from]) {
    const rest = words.slice(start).join(' ');
    const phrase = changePhrases.find(([, pattern]) => pattern.test(rest));
    if (phrase !== undefined) return { act: phrase[0], verb: words[start] ?? '' };
  }
  return null;
}

function readIndirect(clause: string, words: readonly string[]): Order | null {
  const first = words[0] ?? '';
  const performed = performing.exec(clause)?.[1];
  if (performed !== undefined) return { act: byVerb.get(performed) ?? 'other', verb: performed };
  if (askers.has(first) && !/^(?:why (?:don|not|can)|how about|what about|do you mind)/.test(clause)) return null;
  if (
    words.some((word) => negations.has(word) && !/^(?:before|after|while)$/.test(word)) &&
    !/^why (?:don|not|can)/.test(clause)
  )
    return null;
  for (const [number, pattern] of indirect.entries()) {
    // In a long sentence, as of an alert, "should be rotated" tells what is wrong.
    if (number === 0 && words.length > 9) continue;
    const word = pattern.exec(clause)?.[1];
    if (word === undefined) continue;
    for (const form of baseForms(word)) {
      const act = byVerb.get(form);
      if (act !== undefined) return { act, verb: form };
    }
  }
  return null;
}

/** `scaled`, `scaling`, `rolled back` as `scale`, `roll back`. */
function baseForms(word: string): readonly string[] {
  if (/^rolled back/.test(word)) return ['roll back'];
  const bare = word.replace(/(?:ing|ed)$/, '');
  return [word, bare, `${bare}e`, bare.replace(/([bdfgmnprt])\1$/, '$1'), word.replace(/d$/, '')];
}

function verbAt(words: readonly string[], at: number): Order | null {
  const [one, two] = [words[at] ?? '', words[at + 1]];
  const pair = two === undefined ? one : `${one} ${two}`;
  const joined = byVerb.get(pair);
  if (joined !== undefined) return { act: joined, verb: pair };
  const act = byVerb.get(one);
  if (act !== undefined && act !== 'other') return { act, verb: one };
  return separable(words, at) ?? (act === undefined ? null : { act, verb: one });
}

/** Verbs in two parts: `starte api neu`, `turn i-1 off`. */
function separable(words: readonly string[], at: number): Order | null {
  const verb = words[at] ?? '';
  for (const [pattern, end, act] of separableEnds) {
    if (pattern.test(verb) && words.slice(at + 1).includes(end)) return { act, verb: `${verb} ${end}` };
  }
  return null;
}

/** A verb is none where a noun is meant: `restart count of api`, `stop reason`, `open ports`, `set of rules`. */
function isImperative(words: readonly string[], at: number, { verb }: Order): boolean {
  const next = words[at + verb.split(' ').length];
  if (next === undefined) return at > 0 || words.length === 1;
  const isSetting = verb === 'set' && /^(?:limits?|requests?)$/.test(next);
  if (
    (nounVerbs.has(verb) && nounFollowers.has(next) && !isSetting) ||
    (verb === 'open' && /s$/.test(next)) ||
    next === 'of'
  )
    return false;
  if (verb === 'give' || verb === 'make') return next !== 'me' && next !== 'us' && next !== 'sense';
  return !(verb === 'run' && next === 'out');
}

function readUnspaced(clause: string): ClauseAct {
  const plain = readClause(clause);
  if (plain.kind === 'order') return plain;
  const endsAsOrder = unspacedOrder.test(clause) && !unspacedLook.test(clause);
  if (!endsAsOrder && unspacedQuestion.test(clause)) return { kind: 'ask', order: null };
  for (const [act, forms] of Object.entries(unspacedChangeVerbs)) {
    const form = forms.find((candidate) => clause.includes(candidate) || clause.includes(foldCase(candidate)));
    if (form !== undefined) return { kind: 'order', order: { act, verb: form } };
  }
  return { kind: 'bare', order: null };
}
