/** The few forms of DER (ITU-T X.690) that a certificate needs. Each returns tag, length and content. */

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

/** Any tag around any content. */
export function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), encodeLength(content.length), content]);
}

/** SEQUENCE. */
export function sequence(...items: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(items));
}

/** SET. */
export function set(...items: readonly Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(items));
}

/** An explicit context tag `[number]`. */
export function explicit(number: number, content: Buffer): Buffer {
  return tagged(0xa0 | number, content);
}

/** INTEGER from big-endian bytes, taken as they are. */
export function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

/** BOOLEAN true. */
export function truth(): Buffer {
  return tagged(0x01, Buffer.from([0xff]));
}

/** BIT STRING whose last byte has `unused` unused bits. */
export function bits(bytes: Buffer, unused: number): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([unused]), bytes]));
}

/** OCTET STRING. */
export function octets(bytes: Buffer): Buffer {
  return tagged(0x04, bytes);
}

/** UTF8String. */
export function utf8(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text, 'utf8'));
}

/** The bytes of an IA5String, without a tag: subject alternative names tag them themselves. */
export function ia5(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** UTCTime; good until 2049. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`, 'latin1'));
}

function encodeArc(arc: number): number[] {
  const bytes = [arc & 0x7f];
  for (let rest = arc >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

/** OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(encodeArc)]));
}
