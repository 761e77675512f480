import type { Envelope } from '@cloudops/spec';
import { approvalError } from '../errors.ts';
import { isSignedBy, parsePublicKey } from '../key/public-key.ts';
import type { Signer } from '../signer/signer.ts';
import { encodePae, statementType } from './pae.ts';

/**
 * Signs an in-toto statement's bytes and puts both into an envelope. The signature is checked before it is handed out.
 * @throws `APPROVAL_SIGNATURE_INVALID` when the signer answered with something else than its key's signature; what the signer throws.
 */
export async function sealEnvelope(payload: Uint8Array, signer: Signer, signal: AbortSignal): Promise<Envelope> {
  signal.throwIfAborted();
  const key = parsePublicKey(signer.publicKey);
  const bytes = encodePae(statementType, payload);
  const signature = await signer.sign(bytes, signal);
  if (key.keyId !== signer.keyId || !isSignedBy(key, bytes, signature)) {
    throw approvalError({
      code: 'APPROVAL_SIGNATURE_INVALID',
      message: `The signature that was given for ${signer.keyId} is not one of that key.`,
      nextSteps: ['Sign with a key file instead; if an agent or a device signed, report it to its makers.'],
    });
  }
  return {
    payloadType: statementType,
    payload: Buffer.from(payload).toString('base64'),
    signatures: [{ keyid: key.keyId, sig: Buffer.from(signature).toString('base64') }],
  };
}
