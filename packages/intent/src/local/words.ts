import { foldText } from '../safety/fold-text.ts';

/** Words that carry no topic: function words of the languages that the shipped examples use. */
export const functionWords: ReadonlySet<string> = new Set(
  `a an the is are was were be been being am do does did doing done have has had having i me my we our us you your it its
  they them their this that these those there here what which who whom whose why when where how all any both each few
  more most other some such no nor not only own same so than too very can could will would shall should may might must
  just now then of at by for with about against between into through during before after above below to from up down in
  out on off over under again further once and but or if because as until while please tell show find check look see get
  give let s t m re ve ll d got going gone gets getting happening up hey hi need want know explain understand im ive
  anyone anybody somebody someone everyone thanks thank pls plz really actually maybe still already also ok okay sudden
  suddenly keep keeps lot lots thing things something anything right
  warum wieso weshalb ist sind der die das ein eine einer einem einen auf im in den dem des von zu zum zur und oder wie
  was wer wo wann welche welcher welches mein meine unser unsere unserem unseren mir uns wir ich es nicht mal bitte gibt
  hat haben wird werden kann noch schon auch bei mit fur am aus nach seit so
  pourquoi est sont le la les un une des du de dans sur et ou que qui quoi quel quelle quels quelles comment par au aux
  nos notre mes mon ma ce cette ces il elle nous on se sont ont pas ne plus il y a est-ce
  por que es esta estan el los las un una unos en del para como cual cuales nuestro nuestra nuestros mi mis y hay se lo
  al quien cuando donde algo esto
  perche il lo gli nel nella nei sul sulla e sono quale quali chi come cosa della dello dei delle nostro nostra
  porque o os as do da dos das no na nos nas em um uma qual quais quem nosso nossa esta estao ao tem ha
  waarom het een zijn op van welke wat wie hoe onze mijn er naar met voor te
  foi foram fue fueron varfor ar the`.split(/\s+/),
);

/** Han, kana and Hangul are written without spaces, so a word of theirs is any two neighbouring characters. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]+/gu;

const cjk = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}ー';
/** `ALBが502を返す` has Latin words in it that nothing else sets apart. */
const betweenScripts = new RegExp(`(?<=[${cjk}])(?=[^${cjk}\\s])|(?<=[^${cjk}\\s])(?=[${cjk}])`, 'gu');

const plain = /^[\n\x20-\x7e]*$/;

function splitCamel(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z][a-z])/g, '$1 $2')
    .replace(/([A-Z]{2})([A-Z][a-z]{2})/g, '$1 $2')
    .replace(/\bKube(?=[A-Z]{2})/g, 'Kube ');
}

/** Lower case without accents; `KubePodCrashLooping` and `CPUUtilization` as their parts. */
export function foldCase(text: string): string {
  if (plain.test(text)) return splitCamel(text).toLowerCase().replace(/`/g, "'");
  return splitCamel(foldText(text))
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[’‘`´]/g, "'")
    .replace(betweenScripts, ' ');
}

/** The words of a text: NFKC, lower case, without diacritics; names keep their `-`, `.`, `_` and `/`. */
export function splitWords(text: string): readonly string[] {
  const plain = foldCase(text);
  return plain.match(/[\p{L}\p{N}%]+(?:[-._/:@][\p{L}\p{N}*]+)*/gu) ?? [];
}

/** Pairs of neighbouring characters of the parts of a text that are written without spaces. */
export function splitUnspaced(text: string): readonly string[] {
  return [...text.matchAll(unspaced)].flatMap(([run]) => {
    const letters = [...run];
    return letters.length === 1 ? letters : letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
  });
}

/** Whether a word carries a topic. */
export function isTopicWord(word: string): boolean {
  return !functionWords.has(word) && !/^\d/.test(word);
}

/**
 * A word without its English ending, so that `restarts`, `restarting` and `restarted` are one. Crude on purpose: both
 * sides of a comparison go through it.
 */
export function stem(word: string): string {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  const bare = word
    .replace(/(?:ies)$/, 'y')
    .replace(/(?<=[a-z]{3})(?:ing|ed)$/, '')
    .replace(/(?<![su])s$/, '')
    .replace(/([bdfgmnprt])\1$/, '$1');
  return bare.length > 4 ? bare.replace(/e$/, '') : bare;
}
