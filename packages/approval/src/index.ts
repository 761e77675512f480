// For everybody who approves plans, or checks that they were approved.
export type { Signer } from './signer/signer.ts';
