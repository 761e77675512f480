import { registerHooks } from 'node:module';
import * as spec from '@cloudops/spec';
import * as zod from 'zod';

const prefix = 'cloudops-host:';
const hosted: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map<
  string,
  Readonly<Record<string, unknown>>
>([
  ['@cloudops/spec', spec],
  ['zod', zod],
  ['zod/v4', zod],
]);
const slot = Symbol.for('cloudops.hosted-modules');

function toSource(name: string): string {
  const keys = Object.keys(hosted.get(name) ?? {});
  const from = `globalThis[Symbol.for('cloudops.hosted-modules')].get(${JSON.stringify(name)})`;
  const lines = keys.map(
    (key, index) => `const _${index} = m[${JSON.stringify(key)}]; export { _${index} as ${key} };`,
  );
  return `const m = ${from};\n${lines.join('\n')}\n`;
}

interface BunBuild {
  module(name: string, load: () => { readonly exports: unknown; readonly loader: 'object' }): void;
}
interface Bun {
  plugin(plugin: { readonly name: string; setup(build: BunBuild): void }): void;
}

function hostInBun(bun: Bun): void {
  bun.plugin({
    name: 'cloudops-host',
    setup: (build) => {
      for (const [name, exports] of hosted) build.module(name, () => ({ exports, loader: 'object' }));
    },
  });
}

/** Lends a plugin our copies of zod and the contract where it has none of its own, so that a linked one needs no install. */
export function hostModules(): void {
  Object.defineProperty(globalThis, slot, { value: hosted });
  const { Bun: bun } = globalThis as { readonly Bun?: Bun };
  if (bun !== undefined) hostInBun(bun);
  else hostInNode();
}

function hostInNode(): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      if (!hosted.has(specifier)) return next(specifier, context);
      try {
        return next(specifier, context);
      } catch {
        return { url: `${prefix}${specifier}`, format: 'module', shortCircuit: true };
      }
    },
    load: (url, context, next) => {
      if (!url.startsWith(prefix)) return next(url, context);
      return { format: 'module', source: toSource(url.slice(prefix.length)), shortCircuit: true };
    },
  });
}
