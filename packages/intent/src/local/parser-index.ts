import type { Catalog, Playbook } from '@cloudops/spec';
import { findSpeechAct } from '../change/find-order.ts';
import { mistypedVerbs } from '../change/verbs.ts';
import { tradeWords } from '../slots/trade-words.ts';
import { type ExampleIndex, indexExamples } from './example-index.ts';
import { scopeWords } from './scope.ts';
import { createVocabulary, type Vocabulary } from './spelling.ts';
import { foldCase, splitWords } from './words.ts';
import { type WorldName, worldOf } from './worlds.ts';

/** What the local parser knows of a catalog. */
export interface ParserIndex {
  readonly catalog: Catalog;
  readonly examples: ExampleIndex;
  /** Verbs of change, for typing errors in them. */
  readonly verbs: Vocabulary;
  /** Lower-case words that are no names. */
  readonly common: ReadonlySet<string>;
  /** All words that a typing error may have come from. */
  readonly words: Vocabulary;
  readonly playbooks: ReadonlyMap<string, KnownPlaybook>;
}

/** A playbook with what follows from its metadata. */
export interface KnownPlaybook {
  readonly playbook: Playbook;
  readonly world: WorldName;
  readonly isWrite: boolean;
  /** What orders it takes, by its own examples: `restart`, or `other:give` for verbs without a kind. */
  readonly acts: ReadonlySet<string>;
}

const indexes = new WeakMap<Catalog, ParserIndex>();

/** The index of a catalog, built when first asked for and kept as long as the catalog is: it follows from it alone. */
export function indexOf(catalog: Catalog): ParserIndex {
  const index = indexes.get(catalog) ?? indexCatalog(catalog);
  indexes.set(catalog, index);
  return index;
}

/** Builds the index of a catalog. */
export function indexCatalog(catalog: Catalog): ParserIndex {
  const examples = indexExamples(catalog);
  const changes = createVerbVocabulary();
  const prose = catalog.entries.flatMap(({ playbook }) => [
    ...splitWords(playbook.metadata.title),
    ...splitWords(playbook.metadata.description),
  ]);
  const spoken = spokenWords(catalog);
  const common = new Set([...examples.concepts.words, ...prose, ...changes.known, ...spoken]);
  const words = createVocabulary([...examples.vocabulary.known, ...prose, ...scopeWords, ...tradeWords]);
  // What is a word already is no mistyped verb.
  const verbs = { known: new Set([...changes.known, ...words.known]), byLength: changes.byLength };
  const playbooks = new Map(
    catalog.entries.map(({ playbook }) => [
      playbook.metadata.name,
      {
        playbook,
        world: worldOf(playbook),
        isWrite: isWrite(playbook),
        acts: isWrite(playbook) ? actsOf(playbook, verbs) : new Set<string>(),
      },
    ]),
  );
  return { catalog, examples, verbs, common, words, playbooks };
}

/** Plain words of the examples, but for those that stand where a name is stated. */
function spokenWords(catalog: Catalog): ReadonlySet<string> {
  const stated =
    /(?:namespace|deployment|statefulset|daemonset|deploy|sts|ds|container|ns|-n|service|svc|team)[ /]([a-z0-9-]+)/g;
  const words = new Set<string>();
  const names = new Set<string>();
  for (const text of catalog.entries.flatMap(({ playbook }) => playbook.metadata.examples)) {
    for (const word of splitWords(text)) if (/^\p{L}+$/u.test(word)) words.add(word);
    for (const match of foldCase(text).matchAll(stated)) names.add(match[1] ?? '');
  }
  return new Set([...words].filter((word) => !names.has(word)));
}

/** `other` verbs have nothing in common, so each stands for itself. */
export function actKey(order: { readonly act: string; readonly verb: string }): string {
  return order.act === 'other' ? `other:${order.verb}` : order.act;
}

function isWrite(playbook: Playbook): boolean {
  return playbook.metadata.risk === 'write' || playbook.metadata.risk === 'delete';
}

/** What destroys is offered only by a playbook that says of itself that it deletes. */
function actsOf(playbook: Playbook, verbs: Vocabulary): ReadonlySet<string> {
  const acts = playbook.metadata.examples.flatMap((example) => {
    const { order } = findSpeechAct(example, verbs);
    return order === null ? [] : [actKey(order)];
  });
  return new Set(acts.filter((act) => act !== 'destroy' || playbook.metadata.risk === 'delete'));
}

function createVerbVocabulary(): Vocabulary {
  return createVocabulary(mistypedVerbs);
}
