/** Makes strings of bytes, one string for texts that come often. */
export interface TextPool {
  /** The ASCII text of `bytes` from `start` to before `end`. */
  take(bytes: Buffer, start: number, end: number): string;
}

const places = 4096;
/** Longer texts seldom come twice. */
const longest = 64;

function isText(text: string, bytes: Buffer, start: number): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) !== bytes[start + index]) return false;
  }
  return true;
}

/** Makes a {@link TextPool}: a table of fixed size, where a new text takes the place of an older one. */
export function createTextPool(): TextPool {
  const pool: string[] = new Array<string>(places).fill('');
  return {
    take(bytes, start, end) {
      if (end - start > longest) return bytes.toString('latin1', start, end);
      let hash = end - start;
      for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
      const place = (hash ^ (hash >>> 12)) & (places - 1);
      const known = pool[place];
      if (known !== undefined && known.length === end - start && isText(known, bytes, start)) return known;
      const text = bytes.toString('latin1', start, end);
      pool[place] = text;
      return text;
    },
  };
}
