import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Configuration, readConfiguration } from './configuration.ts';
import { choosePlugin, readConnection } from './plugin-connection.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloudops-plugin-connection-'));
const file = join(folder, 'config.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

function configure(text: string): Promise<Configuration> {
  writeFileSync(file, text);
  return readConfiguration(file);
}

describe('the settings of a provider of a plugin', () => {
  const divided = [
    'plugins: { acme: { slow_ms: 5, url: "https://acme.example.com", token: { environment: ACME } } }',
    'environments:',
    '  staging: { plugins: { acme: { url: "https://staging.example.com" } } }',
    '  dev: { plugins: { acme: { slow_ms: 9 } } }',
    '  test: { contexts: [kind] }',
  ].join('\n');

  it('count as prod where no environment has any', async () => {
    const configuration = await configure('plugins: { acme: { slow_ms: 5 } }\n');
    expect(choosePlugin('acme', null, configuration)).toMatchObject({ environment: 'prod', settings: { slow_ms: 5 } });
    expect(choosePlugin('acme', 'staging', configuration).note).toContain('Is it really "staging"?');
  });

  it('are none where nothing is configured', async () => {
    expect(choosePlugin('acme', null, await configure('default_scope: prod\n'))).toMatchObject({ settings: {} });
  });

  it('of an environment win over the general ones', async () => {
    const { environment, settings } = choosePlugin('acme', 'dev', await configure(divided));
    expect(environment).toBe('dev');
    expect(settings).toMatchObject({ slow_ms: 9, url: 'https://acme.example.com', token: { environment: 'ACME' } });
  });

  it('never send the login of one address to another', async () => {
    const { settings } = choosePlugin('acme', 'staging', await configure(divided));
    expect(settings).toEqual({ slow_ms: 5, url: 'https://staging.example.com' });
  });

  it('in general are those of prod where other environments have their own', async () => {
    const configuration = await configure(divided);
    expect(choosePlugin('acme', null, configuration)).toMatchObject({ environment: 'prod', settings: { slow_ms: 5 } });
  });

  it('are refused for an environment that has none', async () => {
    const configuration = await configure(divided);
    expect(() => choosePlugin('acme', 'test', configuration)).toThrow('has no settings for acme');
    expect(() => choosePlugin('acme', 'constructor', configuration)).toThrow('has no settings for acme');
  });
});

describe('the address of a provider of a plugin', () => {
  const connect = async (text: string, scope: string | null) =>
    readConnection(choosePlugin('acme', scope, await configure(text)), file);

  it('is read with its login, and other settings are left to the plugin', async () => {
    const text = 'plugins: { acme: { slow_ms: 5, url: "https://acme.example.com", token: { environment: ACME } } }\n';
    expect(await connect(text, null)).toEqual({ url: 'https://acme.example.com', token: { environment: 'ACME' } });
  });

  it('is none where there is none', async () => {
    expect(await connect('plugins: { acme: { slow_ms: 5 } }\n', null)).toBeNull();
  });

  it.each([
    [
      'a secret itself',
      'plugins:\n  acme:\n    url: https://a.example.com\n    token: hunter2\n',
      null,
      '4:5: plugins.acme.token',
    ],
    ['no address', 'plugins:\n  acme:\n    url: hunter2\n', null, '3:5: plugins.acme.url'],
    ['a login in it', 'plugins:\n  acme: { url: "https://a:hunter2@b" }\n', null, '2:11: plugins.acme.url'],
    [
      'no address, in an environment',
      'environments:\n  dev:\n    plugins:\n      acme: { url: hunter2 }\n',
      'dev',
      '4:15: environments.dev.plugins.acme.url',
    ],
  ])('is refused with line and column for %s, which is not told', async (_, text, scope, place) => {
    const error: unknown = await connect(text, scope).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(`config.yaml:${place}`) });
    expect(JSON.stringify([error, String(error)])).not.toContain('hunter2');
  });
});
