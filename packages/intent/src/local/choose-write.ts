import type { Choice, IntentOutcome, Json } from '@cloudops/spec';
import { toIntent } from './judge.ts';
import { actKey, type ParserIndex } from './parser-index.ts';
import type { Likeness } from './rank.ts';
import { type Reading, slotsFor } from './reading.ts';

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
];
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
  const offered = ranking.filter(
    ({ playbook }) => order !== null && (index.playbooks.get(playbook)?.acts.has(actKey(order)) ?? false),
  );
  const fitting = offered
    .map((likeness) => ({ likeness, slots: slotsOf(reading, likeness, index) }))
    .filter(({ slots }) => objects.some((slot) => slots[slot] !== undefined))
    .sort((left, right) => right.likeness.score - left.likeness.score);
  const best = fitting[0];
  if (order === null || offered.length === 0) return decline(reading, order?.verb ?? '', choices);
  if (best === undefined) return askBack(reading, offered, index, 'What exactly is to be changed? Please name it.');
  if (!isPlain(reading))
    return askBack(reading, offered, index, 'Please order one change of one named thing, in one plain sentence.');
  const { likeness, slots } = best;
  const known = index.playbooks.get(likeness.playbook);
  const second = fitting[1];
  if (
    known === undefined ||
    likeness.score < (offered.length === 1 ? likeEnoughAlone : likeEnough) ||
    (second !== undefined && second.likeness.score > likeness.score * 0.92)
  ) {
    return askBack(reading, offered, index, 'I am not sure which change you mean. Is it one of these?');
  }
  const confidence = Math.min(0.99, Math.round((0.82 + 0.18 * likeness.example) * 100) / 100);
  return { kind: 'matched', intent: toIntent(reading, known.playbook, confidence, slots), playbook: likeness.playbook };
}

function slotsOf(reading: Reading, likeness: Likeness, index: ParserIndex): Readonly<Record<string, Json>> {
  const known = index.playbooks.get(likeness.playbook);
  return known === undefined ? {} : slotsFor(reading, known.playbook, index);
}

/** One order, nothing pasted, nothing hidden, no lot of things, nothing conditional. */
function isPlain({ parts, act, request }: Reading): boolean {
  const text = request.question.trim();
  if (parts.signals.length > 0 || text.length > 240 || text.includes('\n')) return false;
  if (/[;|&$<>{}\\]|=\s|https?:/.test(text) || act.around > 2) return false;
  if (new Set(act.orders.map(actKey)).size > 1 || act.asks > 0) return false;
  // To drain a node is to move all pods of it.
  const podsOfNode = /\b(?:all|every|everything)\b(?: of)?(?: the| its)?(?: pods?| workloads?)?/i;
  const asked = act.order?.act === 'drain' ? parts.asked.replace(podsOfNode, '') : parts.asked;
  return (
    !wholesale.test(asked.toLowerCase()) &&
    !/\b(?:if|unless|when|whenever|wenn|falls|si|se|als)\b|したら|如果/i.test(parts.asked)
  );
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
