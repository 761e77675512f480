import { isUtf8 } from 'node:buffer';

/** The largest playbook file, in bytes. */
export const maximumBytes: number = 256 * 1024;

const utf8Hint = 'save it as UTF-8 text';

/** Text of a file, or where its bytes stop being UTF-8. */
export type Decoded =
  | { readonly kind: 'text'; readonly text: string; readonly bytes: Uint8Array }
  | {
      readonly kind: 'undecodable';
      readonly line: number;
      readonly column: number;
      readonly message: string;
      readonly hint: string;
    };

/** Reads bytes as UTF-8, strictly. */
export function decode(source: string | Uint8Array): Decoded {
  const bytes = typeof source === 'string' ? Buffer.from(source, 'utf8') : source;
  if (bytes.byteLength > maximumBytes) {
    const message = `the file has ${bytes.byteLength} bytes; a playbook may have ${maximumBytes}`;
    return { kind: 'undecodable', line: 1, column: 1, message, hint: 'split it into several playbooks' };
  }
  if (typeof source === 'string' && !source.isWellFormed()) {
    return { kind: 'undecodable', line: 1, column: 1, message: 'the text is not valid Unicode', hint: utf8Hint };
  }
  if (isUtf8(bytes)) {
    return { kind: 'text', text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), bytes };
  }
  return firstBadByte(bytes);
}

function firstBadByte(bytes: Uint8Array): Decoded {
  let line = 1;
  let start = 0;
  while (start <= bytes.length) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    const content = bytes.subarray(start, end);
    if (!isUtf8(content)) {
      const column = new TextDecoder('utf-8', { ignoreBOM: true }).decode(content).indexOf('\uFFFD') + 1;
      return { kind: 'undecodable', line, column, message: 'the file is not UTF-8 here', hint: utf8Hint };
    }
    line += 1;
    start = end + 1;
  }
  return { kind: 'undecodable', line: 1, column: 1, message: 'the file is not UTF-8', hint: utf8Hint };
}
