/** Letters of other scripts that look like Latin ones, by the Unicode confusables table (UTS 39). */
const confusables: Readonly<Record<string, string>> = Object.fromEntries(
  'аa еe оo рp сc уy хx іi јj ѕs ԁd һh ԛq ԝw ɡg ӏl нh кk мm тt вb гr пn αa εe ιi κk νv οo ρp τt υu χx ηn ɑa ıi ǃ! մu օo ոn ѡw єe'
    .split(' ')
    .map((pair) => [[...pair][0] ?? '', [...pair][1] ?? '']),
);

/** Invisible characters: zero width, bidirectional controls, soft hyphen, tags, variation selectors. */
const invisible = new RegExp(
  [
    '[\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]',
    '\\u034f|\\u17b4|\\u17b5|[\\u180b-\\u180d]|[\\ufe00-\\ufe0f]|[\\u{e0000}-\\u{e0fff}]',
  ].join('|'),
  'gu',
);

/** Terminal escapes and control characters, tabs and line feeds apart. */
// biome-ignore lint/complexity/useRegexLiterals: a literal would hold control characters
const controls = new RegExp('\\u001b\\[[0-9;?]*[ -/]*[@-~]|[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]', 'g');

/** Most questions: nothing in them needs folding. */
const plain = /^[\n\x20-\x7e]*$/;

/** Whether a text hides something: characters that nobody sees, or look-alikes inside Latin words. */
export function isDisguised(text: string): boolean {
  if (plain.test(text)) return false;
  return text.replace(invisible, '').length !== text.length || foldConfusables(text) !== text;
}

/**
 * A text as a person sees it: NFKC, without invisible characters and terminal escapes, look-alike letters in mixed
 * words made Latin. Case and accents stay.
 */
export function foldText(text: string): string {
  if (plain.test(text)) return text;
  return foldConfusables(text.normalize('NFKC').replace(invisible, '').replace(controls, ' '));
}

/** Only words that mix scripts: a Russian word stays Russian. */
function foldConfusables(text: string): string {
  return text.replace(/[\p{L}\p{M}]+/gu, (word) => {
    if (!/[a-z]/i.test(word) || !/[^\u0000-\u024f\p{M}]/u.test(word)) return word;
    return [...word].map((letter) => fold(letter)).join('');
  });
}

function fold(letter: string): string {
  const known = confusables[letter];
  if (known !== undefined) return known;
  const lower = confusables[letter.toLowerCase()];
  return lower === undefined ? letter : lower.toUpperCase();
}
