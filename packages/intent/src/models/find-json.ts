const longestAnswer = 64 * 1024;

/**
 * The JSON object in a model's answer: all of it, or what stands between the first and the last brace, since weak
 * models wrap it in prose or a code fence. @returns undefined when there is none.
 */
export function findJson(text: string): unknown {
  if (text.length > longestAnswer) return undefined;
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start < 0 || end < start) return undefined;
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined;
  }
}
