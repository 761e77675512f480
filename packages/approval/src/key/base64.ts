/**
 * The bytes of standard base64 with padding (RFC 4648, section 4), only in the one form that an encoder writes: decoders
 * that forgive would let two texts stand for one signature. `undefined` for anything else.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
