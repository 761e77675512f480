import { createHmac, hkdfSync } from 'node:crypto';
import type { NoteSigner } from '../note/note-key.ts';

/** Names a text by an HMAC whose key is derived (HKDF, RFC 5869) from the signing key: no second key file is needed. */
export function fingerprint({ privateKey }: NoteSigner, text: string): string {
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' });
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'cloudops.audit/fingerprint/v1', 32));
  return `hmac-sha256:${createHmac('sha256', key).update(text).digest('hex')}`;
}
