const printableAscii = /^[\x20-\x7e]*$/;

/** Characters that never join a neighbour, so that counting code units is enough: Latin, Greek, Cyrillic, what we draw with, … */
const simple =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u0384-\u03ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2200-\u2300\u2500-\u25fc\u2713-\u2718\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*$/;
/** … and of those the ones that take two columns. */
const simpleWide = /[\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]/g;

/** East Asian Width W and F of Unicode 17 (UAX 11), without the emoji that a property names. */
const wide =
  /[\u{1100}-\u{115f}\u{2329}\u{232a}\u{2630}-\u{2637}\u{268a}-\u{268f}\u{2e80}-\u{2e99}\u{2e9b}-\u{2ef3}\u{2f00}-\u{2fd5}\u{2ff0}-\u{303e}\u{3041}-\u{3096}\u{3099}-\u{30ff}\u{3105}-\u{312f}\u{3131}-\u{318e}\u{3190}-\u{31e5}\u{31ef}-\u{321e}\u{3220}-\u{3247}\u{3250}-\u{a48c}\u{a490}-\u{a4c6}\u{a960}-\u{a97c}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe10}-\u{fe19}\u{fe30}-\u{fe52}\u{fe54}-\u{fe66}\u{fe68}-\u{fe6b}\u{ff01}-\u{ff60}\u{ffe0}-\u{ffe6}\u{16fe0}-\u{16fe4}\u{16ff0}-\u{16ff6}\u{17000}-\u{18cda}\u{18cff}-\u{18d20}\u{18d80}-\u{18df2}\u{18e00}-\u{19191}\u{191a0}-\u{191d2}\u{1aff0}-\u{1aff3}\u{1aff5}-\u{1affb}\u{1affd}\u{1affe}\u{1b000}-\u{1b128}\u{1b132}\u{1b150}-\u{1b152}\u{1b155}\u{1b164}-\u{1b168}\u{1b170}-\u{1b2fb}\u{1d300}-\u{1d356}\u{1d360}-\u{1d376}\u{1f1ae}\u{1f200}-\u{1f202}\u{1f210}-\u{1f23b}\u{1f240}-\u{1f248}\u{1f260}-\u{1f265}\u{1f6d9}\u{1f7da}\u{1fa8b}-\u{1fac6}\u{1facc}-\u{1fadd}\u{1faeb}\u{1faf9}\u{1fafa}\u{20000}-\u{2fffd}\u{30000}-\u{3fffd}\p{Emoji_Presentation}]/v;

const invisible =
  /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Me}\p{Mn}[\p{Cf}--[\u0600-\u0605\u06dd\u0890\u0891\u08e2\u{110bd}\u{110cd}]]]/v;
const emoji = /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}|\p{Emoji}\ufe0f)/u;
const joinedEmoji = /\u200d\p{Extended_Pictographic}/u;
const textStyleEmoji = /^[\u2300-\u2bff]\ufe0e/;
const hangulJamo = /^[\u1100-\u11ff\ua960-\ua97c]/;

/** Made on first need: creating one takes about 9 ms, and most texts never need it. */
let segmenter: Intl.Segmenter | undefined;

/**
 * How many terminal columns a text takes: wide East Asian characters and emoji two, combining marks none. Expects text
 * without controls, as `escapeForTerminal` leaves it. Agrees with the string-width package, which costs 30 ms to import.
 */
export function displayWidth(text: string): number {
  if (printableAscii.test(text)) return text.length;
  if (simple.test(text)) return text.length + (text.match(simpleWide)?.length ?? 0);
  let width = 0;
  for (const cluster of clusters(text)) width += clusterWidth(cluster);
  return width;
}

/** A text's user-perceived characters (UAX 29), which must not be torn apart. */
export function clusters(text: string): readonly string[] {
  if (printableAscii.test(text) || simple.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

function clusterWidth(cluster: string): number {
  if (textStyleEmoji.test(cluster)) return 1;
  if (emoji.test(cluster) || joinedEmoji.test(cluster)) return 2;
  if (hangulJamo.test(cluster)) return wide.test(cluster.charAt(0)) ? 2 : 1;
  let width = 0;
  for (const character of cluster) {
    if (character === '\u200d') break;
    if (!invisible.test(character)) width += wide.test(character) ? 2 : 1;
  }
  return width;
}
