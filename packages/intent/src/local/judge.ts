import type { Choice, Intent, IntentOutcome, Json, Playbook } from '@cloudops/spec';
import { chooseWrite } from './choose-write.ts';
import { confidenceOf } from './confidence.ts';
import { detectLanguage } from './language.ts';
import type { ParserIndex } from './parser-index.ts';
import { chanceOfOutside, type Likeness, rankPlaybooks } from './rank.ts';
import { type Reading, slotsFor } from './reading.ts';
import { findVerbatim } from './verbatim.ts';
import { contradicts } from './worlds.ts';

/** Below this a match is not acted on. */
const sureEnough = 0.8;
/** How near the best of another world may come before the question must say which is meant. */
const twinShare = 0.8;
/** Below this nothing in the catalogue is like the question. */
const farOff = 0.22;

/** From here what is asked is taken for nothing that a playbook is for. */
const outsideEnough = 0.5;

/** Decides what a reading means. */
export function judge(reading: Reading, index: ParserIndex): IntentOutcome {
  const verbatim = findVerbatim(reading.request.question, index);
  const isQuestion = [...verbatim].some((name) => !index.playbooks.get(name)?.isWrite);
  const isOrder = reading.act.kind === 'order' && !isQuestion;
  const ranking = rankFor(reading, index, { isOrder, verbatim });
  const choices = toChoices(ranking, index);
  const instructed = reading.parts.signals.some((signal) => signal !== 'data' && signal !== 'disguised');
  if (instructed && (reading.act.kind === 'order' || reading.topic.size === 0)) {
    return { kind: 'refused', intent: toIntent(reading, undefined, 0, {}), reason: refusal };
  }
  if (isOrder) return chooseWrite(reading, ranking, index, choices);
  const write = isQuestion ? null : nearestWrite(reading, ranking, index, verbatim);
  if (write !== null) return askAboutChange(reading, write, index, choices);
  return chooseRead(reading, ranking, index, choices, instructed);
}

/** The change that a statement without a verb of change reads like, if more than like any question. */
function nearestWrite(
  { act, topic }: Reading,
  ranking: readonly Likeness[],
  index: ParserIndex,
  verbatim: ReadonlySet<string>,
): Likeness | null {
  if (act.kind !== 'bare' && verbatim.size === 0) return null;
  const writes = rankPlaybooks(topic, index.examples, (name) => index.playbooks.get(name)?.isWrite ?? false);
  const write = writes.find(({ playbook }) => verbatim.has(playbook)) ?? writes[0];
  if (write !== undefined && verbatim.has(write.playbook)) return write;
  const read = ranking[0];
  if (write === undefined || write.example < 0.55) return null;
  return read === undefined || write.example > read.example + 0.12 ? write : null;
}

function askAboutChange(
  reading: Reading,
  write: Likeness,
  index: ParserIndex,
  choices: readonly Choice[],
): IntentOutcome {
  const question = 'Is this to be changed, or do you ask about it? Please say so in one plain sentence.';
  const both = [...toChoices([write], index), ...choices].slice(0, 3);
  return { kind: 'clarify', intent: toIntent(reading, undefined, 0.5, {}), question, choices: both };
}

const refusal =
  'The text instructs the tool instead of asking it something. A question is data here: what it orders about rules, approvals or roles is not followed.';

/** What playbooks are ranked by, besides a reading. */
interface RankOptions {
  readonly isOrder: boolean;
  /** Playbooks that have the question as an example. */
  readonly verbatim: ReadonlySet<string>;
}

/** Playbooks that may answer, most alike first: a question never leads to a change. */
function rankFor(reading: Reading, index: ParserIndex, { isOrder, verbatim }: RankOptions): readonly Likeness[] {
  const isOffered = (name: string): boolean => (index.playbooks.get(name)?.isWrite ?? false) === isOrder;
  const ranking = rankPlaybooks(reading.topic, index.examples, isOffered).map((likeness) => {
    const world = index.playbooks.get(likeness.playbook)?.world ?? 'several';
    return contradicts(world, reading.worlds) ? { ...likeness, score: likeness.score * 0.7 } : likeness;
  });
  const most = Math.max(0, ...ranking.map(({ score }) => score));
  return ranking
    .map((likeness) =>
      verbatim.has(likeness.playbook) ? { ...likeness, score: Math.max(0.8, most * 1.3), example: 1 } : likeness,
    )
    .sort((left, right) => right.score - left.score || (left.playbook < right.playbook ? -1 : 1));
}

function chooseRead(
  reading: Reading,
  ranking: readonly Likeness[],
  index: ParserIndex,
  choices: readonly Choice[],
  instructed: boolean,
): IntentOutcome {
  const best = ranking[0];
  const known = index.playbooks.get(best?.playbook ?? '');
  if (best === undefined || known === undefined || isForeign(reading, best) || isOutside(reading, best, index)) {
    return unsupported(reading, choices);
  }
  const slots = slotsFor(reading, known.playbook, index);
  const confidence = confidenceOf(ranking);
  const intent = toIntent(reading, known.playbook, confidence, slots);
  if (saysTooLittle(reading, ranking, slots) && best.example < 0.97) {
    return {
      kind: 'clarify',
      intent: { ...intent, confidence: Math.min(confidence, 0.5) },
      question: 'What about it? Is it one of these?',
      choices,
    };
  }
  if (best.score < farOff) {
    return instructed
      ? { kind: 'refused', intent: { ...intent, confidence: 0 }, reason: refusal }
      : unsupported(reading, choices);
  }
  const twin = findTwin(reading, ranking, index, slots);
  if (twin !== null) {
    const pair = [best, twin, ...ranking.filter((other) => other !== best && other !== twin)];
    return {
      kind: 'clarify',
      intent: { ...intent, confidence: Math.min(confidence, 0.5) },
      question: `Do you mean ${nameOfWorld(known.world)} or ${nameOfWorld(index.playbooks.get(twin.playbook)?.world ?? '')}?`,
      choices: toChoices(pair, index),
    };
  }
  if (confidence < sureEnough) {
    return { kind: 'clarify', intent, question: 'I am not sure what you mean. Is it one of these?', choices };
  }
  return { kind: 'matched', intent, playbook: best.playbook };
}

/** The best playbook of another world that fits about as well, when nothing in the question says which is meant. */
function findTwin(
  reading: Reading,
  ranking: readonly Likeness[],
  index: ParserIndex,
  slots: Readonly<Record<string, Json>>,
): Likeness | null {
  const { worlds, request } = reading;
  if (worlds.aws || worlds.kubernetes) return null;
  const [best] = ranking;
  if (best === undefined) return null;
  const isBare = isBareTopic(reading, slots);
  if (best.example > 0.97 && !isBare) return null;
  const world = index.playbooks.get(best.playbook)?.world;
  const isOffered = (name: string): boolean => request.providers === undefined || request.providers.includes(name);
  const twin = ranking.find((other) => {
    const otherWorld = index.playbooks.get(other.playbook)?.world ?? 'several';
    return otherWorld !== world && otherWorld !== 'several' && isOffered(otherWorld);
  });
  if (twin === undefined || world === 'several') return null;
  const share = isBare ? (topicSays(reading) < 2 ? 0.35 : 0.6) : twinShare;
  return twin.score >= best.score * share && twin.score >= (isBare ? 0.15 : farOff) ? twin : null;
}

/** `the instance`, `are we exposed?`: a thing of which nothing is said, or one word that holds of many things. */
function saysTooLittle(
  reading: Reading,
  [best, second]: readonly Likeness[],
  slots: Readonly<Record<string, Json>>,
): boolean {
  const said = topicSays(reading);
  if (said !== 1) return said === 0;
  const hasRival = (second?.score ?? 0) > 0.6 * (best?.score ?? 0);
  return hasRival && reading.topic.size <= 2 && isBareTopic(reading, slots);
}

/** Few words, no place, no name: `cpu is high`. */
function isBareTopic({ topic, scope }: Reading, slots: Readonly<Record<string, Json>>): boolean {
  return topic.size <= 3 && scope === null && Object.keys(slots).length === 0;
}

/** Concepts that hold in any world, or say nothing by themselves. */
const neutral = new Set(
  `cpu high storage memory filling http_5xx cert expiring rollout_stuck stuck deploy autoscaling unreachable slow exposed failing throttled changed who_changed
  triage not_ready growing spike limits_word idle address what_if goes_down crashing restarting failing`.split(/\s+/),
);
/** Words that only name a thing, of which something must still be said. */
const things = new Set(
  `k8s cluster pod container node namespace workload pvc ingress aws ec2 rds s3 lambda ecs sqs ebs vpc memory storage cpu region deploy instance_id volume_id ip
  security_group load_balancer limits_word iam_roles hpa job`.split(/\s+/),
);

/** 0 = only a thing is named, 1 = what is said holds in any world, 2 = enough. */
function topicSays({ topic, worlds }: Reading): number {
  const concepts = [...topic.concepts];
  if (topic.size <= 1 && concepts.every((concept) => things.has(concept))) return 0;
  return !worlds.aws && !worlds.kubernetes && concepts.every((concept) => neutral.has(concept)) ? 1 : 2;
}

function nameOfWorld(world: string): string {
  return { kubernetes: 'Kubernetes', aws: 'AWS', several: 'both together' }[world] ?? world;
}

/** What no playbook reads, however much of the rest is like one of them. */
const elsewhere = ['other_cloud', 'other_trade', 'author'];
const foreign = [...elsewhere, 'other_tool', 'how_to'];

/** Whether something that runs inside a cluster is spoken of. */
function runsInside({ concepts }: Reading['topic']): boolean {
  return ['workload', 'pod', 'pvc', 'namespace', 'node', 'k8s'].some((concept) => concepts.has(concept));
}

/** Other clouds, other tools, other trades, requests to teach or to write: nothing here reads those. */
function isForeign({ topic }: Reading, best: Likeness): boolean {
  const count = foreign.filter((concept) => topic.concepts.has(concept)).length;
  if (count === 0) return false;
  // `statefulset kafka hangs`: other people's tools run as workloads.
  if (count === 1 && topic.concepts.has('other_tool') && runsInside(topic)) return false;
  // Nothing but other trades is spoken of.
  if (count === topic.concepts.size && best.example < 0.97) return true;
  return best.example < (elsewhere.some((concept) => topic.concepts.has(concept)) ? 0.85 : 0.75);
}

/** Whether what is asked is more like what nothing answers. */
function isOutside({ topic }: Reading, best: Likeness, index: ParserIndex): boolean {
  if (best.example >= 0.97) return false;
  const isRead = (name: string): boolean => index.playbooks.get(name)?.isWrite !== true;
  return chanceOfOutside(topic, index.examples, isRead) > outsideEnough;
}

function unsupported(reading: Reading, choices: readonly Choice[]): IntentOutcome {
  const reason = 'No playbook answers a question like this.';
  return { kind: 'unsupported', intent: toIntent(reading, undefined, 0, {}), reason, choices };
}

/** The intent of a reading, of the playbook that it leads to if any. */
export function toIntent(
  reading: Reading,
  playbook: Playbook | undefined,
  confidence: number,
  filters: Readonly<Record<string, Json>>,
): Intent {
  const triggers = playbook?.triggers ?? [];
  const trigger = triggers.find(({ resource_type }) => isFilled(resource_type, filters)) ?? triggers[0];
  return {
    intent_type: trigger?.intent_type ?? 'unknown',
    target: { resource_type: trigger?.resource_type ?? 'unknown', scope: reading.scope, filters },
    goal: trigger?.goal ?? 'unknown',
    confidence,
    question: reading.request.question,
    language: detectLanguage(reading.words),
    parser: { kind: 'local' },
  };
}

const slotOfType: Readonly<Record<string, readonly string[]>> = {
  'security-group': ['group', 'group_id'],
  certificate: ['certificate'],
};

function isFilled(resourceType: string | undefined, filters: Readonly<Record<string, Json>>): boolean {
  if (resourceType === undefined) return false;
  const slots = slotOfType[resourceType] ?? [resourceType.replaceAll('-', '_')];
  return slots.some((slot) => filters[slot] !== undefined);
}

/** The three nearest, each with a question that leads there. */
function toChoices(ranking: readonly Likeness[], index: ParserIndex): readonly Choice[] {
  return ranking.slice(0, 3).map(({ playbook }) => ({
    playbook,
    example: index.playbooks.get(playbook)?.playbook.metadata.examples[0] ?? playbook,
  }));
}
