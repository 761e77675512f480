import { askers, lookers, negations, nounFollowers, nounVerbs, politeness } from '../change/openers.ts';
import { changeVerbs } from '../change/verbs.ts';
import { kindWords } from '../slots/kinds.ts';
import { quantityWords } from '../slots/quantities.ts';
import { correctWord, createVocabulary, isSwap, type Vocabulary } from './spelling.ts';
import { functionWords } from './words.ts';

/** Words of time, of asking and of instructing; with kinds and function words they carry a sentence, whatever it is about. */
const frame =
  `last past previous next today yesterday tonight morning night hour hours minute minutes day days week weeks month months since until ago sunday monday tuesday wednesday thursday friday saturday january february march april june july
  august september october november december which what when where while would could should please someone somebody anyone everyone nobody still without between before after because doesn't again always never kubectl
  take bring make change switch return back
  port ports source rule rules scheduling schedule unschedulable quarantine network instance instances revision rollout deployment release inbound ingress security anything everything
  ignore disregard forget instructions previous policy policies approval approved override bypass system admin administrator rules confirm confirmation`.split(
    /\s+/,
  );

/** Kinds as English has them, since those of others are one letter away from many names. */
const kinds: readonly string[] = [...kindWords].filter((word) =>
  /(?:[a-z]{7}|table|queue|group|volume|bucket|service|cluster|region|lambda|claim|quota|account)/.test(word),
);
const frameWords: readonly string[] = [...functionWords, ...kinds, ...quantityWords, ...frame].filter((word) =>
  /^[a-z]{4,}$/.test(word),
);
/** Words of orders and questions in any language: right as they are. */
const right: ReadonlySet<string> = new Set([
  ...Object.values(changeVerbs).flatMap((forms) => forms.split(/[\s_]+/)),
  ...[askers, lookers, negations, nounFollowers, nounVerbs, politeness].flatMap((words) => [...words]),
]);
const vocabulary: Vocabulary = createVocabulary(frameWords);
const longer: ReadonlyMap<string, string> = new Map(
  frameWords
    .filter((word) => word.length === 5)
    .flatMap((word) => [1, 2, 3, 4].map((at): [string, string] => [word.slice(0, at) + word.slice(at + 1), word])),
);

/**
 * A text with the typing errors in its plain words mended (`wich`, `lsat week`, `namespce`), so that how a sentence is
 * built can be read. Words that the catalogue knows stay, as do those that stand where a name does: joined, quoted, or
 * after a kind of thing.
 */
export function mendPlainWords(text: string, words: Vocabulary): string {
  return text.replace(/(?<![\p{L}\p{N}_./:@'"`-])[A-Za-z]{4,}(?![\p{L}\p{N}_/:@'"`-]|\.\w)/gu, (word, at: number) => {
    const lower = word.toLowerCase();
    if (words.known.has(lower) || right.has(lower) || word !== lower || isAfterKind(text, at)) return word;
    const meant = longer.get(lower) ?? correctWord(lower, { vocabulary, names: new Set() });
    const other = correctWord(lower, { vocabulary: words, names: new Set() });
    return other === lower || other === meant || isSwap(lower, meant) ? meant : word;
  });
}

/** `namespace tets` may be called so. */
function isAfterKind(text: string, at: number): boolean {
  const before = /([a-z]+)\s$/i.exec(text.slice(Math.max(0, at - 30), at))?.[1]?.toLowerCase();
  return before !== undefined && kindWords.has(before) && !before.endsWith('s');
}
