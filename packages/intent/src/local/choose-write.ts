import type { Choice, IntentOutcome, Json } from '@cloudops/spec';
import { isChangeVerb, type Order } from '../change/find-order.ts';
import { askers, lookers } from '../change/openers.ts';
import { usualNames } from '../slots/names.ts';
import { toIntent } from './judge.ts';
import { actKey } from './known-playbook.ts';
import type { ParserIndex } from './parser-index.ts';
import type { Likeness } from './rank.ts';
import { type Reading, slotsFor } from './reading.ts';
import { foldCase, isTopicWord } from './words.ts';

/** Slots that name what a change is done to; an order without one of them is asked back. */
const objects = [
  'workload',
  'pod',
  'node',
  'instance',
  'group',
  'group_id',
  'rule',
  'rule_ids',
  'volume',
  'bucket',
  'function',
  'database',
  'service',
  'finding_resource',
];
/** Parts that name a thing as well: a rule is of one security group. */
const parts: Readonly<Record<string, readonly string[]>> = {
  group: ['rule', 'rule_ids'],
  group_id: ['rule', 'rule_ids'],
};
/** How much of something there is to be; a playbook that takes some of these needs one. */
const amounts: ReadonlySet<string> = new Set(
  'cpu memory requests_cpu limits_cpu requests_memory limits_memory replicas min_replicas max_replicas'.split(' '),
);
/** Words that make one thing many. */
const wholesale =
  /\b(?:all|every|everything|everywhere|each|any|whatever|entire|whole|both|alle[nsr]?|alles|jede[nsr]?|saemtliche|todo|todos|todas|cada|tout|tous|toutes|chaque|tutto|tutti|tutte|ogni|tudo|elke|iedere)\b|\*|全部|所有|すべて|全て|모든|전부/;
/** How like a playbook's examples an order must be. */
const likeEnough = 0.3;
/** The same where no other playbook takes such an order. */
const likeEnoughAlone = 0.14;

/**
 * Decides what an order means. A change is matched only when the whole question is one plain order, of a kind that the
 * playbook's own examples order, of one named thing; everything else is asked back or declined.
 */
export function chooseWrite(
  reading: Reading,
  ranking: readonly Likeness[],
  index: ParserIndex,
  choices: readonly Choice[],
): IntentOutcome {
  const { order } = reading.act;
  const offered = ranking
    .filter(({ playbook }) => order !== null && (index.playbooks.get(playbook)?.acts.has(actKey(order)) ?? false))
    .map((likeness) => (isNamedFor(likeness.playbook, order) ? { ...likeness, score: likeness.score + 0.3 } : likeness))
    .sort((left, right) => right.score - left.score);
  const fitting = offered
    .map((likeness) => ({ likeness, slots: slotsOf(reading, likeness, index) }))
    .filter(({ likeness, slots }) => hasObject(likeness, slots, index))
    .sort((left, right) => right.likeness.score - left.likeness.score);
  const best = fitting[0];
  if (order === null || offered.length === 0) return decline(reading, order?.verb ?? '', choices);
  if (best === undefined) return askBack(reading, offered, index, 'What exactly is to be changed? Please name it.');
  if (!isPlain(reading))
    return askBack(reading, offered, index, 'Please order one change of one named thing, in one plain sentence.');
  const { likeness, slots } = best;
  if (namesAnother(reading, slots))
    return askBack(reading, offered, index, 'Please order a change of one thing at a time.');
  const known = index.playbooks.get(likeness.playbook);
  const second = fitting[1];
  // Verbs without a kind, such as `run`, say little of what is to be done.
  const isVague = order.act === 'other';
  const bound = isVague || offered.length > 1 ? likeEnough : likeEnoughAlone;
  if (
    known === undefined ||
    likeness.score < bound ||
    (second !== undefined && second.likeness.score > likeness.score * 0.92)
  ) {
    return askBack(reading, offered, index, 'I am not sure which change you mean. Is it one of these?');
  }
  const confidence = Math.min(0.99, Math.round((0.82 + 0.18 * likeness.example) * 100) / 100);
  return { kind: 'matched', intent: toIntent(reading, known.playbook, confidence, slots), playbook: likeness.playbook };
}

/** `k8s-set-resources` is for orders that set resources; others only speak of that in passing. */
function isNamedFor(playbook: string, order: Order | null): boolean {
  return order !== null && `-${playbook}`.endsWith(`-${order.act.replaceAll('_', '-')}`);
}

/** Whether all things are named that a playbook cannot do without, and any thing at all. */
function hasObject({ playbook }: Likeness, slots: Readonly<Record<string, Json>>, index: ParserIndex): boolean {
  const inputs = Object.entries(index.playbooks.get(playbook)?.playbook.inputs ?? {});
  const isMissing = inputs.some(([name, { required, from = name }]) => {
    const isGiven = [from, ...(parts[from] ?? [])].some((slot) => slots[slot] !== undefined);
    return required === true && !isGiven;
  });
  const measured = inputs.map(([name, { from = name }]) => from).filter((slot) => amounts.has(slot));
  const isUnmeasured = measured.length > 0 && !measured.some((slot) => slots[slot] !== undefined);
  return !isMissing && !isUnmeasured && objects.some((slot) => slots[slot] !== undefined);
}

function slotsOf(reading: Reading, likeness: Likeness, index: ParserIndex): Readonly<Record<string, Json>> {
  const known = index.playbooks.get(likeness.playbook);
  return known === undefined ? {} : slotsFor(reading, known.playbook, index);
}

/** How many words may say why before an order: `i-1 is too small, resize it to t3.large`. */
const mostReasons = 8;
/** Words by which somebody else is said to order or to allow it. */
const reported =
  /\b(?:says?|said|told|asks?|asked|wants?|orders?|ordered|instructs?|approv\w*|authori[sz]\w*|allow\w*|permission|admin\w*|policy|confirmed|manager|boss|ticket|note|message|reads?|according)\b/i;

/** One order, nothing pasted, nothing hidden, no lot of things, nothing conditional. */
function isPlain({ parts, act, request }: Reading): boolean {
  const text = request.question.trim();
  if (parts.signals.length > 0 || text.length > 240 || text.includes('\n')) return false;
  if (/[;|&$<>{}\\]|=\s|https?:/.test(text)) return false;
  if (namesSeveral(text)) return false;
  if (act.around > (reported.test(parts.asked) ? 2 : mostReasons)) return false;
  const orders = act.orders.filter(({ verb }) => act.order?.act !== 'contain' || verb !== 'snapshot');
  if (new Set(orders.map(actKey)).size > 1 || act.asks > 0) return false;
  return (
    !wholesale.test(withoutParts(parts.asked, act.order?.act).toLowerCase()) &&
    !/\b(?:if|unless|when|whenever|wenn|falls|si|se|als)\b|したら|如果/i.test(parts.asked)
  );
}

/** `stop i-1 and i-2`: more than one thing of a kind, of which a plan would change only the first. */
function namesSeveral(text: string): boolean {
  const ids = text.toLowerCase().match(/(?<![\w-])(?:i|sg|vol)-[0-9a-f]{6,17}(?![\w-])/g) ?? [];
  const kinds = Map.groupBy(new Set(ids), (id) => id.split('-')[0]);
  return [...kinds.values()].some((list) => list.length > 1);
}

/** What is to be done besides, by verbs that change nothing here. */
const deeds: ReadonlySet<string> = new Set(['take', 'keep', 'wait', 'make', 'leave', 'watch']);

/** `restart api and web`: a second name right after the first. */
function namesAnother({ parts }: Reading, slots: Readonly<Record<string, Json>>): boolean {
  const asked = foldCase(parts.asked);
  return objects.some((slot) => {
    const value = slots[slot];
    if (typeof value !== 'string') return false;
    const bare = value.slice(value.lastIndexOf('/') + 1).toLowerCase();
    const from = asked.indexOf(bare);
    const next =
      from < 0
        ? null
        : /^["'`]?\s*(,|&|\+|and|und|y|et|e)\s+(?:the |der |die |das |el |la |le )?([a-z0-9][a-z0-9.-]*)/.exec(
            asked.slice(from + bare.length),
          );
    const [, joint = '', word = ''] = next ?? [];
    if (
      next === null ||
      !isTopicWord(word) ||
      lookers.has(word) ||
      askers.has(word) ||
      isChangeVerb(word) ||
      deeds.has(word)
    )
      return false;
    return joint !== ',' || /[-\d]/.test(word) || usualNames.has(word);
  });
}

const podsOfNode =
  /\b(?:all|every|everything|alle|todos|todas|tous|toutes|tutti|tutte)\b(?: of| los| os| les| i)?(?: the| its)?(?: pods?| workloads?)?/i;
const podsOfWorkload =
  /\b(?:all|alle|todos|tous|tutti|every)(?: of)?(?: the| los| os| les| i)? pods? (?:of|in|von|de|du|del|di|do|van) (?:the )?(?:deployment|statefulset|daemonset)\b/i;
const allTraffic =
  /\b(?:all|any|every) (?:the )?(?:network |inbound |outbound )?(?:traffic|connections?|access)\b|\bfrom everything else\b/i;

/** To drain a node is to move all pods of it, to restart a deployment all of its, to contain a machine all its traffic. */
function withoutParts(asked: string, act: string | undefined): string {
  if (act === 'drain') return asked.replace(podsOfNode, '');
  if (act === 'restart') return asked.replace(podsOfWorkload, '');
  return act === 'contain' ? asked.replace(allTraffic, '') : asked;
}

function decline(reading: Reading, verb: string, choices: readonly Choice[]): IntentOutcome {
  const reason = `This orders a change ("${verb}") that no playbook offers.`;
  return { kind: 'unsupported', intent: toIntent(reading, undefined, 0, {}), reason, choices };
}

function askBack(reading: Reading, offered: readonly Likeness[], index: ParserIndex, question: string): IntentOutcome {
  const choices = offered.slice(0, 3).map(({ playbook }) => ({
    playbook,
    example: index.playbooks.get(playbook)?.playbook.metadata.examples[0] ?? playbook,
  }));
  return { kind: 'clarify', intent: toIntent(reading, undefined, 0.5, {}), question, choices };
}
