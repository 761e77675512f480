import type { Catalog, Choice, Intent, IntentOutcome, Playbook } from '@cloudops/spec';
import type { IntentParser, ParseRequest } from '../parser.ts';
import { findChangeVerb } from './changes.ts';
import { detectLanguage } from './language.ts';
import { findScope, isScopeWord } from './scope.ts';
import { type ExampleIndex, indexExamples, type Likeness, rankPlaybooks } from './similarity.ts';
import { findSlots } from './slots.ts';
import { splitWords } from './words.ts';

/** A goal word alone ("cpu?") is a topic, not yet a question: enough to offer, and to act on when nothing competes. */
const anchoredFloor = 0.8;
/** From here on a question is as good as an example. */
const exampleLikeness = 0.85;
/** How far the best must be ahead of the second. */
const margin = 0.08;

/**
 * Reads a question without a model: likeness to the playbooks' examples, typo-tolerant, plus slots by pattern.
 * Needs no key and no network; the same question gives the same intent.
 */
export function createLocalParser(): IntentParser {
  let indexed: { readonly catalog: Catalog; readonly index: ExampleIndex } | undefined;
  return {
    kind: 'local',
    async parse(request) {
      if (indexed?.catalog !== request.catalog) {
        indexed = { catalog: request.catalog, index: indexExamples(request.catalog) };
      }
      return read(request, indexed.index);
    },
  };
}

function read(request: ParseRequest, index: ExampleIndex): IntentOutcome {
  const words = splitWords(request.question);
  const first = rankPlaybooks(topicOf(words, [], request), index)[0];
  const guess = playbookOf(request.catalog, first?.playbook);
  const slots = guess === undefined ? {} : slotsOf(request, guess);
  const names = Object.values(slots).map(String);
  const ranking = rankPlaybooks(topicOf(words, names, request), index);
  const best = ranking[0];
  const playbook = playbookOf(request.catalog, best?.playbook);
  const intent = toIntent(request, words, playbook, confidenceOf(ranking), slots);
  return judge(request, words, ranking, intent);
}

/** What is left of a question once names and environments, which say where and not what, are taken out. */
function topicOf(words: readonly string[], names: readonly string[], request: ParseRequest): readonly string[] {
  return words.filter((word) => !names.includes(word) && !isScopeWord(word, request.environments));
}

function judge(
  request: ParseRequest,
  words: readonly string[],
  ranking: readonly Likeness[],
  intent: Intent,
): IntentOutcome {
  const choices = toChoices(request.catalog, ranking);
  const verb = findChangeVerb(words);
  if (verb !== null) {
    const reason = `This asks for a change ("${verb}"). CloudOps reads and explains; it does not change anything yet.`;
    return { kind: 'unsupported', intent: { ...intent, confidence: 0 }, reason, choices };
  }
  const best = ranking[0];
  if (best === undefined || best.score < 0.2) {
    return { kind: 'unsupported', intent, reason: 'No playbook answers a question like this.', choices };
  }
  if (intent.confidence < anchoredFloor) {
    return { kind: 'clarify', intent, question: 'I am not sure what you mean. Is it one of these?', choices };
  }
  return { kind: 'matched', intent, playbook: best.playbook };
}

/** Likeness becomes confidence: a goal word lifts it over the line, a close second takes it below. */
function confidenceOf(ranking: readonly Likeness[]): number {
  const [best, second] = ranking;
  if (best === undefined) return 0;
  const contested = second !== undefined && second.anchored === best.anchored && best.score - second.score < margin;
  // What is nearly an example needs no goal word: its author says that people ask so.
  const isKnown = best.anchored || best.score >= exampleLikeness;
  const base = isKnown ? Math.max(anchoredFloor, 0.6 + 0.4 * best.score) : 0.75 * best.score;
  const weak = best.anchored && best.score < 0.2;
  return round(contested || weak ? Math.min(base, 0.6) : base);
}

function round(value: number): number {
  return Math.round(Math.min(1, value) * 100) / 100;
}

function slotsOf(request: ParseRequest, playbook: Playbook): Intent['target']['filters'] {
  const declared = new Set(Object.entries(playbook.inputs).map(([name, input]) => input.from ?? name));
  return findSlots(request.question, declared, request.environments);
}

function toIntent(
  request: ParseRequest,
  words: readonly string[],
  playbook: Playbook | undefined,
  confidence: number,
  filters: Intent['target']['filters'],
): Intent {
  const triggers = playbook?.triggers ?? [];
  const wanted = ['node', 'workload', 'namespace'].find((slot) => filters[slot] !== undefined);
  const trigger = triggers.find((candidate) => candidate.resource_type === wanted) ?? triggers[0];
  return {
    intent_type: trigger?.intent_type ?? 'unknown',
    target: {
      resource_type: trigger?.resource_type ?? wanted ?? 'unknown',
      scope: findScope(words, request.environments),
      filters,
    },
    goal: trigger?.goal ?? 'unknown',
    confidence,
    question: request.question,
    language: detectLanguage(words),
    parser: { kind: 'local' },
  };
}

function playbookOf(catalog: Catalog, name: string | undefined): Playbook | undefined {
  return catalog.entries.find((entry) => entry.playbook.metadata.name === name)?.playbook;
}

function toChoices(catalog: Catalog, ranking: readonly Likeness[]): readonly Choice[] {
  return ranking.slice(0, 3).map(({ playbook }) => ({
    playbook,
    example: playbookOf(catalog, playbook)?.metadata.examples[0] ?? playbook,
  }));
}
