/** Function words that tell a language apart; enough to label a question, not to translate it. */
const markers: Readonly<Record<string, readonly string[]>> = {
  en: ['why', 'is', 'the', 'what', 'which', 'are', 'my', 'so', 'how', 'on', 'of', 'using'],
  de: ['warum', 'ist', 'der', 'die', 'das', 'wieso', 'im', 'auf', 'welche', 'so', 'hoch'],
  fr: ['pourquoi', 'est', 'le', 'la', 'les', 'dans', 'quel', 'sur', 'si', 'eleve'],
  es: ['por', 'que', 'esta', 'el', 'los', 'en', 'cual', 'tan', 'alto', 'alta'],
  pt: ['porque', 'esta', 'o', 'na', 'no', 'em', 'alta', 'qual'],
  it: ['perche', 'il', 'nel', 'alta', 'quale', 'della'],
  nl: ['waarom', 'het', 'een', 'zo', 'hoog', 'welke'],
};

/** BCP 47 code of the most likely language, `und` when no marker or two languages tie. */
export function detectLanguage(words: readonly string[]): string {
  const scores = Object.entries(markers)
    .map(([language, known]) => ({ language, score: words.filter((word) => known.includes(word)).length }))
    .sort((left, right) => right.score - left.score);
  const [first, second] = scores;
  if (first === undefined || first.score === 0 || first.score === second?.score) return 'und';
  return first.language;
}
