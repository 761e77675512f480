/** Words that carry no topic: function words of the languages that the shipped examples use. */
const functionWords = new Set(
  `a an the is are was were be been being am do does did doing done have has had having i me my we our us you your it its
  they them their this that these those there here what which who whom whose why when where how all any both each few
  more most other some such no nor not only own same so than too very can could will would shall should may might must
  just now then of at by for with about against between into through during before after above below to from up down in
  out on off over under again further once and but or if because as until while please tell show find check look see get
  give let s t m re ve ll d got going gone get gets getting happening wrong up hey hi need want know explain understand
  warum ist sind der die das ein eine einer auf im in den dem von zu und oder wie was wer wo pourquoi est sont le la les
  un une des du de dans sur et ou que qui quoi comment por que es el los las en para como perche il lo gli nel nella
  sul e porque esta o os do da no na em waarom het een zijn op van varfor ar`.split(/\s+/),
);

/** The words of a text: NFKC, lower case, without diacritics; names keep their `-`, `.`, `_` and `/`. */
export function splitWords(text: string): readonly string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}%]+(?:[-._/:][\p{L}\p{N}]+)*/gu) ?? [];
}

/** Whether a word carries a topic. */
export function isTopicWord(word: string): boolean {
  return !functionWords.has(word) && !/^\d/.test(word);
}
