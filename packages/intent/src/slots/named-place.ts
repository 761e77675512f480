/** The words around what may be the name of a namespace. */
export interface PlaceWords {
  /** `namespace `, with what joins it to the name. */
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

const placeKind = /^(?:namespace|ns|namensraum|espacio de nombres|espace de noms)(?:\s?[:=]\s?|\s+)[`'"]?$/i;
const placed =
  /(?:^|\s)(?:in|inside|within|of|for|from|into|im|en|dans|nel|no|em|del|du|do)(?: the| el| le| il| o)?\s$/i;
/** The end, or where something else begins. */
const ended =
  /^[`'"]?(?:\s*[?.!,;:]|\s*$| (?:in|on|to|from|for|with|and|at|by|of|please|en|im|auf|von|dans|a|em|para|y|et|und|e)(?= |$))/i;
/** What may stand after `in namespace` and names none. */
const pointers: ReadonlySet<string> = new Set(
  `a all am and any are at be by can do does each every for from had has have here how if in is it just no not now of off on only or our out please
  right so still than that the their then there these they this those to today tomorrow was we were what when where which who why will with yesterday you your`.split(
    /\s+/,
  ),
);

/** `in namespace batch`, `ns batch`: where a place is named, by a word that is none of the trade. */
export function isPlace({ kind, before }: PlaceWords): boolean {
  return placeKind.test(kind) && (/^ns\b/i.test(kind) || placed.test(before));
}

/**
 * `scale web in namespace changes`: where a place is named, whatever word it is called by. A change that lost its namespace
 * would go to the one called default.
 */
export function isCertainPlace(value: string, words: PlaceWords): boolean {
  return placeKind.test(words.kind) && placed.test(words.before) && ended.test(words.after) && !pointers.has(value);
}
