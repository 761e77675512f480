/** A platform that a binary is made for. */
export interface Target {
  /** As in the names of released files. */
  readonly name: string;
  readonly os: 'linux' | 'darwin';
  /** As Node and npm name it. */
  readonly cpu: 'x64' | 'arm64';
  /** The package that holds the runtime of that platform. */
  readonly runtime: string;
  /** The package that holds the keychain's native code. */
  readonly keyring: string;
  /** As the compiler names it. */
  readonly compilerTarget: string;
}

/** All platforms, sorted by name. */
export const targets: readonly Target[] = (
  [
    ['darwin', 'arm64'],
    ['darwin', 'x64'],
    ['linux', 'arm64'],
    ['linux', 'x64'],
  ] as const
).map(([os, cpu]) => ({
  name: `${os}-${cpu}`,
  os,
  cpu,
  runtime: `@oven/bun-${os}-${cpu === 'arm64' ? 'aarch64' : cpu}`,
  keyring: `@napi-rs/keyring-${os}-${cpu}${os === 'linux' ? '-gnu' : ''}`,
  compilerTarget: `bun-${os}-${cpu}`,
}));

/** The platform that this runs on. @throws where no binary is made for it. */
export function hostTarget(): Target {
  return findTarget(`${process.platform}-${process.arch}`);
}

/** A platform by its name. @throws when there is none of that name. */
export function findTarget(name: string): Target {
  const found = targets.find((target) => target.name === name);
  if (found === undefined) {
    throw new Error(`There is no binary for ${name}. Platforms: ${targets.map((target) => target.name).join(', ')}`);
  }
  return found;
}
