/** As much of `oidc-provider` as the test issuer uses; the package has no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface DeviceCode {
    readonly params: { readonly scope: string; readonly nonce?: string };
    save(): Promise<string>;
  }

  interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export class Provider {
    constructor(url: string, settings: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    readonly DeviceCode: { findByUserCode(code: string): Promise<DeviceCode | undefined> };
    readonly Grant: new (fields: {
      readonly accountId: string;
      readonly clientId: string;
    }) => Grant;
  }
}
