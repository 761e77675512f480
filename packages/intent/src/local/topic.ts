import { type ConceptIndex, findConcepts, type StemmedWord } from './concepts.ts';
import { foreignWords } from './lexicon/general.ts';
import { isScopeWord } from './scope.ts';
import { correctWord, type Vocabulary } from './spelling.ts';
import { foldCase, isTopicWord, splitUnspaced, splitWords, stem } from './words.ts';

/** What a text is about, without the names in it. */
export interface Topic {
  /** Stems, pairs of Chinese or Japanese characters, and concepts as `#concept`; sorted. */
  readonly features: readonly string[];
  readonly concepts: ReadonlySet<string>;
  /** Pieces of four letters, for what spelling and endings hide; sorted. */
  readonly pieces: readonly string[];
  /** How many words carry a topic. */
  readonly size: number;
}

/** Things that are recognised by their shape; they tell what a question is about as words do. */
const shapes: readonly (readonly [string, RegExp])[] = [
  ['instance_id', /^i-[0-9a-f]{6,17}$/],
  ['group_id', /^sg-[0-9a-z]{4,17}$/],
  ['volume_id', /^vol-[0-9a-z]{4,17}$/],
  ['vpc_id', /^(?:vpc|subnet|eni|igw|rtb|acl|nat|eipalloc)-[0-9a-z]{4,17}$/],
  ['region', /^(?:us|eu|ap|sa|ca|me|af|il|mx)-(?:gov-)?(?:north|south|east|west|central)+-?\d[a-f]?$/],
  ['ip', /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d+)?$/],
  ['account_id', /^\d{12}$/],
  ['access_key_id', /^(?:akia|asia)[0-9a-z]{12,16}$/],
];

/** `who restarted`, `which user stopped`: any verb of the past will do. */
const whoChanged =
  /\b(?:who|which (?:iam )?(?:user|role|person|principal|engineer|colleague)|did (?:some|any)(?:one|body)|has (?:some|any)(?:one|body))\b(?: (?:has|have|had|in|our|team|just|recently|else|last|or|what))* (?:(?!need|unus)[a-z]{3,}ed|shut|ran|set|put|made|took|cut|gave|changes?|delete|edit|modify|restart|stop|terminate|touch|remove|open|close|scale|rotate|revoke|create|attach|detach|disable|enable)\b|\b(?:quem|quien|chi ha|wer hat|wie heeft|qui a|qui est-ce qui a) \w+/;

/** Which concepts a shape speaks of. */
const meanings: Readonly<Record<string, readonly string[]>> = {
  instance_id: ['instance_id', 'ec2', 'aws'],
  group_id: ['security_group', 'aws'],
  volume_id: ['volume_id', 'ebs', 'aws'],
  vpc_id: ['vpc', 'aws'],
  region: ['aws'],
  ip: ['ip'],
  account_id: ['aws'],
  access_key_id: ['iam_keys', 'aws'],
};

/** What a topic is found with. */
export interface TopicOptions {
  readonly concepts: ConceptIndex;
  readonly vocabulary: Vocabulary | null;
  readonly environments: readonly string[];
  /** Names found in the text, lower case. */
  readonly names: ReadonlySet<string>;
  /** Keeps what was found out about words, for texts that are read with the same options. */
  readonly memo?: Map<string, WordFacts>;
}

/** What a word is to a topic, wherever it stands. */
export interface WordFacts {
  /** Without typing errors. */
  readonly word: string;
  readonly stem: string;
  /** What shape it has, if one that is known. */
  readonly shape: string | undefined;
  readonly parts: readonly string[];
  readonly isTopical: boolean;
  readonly pieces: readonly string[];
}

/** Finds the topic of a text. */
export function findTopic(text: string, options: TopicOptions): Topic {
  const facts = splitWords(text).map((word) => recall(word, options));
  const known = foldCase(text);
  const concepts = new Set(findConcepts(known, facts, options.concepts));
  // Parts are looked up among the words they came with, so that a phrase may run across them.
  if (facts.some(({ parts }) => parts.length > 0)) {
    for (const concept of findConcepts('', spread(facts), options.concepts))
      if (!(concept in foreignWords)) concepts.add(concept);
  }
  if (whoChanged.test(known)) concepts.add('who_changed');
  for (const { shape } of facts)
    for (const meaning of shape === undefined ? [] : (meanings[shape] ?? [])) concepts.add(meaning);
  const topical = facts.filter(({ isTopical }) => isTopical);
  const features = new Set([
    ...topical.map((word) => word.stem),
    ...splitUnspaced(known),
    ...[...concepts].map((name) => `#${name}`),
  ]);
  return {
    features: [...features].sort(),
    concepts,
    pieces: [...new Set(topical.flatMap((word) => word.pieces))].sort(),
    size: topical.length,
  };
}

/** `cuesta` is one of `cuest*`, and no mistyped `cuenta`. */
function isKnownBeginning(word: string, { concepts }: TopicOptions): boolean {
  return (concepts.prefixes.get(word.slice(0, 2)) ?? []).some(({ text }) => text.length > 3 && word.startsWith(text));
}

function spread(facts: readonly WordFacts[]): readonly StemmedWord[] {
  return facts.flatMap(({ word, stem: bare, parts }) => [
    { word, stem: bare },
    ...parts.map((part) => ({ word: part, stem: stem(part) })),
  ]);
}

function recall(written: string, options: TopicOptions): WordFacts {
  const known = options.memo?.get(written);
  if (known !== undefined) return known;
  const facts = factsOf(written, options);
  options.memo?.set(written, facts);
  return facts;
}

function factsOf(written: string, options: TopicOptions): WordFacts {
  const word = isTopicWord(written) && !isKnownBeginning(written, options) ? correctWord(written, options) : written;
  const shape = shapes.find(([, pattern]) => pattern.test(word))?.[0];
  const isTopical =
    shape === undefined && isTopicWord(word) && !isScopeWord(word, options.environments) && !isName(word, options);
  return {
    word,
    stem: stem(word),
    shape,
    parts: partsOf(word, options),
    isTopical,
    pieces: isTopical ? piecesOf(word) : [],
  };
}

/** Joined words such as `shop-prod` or `api.internal` are names unless the lexicon holds them. */
function isName(word: string, { names, concepts }: TopicOptions): boolean {
  return names.has(word) || (/[-._/:@\d]/.test(word) && !concepts.words.has(word));
}

/** `EC2-Instanz`, `orders_CPUUtilization`: the parts of a joined word that the lexicon knows. */
function partsOf(word: string, { concepts, names }: TopicOptions): readonly string[] {
  if (!/[-_./]/.test(word) || concepts.words.has(word)) return [];
  if (names.has(word)) return word.split(/[-_.]/).filter((part) => tellingParts.has(part));
  return word.split(/[-_./]/).filter((part) => part.length > 1 && (isTopicWord(part) || /^\d+xx$/.test(part)));
}

/** Parts of names that tell what is named: `orders-db`. */
const tellingParts = new Set('db rds aurora alb nlb elb asg sqs dlq dynamodb'.split(' '));

function piecesOf(word: string): readonly string[] {
  const padded = `^${word}$`;
  if (padded.length <= 4) return [padded];
  return Array.from({ length: padded.length - 3 }, (_, at) => padded.slice(at, at + 4));
}
