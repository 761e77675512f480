import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfiguration } from './configuration.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloudops-plugin-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string): ReturnType<typeof readConfiguration> {
  const file = join(folder, 'config.yaml');
  writeFileSync(file, text);
  return readConfiguration(file);
}

describe('the settings of plugins', () => {
  it('are any plain values, by provider and by environment', async () => {
    const configuration = await read(
      'plugins: { postgres: { host: db, slow_ms: 250, replicas: [a, b] } }\nenvironments: { staging: { plugins: { postgres: { host: db2 } } } }\n',
    );
    expect(configuration.plugins).toEqual({ postgres: { host: 'db', slow_ms: 250, replicas: ['a', 'b'] } });
    expect(configuration.environments.staging).toEqual({ contexts: [], plugins: { postgres: { host: 'db2' } } });
  });

  it('are none where the file says nothing', async () => {
    expect((await read('default_scope: prod\n')).plugins).toEqual({});
  });

  it.each([
    ['a name that no provider can have', 'plugins:\n  My_Plugin: { url: x }\n', '2:3', 'plugins.My_Plugin'],
    ['something that is no map', 'plugins:\n  postgres: db\n', '2:3', 'plugins.postgres'],
    ['no value that JSON knows', 'plugins:\n  postgres:\n    most: .nan\n', '3:5', 'plugins.postgres.most'],
    [
      'no map, in an environment',
      'environments:\n  prod:\n    plugins: { postgres: [1] }\n',
      '3:16',
      'environments.prod.plugins.postgres',
    ],
  ])('are refused with line, column and key for %s', async (_, text, place, key) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(`config.yaml:${place}: ${key}: must be`),
      nextSteps: [expect.stringContaining(key)],
    });
  });
});
