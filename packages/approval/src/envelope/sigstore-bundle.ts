import type { Envelope } from '@cloudops/spec';

/** A Sigstore bundle that holds an envelope signed with a key of one's own: what `cosign verify-blob-attestation --bundle` reads. */
export interface SigstoreBundle {
  readonly mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json';
  readonly verificationMaterial: { readonly publicKey: { readonly hint: string } };
  readonly dsseEnvelope: Envelope;
}

/** Wraps an approval for other people's tools; nothing is signed or checked. */
export function toSigstoreBundle(envelope: Envelope): SigstoreBundle {
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: envelope.signatures[0]?.keyid ?? '' } },
    dsseEnvelope: envelope,
  };
}
