/** The payload type of in-toto statements; nothing else is signed or accepted. */
export const statementType = 'application/vnd.in-toto+json' as const;

/**
 * What is signed: the type and the payload, each with its length in bytes, so that neither can be mistaken for the other.
 * Source: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
 */
export function encodePae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8');
  const head = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `)]);
  return Buffer.concat([head, payload]);
}
