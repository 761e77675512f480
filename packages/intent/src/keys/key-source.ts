/** Where a key comes from. Only this is ever written to a configuration, never the key. */
export type KeySource =
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'keychain'; readonly service: string; readonly account: string }
  | {
      readonly kind: 'command';
      /** The program and its arguments. No shell reads it. It prints the key as its only line. */
      readonly command: readonly [string, ...(readonly string[])];
    };

/** Where a vendor's key is looked for unless something else is configured, in order. */
export function defaultKeySources(vendor: 'anthropic' | 'openai'): readonly KeySource[] {
  return [
    { kind: 'environment', name: vendor === 'anthropic' ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY' },
    { kind: 'keychain', service: 'cloudops', account: vendor },
  ];
}

/** A source in words, for messages; a command without its arguments, which may name secrets. */
export function describeKeySource(source: KeySource): string {
  switch (source.kind) {
    case 'environment':
      return `the environment variable ${source.name}`;
    case 'keychain':
      return `the keychain entry ${source.service}/${source.account}`;
    case 'command':
      return `the command ${source.command[0]}`;
  }
}
