/**
 * How many tokens a text is, estimated on the high side: tokenizers differ, and a prompt must stay under its limit
 * with all of them. English comes to about two tokens a word.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(/[A-Za-z]+|[0-9]+|\s+|[!-/:-@[-`{-~]+|[^\sA-Za-z0-9]/gu))
    tokens += tokensOf(piece);
  return Math.ceil(tokens);
}

function tokensOf(piece: string): number {
  const first = piece.codePointAt(0) ?? 0;
  if (/^[A-Za-z]/.test(piece)) return Math.ceil(piece.length / 3);
  if (/^[0-9]/.test(piece)) return Math.ceil(piece.length / 2);
  // A single blank is part of the next word's token.
  if (/^\s/.test(piece)) return piece === ' ' ? 0 : Math.ceil(piece.length / 4);
  // Tokenizers know the usual runs of punctuation, such as those of JSON.
  if (first < 0x80) return Math.ceil(piece.length / 2);
  if (first < 0x800) return 1;
  return first < 0x10000 ? 1.5 : 3;
}

/** More tokens than a text can have: no tokenizer in use makes two tokens of one byte. */
export function maximumTokens(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** The text, or its beginning and end around `…` when it has more than `limit` estimated tokens. */
export function cutToTokens(text: string, limit: number): string {
  if (estimateTokens(text) <= limit) return text;
  const letters = [...text];
  // No token is longer than some twenty letters; from there on it is a matter of a few steps.
  let kept = Math.min(letters.length, limit * 20);
  let shortened = text;
  // What is asked stands at either end; a pasted log is in the middle.
  do {
    kept = Math.floor(kept * 0.9);
    const head = Math.ceil(kept * 0.6);
    shortened = `${letters.slice(0, head).join('')} … ${kept === head ? '' : letters.slice(head - kept).join('')}`;
  } while (kept > 0 && estimateTokens(shortened) > limit);
  return shortened;
}
