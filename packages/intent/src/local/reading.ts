import type { Json, Playbook } from '@cloudops/spec';
import { findSpeechAct, type SpeechAct } from '../change/find-order.ts';
import type { ParseRequest } from '../parser.ts';
import { type SeparatedText, separateData } from '../safety/separate-data.ts';
import { findSlots } from '../slots/find-slots.ts';
import type { ParserIndex } from './parser-index.ts';
import { mendPlainWords } from './plain-words.ts';
import { findScope, isScopeWord } from './scope.ts';
import { correctWord } from './spelling.ts';
import { findTopic, type Topic } from './topic.ts';
import { foldCase, splitWords } from './words.ts';
import { findWorlds, type WorldEvidence } from './worlds.ts';

/** Everything that is known of a question before playbooks are compared with it. */
export interface Reading {
  readonly request: ParseRequest;
  readonly parts: SeparatedText;
  readonly act: SpeechAct;
  readonly topic: Topic;
  readonly worlds: WorldEvidence;
  readonly scope: string | null;
  /** Names of things in the question, lower case. */
  readonly names: ReadonlySet<string>;
  /** Words of what is asked, lower case. */
  readonly words: readonly string[];
}

/** Slots whose values are names and so say nothing about the topic. */
const noNames: ReadonlySet<string> = new Set();
const nameSlots = new Set(
  `namespace workload pod container node service ingress bucket function database load_balancer target_group autoscaling_group queue table role user host image`.split(
    ' ',
  ),
);

/** Reads a question once. */
export function readQuestion(request: ParseRequest, index: ParserIndex): Reading {
  const parts = readParts(request.question, index);
  const act = findSpeechAct(parts.asked, index.verbs);
  const names = new Set(
    Object.values(findSlots(parts.asked, slotOptions(request, index, nameSlots, act)))
      .map((name) => String(name).toLowerCase())
      .filter((name) => !index.examples.concepts.words.has(name)),
  );
  const onlyShown = parts.signals.every((signal) => signal === 'data' || signal === 'disguised');
  const text = onlyShown ? `${parts.asked}\n${parts.shown}` : parts.asked;
  const topic = findTopic(text, {
    concepts: index.examples.concepts,
    vocabulary: index.examples.vocabulary,
    environments: request.environments,
    names,
  });
  const words = splitWords(parts.asked).map((word) => correctScope(word, index, request.environments));
  const scope =
    findScope(words, request.environments) ??
    (onlyShown ? findScope(splitWords(parts.shown), request.environments) : null);
  return { request, parts, act, topic, worlds: findWorlds(topic.concepts), scope, names, words };
}

/** A question parted, its plain words mended; what only then reads as an instruction is one too. */
function readParts(question: string, index: ParserIndex): SeparatedText {
  const parts = separateData(question);
  const asked = mendPlainWords(parts.asked, index.words);
  if (asked === parts.asked) return parts;
  const mended = separateData(asked);
  return { ...parts, asked: mended.asked, signals: [...new Set([...parts.signals, ...mended.signals])].sort() };
}

/** `stagng`: an environment with a typing error, in words that are long enough to be sure, or with two letters exchanged. */
function correctScope(word: string, index: ParserIndex, environments: readonly string[]): string {
  if (word.length < 4 || word.length === 5 || index.words.known.has(word)) return word;
  const meant = correctWord(word, { vocabulary: index.words, names: noNames });
  return isScopeWord(meant, environments) ? meant : word;
}

/**
 * The slots that a playbook declares. What people call a service of Kubernetes is its workload, unless the playbook is
 * about services, and not only takes them from one that it extends.
 */
function declaredBy({ inputs, triggers, extends: base }: Playbook): ReadonlySet<string> {
  const declared = new Set(Object.entries(inputs).map(([name, input]) => input.from ?? name));
  const isOfServices = triggers.some(({ resource_type }) => resource_type === 'service');
  if (base !== undefined && declared.has('workload') && !isOfServices) declared.delete('service');
  return declared;
}

/** The slots that a playbook declares, out of what is asked, and out of what was pasted when that only shows. */
export function slotsFor(reading: Reading, playbook: Playbook, index: ParserIndex): Readonly<Record<string, Json>> {
  const declared = declaredBy(playbook);
  const asked = findSlots(reading.parts.asked, slotOptions(reading.request, index, declared, reading.act));
  const isOnlyShown = reading.parts.signals.every((signal) => signal === 'data');
  if (!isOnlyShown || reading.parts.shown === '' || reading.act.kind === 'order') return asked;
  return { ...findSlots(reading.parts.shown, slotOptions(reading.request, index, declared, reading.act)), ...asked };
}

function slotOptions(
  request: ParseRequest,
  index: ParserIndex,
  declared: ReadonlySet<string>,
  act: SpeechAct,
): Parameters<typeof findSlots>[1] {
  return {
    declared,
    environments: request.environments,
    common: index.common,
    plain: index.examples.concepts.words,
    correct: (word) => correctWord(word, { vocabulary: index.words, names: noNames }),
    now: request.now,
    verb: act.order === null ? null : foldCase(act.order.written ?? act.order.verb),
  };
}
