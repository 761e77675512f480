import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pluginManifestSchema } from '@cloudops/spec';
import { afterAll, describe, expect, it } from 'vitest';
import { createPlugin } from './create-plugin.ts';

const root = mkdtempSync(join(tmpdir(), 'cloudops-create-plugin-'));
const template = fileURLToPath(new URL('../../../../templates/plugin', import.meta.url));
afterAll(() => rmSync(root, { recursive: true }));

function create(name: string, folder: string): ReturnType<typeof createPlugin> {
  return createPlugin({ template, name, folder: join(root, folder) });
}

describe('a new plugin', () => {
  it('has its own name everywhere', () => {
    const { files, folder } = create('night-watch', 'named');
    expect(files).toContain(join('playbooks', 'night-watch-health.yaml'));
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(texts.filter((text) => /acme/i.test(text))).toEqual([]);
    expect(texts.join('')).toContain('NIGHTWATCH-101');
    expect(texts.join('')).toContain('NIGHT_WATCH_NOT_CONFIGURED');
    expect(files.some((file) => file.includes('node_modules'))).toBe(false);
  });

  it('has a manifest that is valid', () => {
    const { folder } = create('queue', 'manifest');
    const { cloudops, name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(name).toBe('cloudops-plugin-queue');
    expect(pluginManifestSchema.parse(cloudops).providers?.[0]).toMatchObject({ name: 'queue', risk: 'read' });
  });

  it.each(['', 'Queue', '-queue', 'queue-', 'a--b', '../up', 'a/b', 'a b', 'q'.repeat(41), 'aws', 'plan', '\u001b[2J'])(
    'is not called %j',
    (name) => {
      expect(() => create(name, 'never')).toThrow(expect.objectContaining({ code: 'PLUGIN_NAME_INVALID' }));
      expect(existsSync(join(root, 'never'))).toBe(false);
    },
  );

  it('is never written over something', () => {
    mkdirSync(join(root, 'taken'));
    writeFileSync(join(root, 'taken', 'mine.txt'), 'mine');
    expect(() => create('queue', 'taken')).toThrow(expect.objectContaining({ code: 'PLUGIN_FOLDER_TAKEN' }));
    expect(() => create('queue', 'taken/mine.txt')).toThrow(expect.objectContaining({ code: 'PLUGIN_FOLDER_TAKEN' }));
    expect(readdirSync(join(root, 'taken'))).toEqual(['mine.txt']);
  });

  it('may be written into an empty folder', () => {
    mkdirSync(join(root, 'empty'));
    expect(create('queue', 'empty').files).toContain('package.json');
  });
});
