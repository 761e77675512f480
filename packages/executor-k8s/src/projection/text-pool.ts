/** Makes strings of bytes, one string for texts that come often. */
export interface TextPool {
  /** The ASCII text of `bytes` from `start` to before `end`. */
  take(bytes: Buffer, start: number, end: number): string;
  /** The UTF-8 text of `bytes` from `start` to before `end`. */
  takeText(bytes: Buffer, start: number, end: number): string;
  /** A second since the Unix epoch, within the years that four digits tell, as `2026-11-22T12:00:00`. */
  takeSecond(second: number): string;
}

const places = 4096;
/** Objects of one list tell few seconds, and those often. */
const secondPlaces = 512;
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
  const seconds: (number | undefined)[] = new Array<undefined>(secondPlaces).fill(undefined);
  const dates: string[] = new Array<string>(secondPlaces).fill('');
  const takeAt = (bytes: Buffer, start: number, end: number, hash: number): string => {
    const place = (hash ^ (hash >>> 12)) & (places - 1);
    const known = pool[place];
    if (known !== undefined && known.length === end - start && isText(known, bytes, start)) return known;
    const text = bytes.toString('latin1', start, end);
    pool[place] = text;
    return text;
  };
  return {
    take(bytes, start, end) {
      if (end - start > longest) return bytes.toString('latin1', start, end);
      let hash = end - start;
      for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
      return takeAt(bytes, start, end, hash);
    },
    takeText(bytes, start, end) {
      if (end - start > longest) return bytes.toString('utf8', start, end);
      let hash = end - start;
      let seen = 0;
      for (let at = start; at < end; at += 1) {
        const byte = bytes[at] ?? 0;
        seen |= byte;
        hash = (Math.imul(hash, 31) + byte) | 0;
      }
      return seen < 0x80 ? takeAt(bytes, start, end, hash) : bytes.toString('utf8', start, end);
    },
    takeSecond(second) {
      const place = Math.abs(second) % secondPlaces;
      const known = dates[place];
      if (known !== undefined && seconds[place] === second) return known;
      const date = new Date(second * 1000).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
      seconds[place] = second;
      dates[place] = date;
      return date;
    },
  };
}
