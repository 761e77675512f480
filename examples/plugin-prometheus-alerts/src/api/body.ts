/** An answer that was longer than it may be. */
export class BodyTooLarge extends Error {
  override readonly name: string = 'BodyTooLarge';
}

/** Reads an answer's bytes. @throws BodyTooLarge, or what the body throws. */
export async function readBody(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > mostBytes) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
