/** Gives a text that is equal to a given one, and the same one each time. */
export type OwnTexts = (text: string) => string;

/**
 * Texts in memory of their own, each once. A text that a parser cut out of a page keeps that whole page in memory, and
 * the 58 pages of 10,000 security groups are more than all that is kept of them; and most CIDRs, owners and descriptions
 * come again and again.
 */
export function createOwnTexts(): OwnTexts {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const own = JSON.parse(JSON.stringify(text)) as string;
    known.set(own, own);
    return own;
  };
}
