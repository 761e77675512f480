/** Signs with a person's own Ed25519 key. */
export interface Signer {
  /** Names the key: `SHA256:` and the unpadded base64 SHA-256 of its SSH wire form, as `ssh-keygen -l` prints it. */
  readonly keyId: string;
  /** The public key, `ssh-ed25519 AAAA…`: what policy must give to the person. Each signature is checked with it at once. */
  readonly publicKey: string;
  /**
   * Signs the bytes as they are (RFC 8032), 64 bytes.
   * @throws CloudOpsError when the key, the agent or the command says no.
   */
  sign(bytes: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
}
