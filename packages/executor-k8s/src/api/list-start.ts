/** What a list's own metadata says, which stands before its items. */
export interface ListStart {
  /** Token for the next page, null on the last. */
  readonly next: string | null;
}

interface Scan {
  readonly text: string;
  position: number;
}

/** Reads one JSON string or the whole of one nested value; false when the text ends first. */
function skipValue(scan: Scan): boolean {
  const { text } = scan;
  let depth = 0;
  for (; scan.position < text.length; scan.position += 1) {
    const character = text[scan.position];
    if (character === '"') {
      scan.position += 1;
      while (scan.position < text.length && text[scan.position] !== '"') {
        scan.position += text[scan.position] === '\\' ? 2 : 1;
      }
      if (scan.position >= text.length) return false;
    } else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    else if (depth === 0 && character !== undefined && /[,:\s]/.test(character)) continue;
    if (depth === 0) {
      if (character === '"' || character === '}' || character === ']') {
        scan.position += 1;
        return true;
      }
      const next = text[scan.position + 1];
      if (next !== undefined && /[,}\]\s]/.test(next)) {
        scan.position += 1;
        return true;
      }
    }
  }
  return false;
}

function takeValue(scan: Scan): unknown {
  const start = scan.position;
  if (!skipValue(scan)) return undefined;
  const slice = scan.text.slice(start, scan.position).replace(/^[,:\s]+/, '');
  try {
    return JSON.parse(slice) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Reads the `continue` token from the first bytes of a list's JSON, long before the items have come. Relies on the
 * API server writing `metadata` before `items`, which its Go types fix; anything else is answered with null.
 * @returns null when the beginning does not (yet) tell.
 */
export function readListStart(start: Buffer): ListStart | null {
  const scan: Scan = { text: start.toString('utf8'), position: 0 };
  const open = scan.text.indexOf('{');
  if (open < 0) return null;
  scan.position = open + 1;
  for (let keys = 0; keys < 8; keys += 1) {
    const key = takeValue(scan);
    if (typeof key !== 'string' || key === 'items') return null;
    const value = takeValue(scan);
    if (value === undefined) return null;
    if (key !== 'metadata') continue;
    if (typeof value !== 'object' || value === null) return null;
    const token = 'continue' in value ? value.continue : null;
    return { next: typeof token === 'string' && token !== '' ? token : null };
  }
  return null;
}
