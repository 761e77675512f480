import type { Playbook } from '@cloudops/spec';
import { mistypedVerbs } from '../change/verbs.ts';
import { createVocabulary, type Vocabulary, type WordSet } from './spelling.ts';
import type { WorldName } from './worlds.ts';

/** A playbook with what follows from its metadata. */
export interface KnownPlaybook {
  readonly playbook: Playbook;
  readonly world: WorldName;
  readonly isWrite: boolean;
  /** What orders it takes, by its own examples: `restart`, or `other:give` for verbs without a kind. */
  readonly acts: ReadonlySet<string>;
}

/** Whether a playbook may change something. */
export function isWrite({ metadata }: Playbook): boolean {
  return metadata.risk === 'write' || metadata.risk === 'delete';
}

/** `other` verbs have nothing in common, so each stands for itself. */
export function actKey(order: { readonly act: string; readonly verb: string }): string {
  return order.act === 'other' ? `other:${order.verb}` : order.act;
}

/** Verbs that typing errors are looked for in; what is a word already is no mistyped verb. */
export function openVerbs(words: WordSet): Vocabulary {
  const verbs = createVocabulary(mistypedVerbs);
  return { known: { has: (word) => verbs.known.has(word) || words.has(word) }, byLength: verbs.byLength };
}
