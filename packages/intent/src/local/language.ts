/** Function words that tell a language apart; enough to label a question, not to translate it. */
const markers: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({
    en: 'why is the what which are my so how on of using who does did has have any anything our show list in all and with for not this that can from',
    de: 'warum ist der die das wieso im auf welche welcher welches hoch haben hat unsere unser sind wer wie was gibt es nicht und von den dem ein eine ohne seit zu bitte mit letzten uns wird',
    fr: 'pourquoi est le la les dans quel quelle quelles quels sur eleve des du sont nos notre qui une un est-ce et ont au depuis ce cette avec pas il y a que se',
    es: 'por que esta el los en cual cuales tan alto alta las estan quien hay nuestro nuestros nuestra nuestras del una un cuanto con se y ha la sin de no',
    pt: 'porque esta o na no em alta qual quais os as estao quem tem nossos nossas nosso nossa da do das dos um uma com nao ha foi por que nas nos ao',
    it: 'perche il nel alta quale della quali chi gli nostri nostre nostro sono delle dei una un con non ci che ha la per i',
    nl: 'waarom het een zo hoog welke de zijn van onze wie heeft er op is met geen niet in en wat voor',
  }).map(([language, words]) => [language, words.split(' ')]),
);

const scripts: readonly (readonly [string, RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['ko', /\p{Script=Hangul}/u],
  ['zh', /\p{Script=Han}/u],
  ['ru', /\p{Script=Cyrillic}/u],
];

/** BCP 47 code of the most likely language, `und` when no marker or two languages tie. */
export function detectLanguage(words: readonly string[]): string {
  const text = words.join(' ');
  const script = scripts.find(([, pattern]) => pattern.test(text));
  if (script !== undefined) return script[0];
  const scores = Object.entries(markers)
    .map(([language, known]) => ({ language, score: words.filter((word) => known.includes(word)).length }))
    .sort((left, right) => right.score - left.score);
  const [first, second] = scores;
  if (first === undefined || first.score === 0 || first.score === second?.score) return 'und';
  return first.language;
}
