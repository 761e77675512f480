import { readdirSync, readFileSync } from 'node:fs';
import { type PluginProvider, type Provider, pluginManifestSchema } from '@cloudops/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { createProvider } from './provider.ts';

const folder = new URL('../', import.meta.url);
const { cloudops } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as {
  readonly cloudops: unknown;
};
const manifest = pluginManifestSchema.parse(cloudops);
const stated: PluginProvider | undefined = manifest.providers?.[0];
let provider: Provider;

beforeAll(async () => {
  provider = await createProvider({ version: '0.1.0', environment: 'dev', settings: {}, transport: null });
});

describe('the manifest', () => {
  it('states what the provider is', () => {
    expect(stated).toMatchObject({ name: provider.name, risk: 'read' });
    expect(readdirSync(new URL(`${manifest.playbooks}`, folder)).every((name) => name.endsWith('.yaml'))).toBe(true);
  });

  it('names every right that an action asks for, and no other', () => {
    const toText = ({ verb, resource }: { readonly verb: string; readonly resource: string }): string =>
      `${verb} ${resource}`;
    const asked = provider.actions.flatMap((action) => action.permissions({}).map(toText));
    expect((stated?.permissions ?? []).map(toText).toSorted()).toEqual([...new Set(asked)].toSorted());
  });
});
